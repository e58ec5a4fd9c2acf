// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.internal.EventReader;
import dev.diglot.internal.InternalConstructor;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatToolCall;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * A streamed chat completion: iterates over its chunks and accumulates them into a {@link ChatCompletion}.
 *
 * <p>{@code chat().stream(request)} of the client returns one. One thread at a time may read it; any thread may close
 * it.
 *
 * <p>It is complete in two cases. Either the server sent {@code [DONE]} after at least one choice; then anything
 * missing (a finish reason, requested usage, a requested choice) is a {@linkplain #warnings() warning}. Or nothing is
 * missing except {@code [DONE]}; then that is the warning. Otherwise it is truncated.
 */
public final class ChatStream extends EventStream<ChatCompletionChunk, ChatCompletion> {
    static {
        // for the client, which is in another package: the constructor is not public
        BiFunction<EventReader<ChatCompletionChunk>, ChatCompletionRequest, ChatStream> constructor = ChatStream::new;
        InternalConstructor.register(ChatStream.class, constructor);
    }

    ChatStream(EventReader<ChatCompletionChunk> reader, ChatCompletionRequest request) {
        super(reader, new ChatAccumulator(request), ChatCompletion.class);
    }

    /**
     * Registers a callback for tool calls, which replaces an earlier one. It is called by the thread that reads this
     * stream, once for each call, as soon as the call is complete: at the next call, at the finish reason, or at the end
     * of the stream. An exception that it throws is thrown by the method that reads.
     *
     * @param callback receives each complete call
     * @return this stream
     */
    public ChatStream onToolCall(Consumer<? super ChatToolCall> callback) {
        listenForCalls(ChatToolCall.class, callback);
        return this;
    }
}
