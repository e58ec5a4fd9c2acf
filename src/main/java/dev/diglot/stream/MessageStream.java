// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.internal.EventReader;
import dev.diglot.internal.InternalConstructor;
import dev.diglot.model.Message;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.MessageStreamEvent;
import java.util.function.BiFunction;

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
}
