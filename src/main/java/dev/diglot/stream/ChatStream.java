// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;

/**
 * A streamed chat completion, chunk by chunk; its whole is a {@link ChatCompletion}.
 *
 * <p>It is complete when the server sent {@code [DONE]} behind a choice; what is missing then (a finish reason, requested
 * usage, a choice) is a {@linkplain #warnings() warning}. Without {@code [DONE]}, all that was requested must have come;
 * that {@code [DONE]} is missing is a warning then.
 */
public final class ChatStream extends EventStream<ChatCompletionChunk, ChatCompletion> {
    /**
     * Called by the client.
     *
     * @param source where the chunks come from
     * @param request what was sent, so that it is known what makes the response complete
     */
    public ChatStream(EventReader<ChatCompletionChunk> source, ChatCompletionRequest request) {
        super(source, new ChatAccumulator(request), ChatCompletion.class);
    }
}
