// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.Dialect;
import dev.diglot.model.ErrorEvent;
import dev.diglot.model.ErrorKind;
import dev.diglot.model.Message;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.stream.ChatAccumulator;
import dev.diglot.stream.MessageAccumulator;
import java.util.List;

/** What a reply contains, independent of the request. */
@FunctionalInterface
interface Content {
    /**
     * Returns the response to a request, in its dialect and form.
     *
     * @throws IllegalArgumentException if this is no response to that request
     */
    Response respond(ReceivedRequest request);

    /** Returns the response with a body, which is split into events if the request asks for a stream. */
    static Response whole(ReceivedRequest request, JsonModel body, Pieces pieces) {
        if (body instanceof ChatCompletion chat) {
            request.require(Dialect.CHAT, "a ChatCompletion");
            if (request.isStreaming()) {
                return Response.stream(Dialect.CHAT, ChatFormat.chunks(chat, pieces, request.asksForUsage()));
            }
        } else if (body instanceof Message message) {
            request.require(Dialect.MESSAGES, "a Message");
            if (request.isStreaming()) {
                return Response.stream(Dialect.MESSAGES, MessageFormat.events(message, pieces));
            }
        }
        return Response.json(200, body.toJson());
    }

    /** Returns the response with these events, which are accumulated if the request asks for no stream. */
    static Response events(ReceivedRequest request, List<? extends JsonModel> events) {
        for (JsonModel event : events) {
            Dialect dialect = event instanceof MessageStreamEvent ? Dialect.MESSAGES : Dialect.CHAT;
            request.require(dialect, "a stream of " + event.getClass().getSimpleName());
            if (!request.isStreaming() && event instanceof ErrorEvent end && end.error() != null) {
                ErrorKind kind = ErrorKind.of(200, null, end.error().type());
                return new ErrorContent(
                                kind == null ? ErrorKind.SERVER : kind,
                                end.error().message())
                        .respond(request);
            }
        }
        return request.isStreaming()
                ? Response.stream(request.dialect(), events)
                : Response.json(200, accumulate(request.dialect(), events).toJson());
    }

    private static JsonModel accumulate(Dialect dialect, List<? extends JsonModel> events) {
        if (dialect == Dialect.CHAT) {
            ChatAccumulator chat = new ChatAccumulator();
            events.forEach(event -> chat.accept((ChatCompletionChunk) event));
            return chat.result();
        }
        MessageAccumulator messages = new MessageAccumulator();
        events.forEach(event -> messages.accept((MessageStreamEvent) event));
        return messages.result();
    }
}
