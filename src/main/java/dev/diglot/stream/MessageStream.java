// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.model.Message;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.MessageStreamEvent;

/**
 * A streamed message, event by event; its whole is a {@link Message}.
 *
 * <p>It is complete when the event {@code message_stop} has come behind others; what follows that is not read.
 */
public final class MessageStream extends EventStream<MessageStreamEvent, Message> {
    /**
     * Called by the client.
     *
     * @param source where the events come from
     * @param request what was sent; it does not change what makes a message complete
     */
    public MessageStream(EventReader<MessageStreamEvent> source, MessageRequest request) {
        super(source, new MessageAccumulator(), Message.class);
    }
}
