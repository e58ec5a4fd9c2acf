// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.diglot.json.JsonModel;
import dev.diglot.model.Dialect;
import dev.diglot.model.MessageStreamEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response in the bytes of a dialect: a whole body, or the events of a stream as one part each. */
record Response(int status, @Nullable String contentType, boolean isStream, List<byte[]> parts) {

    static Response whole(int status, @Nullable String contentType, byte[] body) {
        return new Response(status, contentType, false, List.of(body));
    }

    static Response json(int status, String json) {
        return whole(status, contentType(false), json.getBytes(UTF_8));
    }

    /** Returns a stream of these events, of either dialect. */
    static Response stream(Dialect dialect, List<? extends JsonModel> events) {
        List<byte[]> parts = new ArrayList<>();
        events.forEach(event -> parts.add(event(event)));
        if (dialect == Dialect.CHAT) {
            parts.add("data: [DONE]\n\n".getBytes(UTF_8));
        }
        return stream(parts);
    }

    static Response stream(List<byte[]> parts) {
        return new Response(200, contentType(true), true, parts);
    }

    static String contentType(boolean isStream) {
        return isStream ? "text/event-stream" : "application/json";
    }

    /** Returns an event as it is sent. Events of messages have a name, those of chat have none. */
    static byte[] event(JsonModel event) {
        String name = event instanceof MessageStreamEvent named ? "event: " + named.type() + "\n" : "";
        return (name + "data: " + event.toJson() + "\n\n").getBytes(UTF_8);
    }

    /** Returns the number of bytes of the body. */
    int length() {
        return length(parts.size());
    }

    /** Returns the number of bytes of the first parts. */
    int length(int count) {
        return parts.stream().limit(count).mapToInt(part -> part.length).sum();
    }
}
