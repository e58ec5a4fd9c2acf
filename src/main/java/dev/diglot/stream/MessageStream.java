// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.internal.EventReader;
import dev.diglot.internal.InternalConstructor;
import dev.diglot.model.Message;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.model.ToolUseBlock;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * A streamed message: iterates over its events and accumulates them into a {@link Message}.
 *
 * <p>{@code messages().stream(request)} of the client returns one. One thread at a time may read it; any thread may
 * close it.
 *
 * <p>It is complete when {@code message_stop} was received after {@code message_start}, a content block or a {@code
 * message_delta}. Events after {@code message_stop} are not read.
 */
public final class MessageStream extends EventStream<MessageStreamEvent, Message> {
    static {
        // for the client, which is in another package: the constructor is not public
        BiFunction<EventReader<MessageStreamEvent>, MessageRequest, MessageStream> constructor = MessageStream::new;
        InternalConstructor.register(MessageStream.class, constructor);
    }

    /** Has the parameters of {@link ChatStream}'s constructor, but does not need the request. */
    MessageStream(EventReader<MessageStreamEvent> reader, MessageRequest request) {
        super(reader, new MessageAccumulator(), Message.class);
    }

    /**
     * Registers a callback for tool calls, which replaces an earlier one. It is called by the thread that reads this
     * stream, once for each call, as soon as the call is complete: at the end of its block, or at the end of the
     * stream. An exception that it throws is thrown by the method that reads.
     *
     * @param callback receives each complete call
     * @return this stream
     */
    public MessageStream onToolCall(Consumer<? super ToolUseBlock> callback) {
        listenForCalls(ToolUseBlock.class, callback);
        return this;
    }
}
