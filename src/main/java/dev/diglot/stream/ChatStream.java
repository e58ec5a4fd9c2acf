// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;

/**
 * A streamed chat answer, chunk by chunk; its whole is a {@link ChatCompletion}.
 *
 * <p>It is complete when the server said {@code [DONE]}, or gave a finish reason for every choice. That a server left
 * out {@code [DONE]} is a {@linkplain #warnings() warning} then.
 */
public final class ChatStream extends EventStream<ChatCompletionChunk, ChatCompletion> {
    /**
     * Called by the client.
     *
     * @param source where the chunks come from
     */
    public ChatStream(EventSource<ChatCompletionChunk> source) {
        super(source, new ChatAccumulator(), ChatCompletion.class);
    }
}
