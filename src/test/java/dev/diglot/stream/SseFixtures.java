// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.testing.RawServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/** The events that the servers of the stream tests send. */
final class SseFixtures {
    static final String DONE = "data: [DONE]\n\n";

    /** The beginning and the end of a message, and the beginning of a text in it. */
    static final String START = data("{\"type\":\"message_start\",\"message\":{\"id\":\"m1\",\"type\":\"message\","
            + "\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":5}}}");

    static final String END = data("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
            + "\"usage\":{\"output_tokens\":2}}");
    static final String STOP = data("{\"type\":\"message_stop\"}");
    static final String TEXT = "{\"type\":\"text\",\"text\":\"\"}";

    private SseFixtures() {}

    /** 50 MB, which are more than all buffers on the way hold, in few chunks, so that a busy machine reads them in time. */
    static final int FLOOD = 2_500;

    static final int FLOOD_CHARACTERS = 20_000;

    /** Sends {@link #FLOOD} chunks of {@link #FLOOD_CHARACTERS} characters, and counts each that it could send. */
    static RawServer.Handler flooding(Semaphore sent) {
        String event = says("x".repeat(FLOOD_CHARACTERS));
        return exchange -> {
            exchange.head("text/event-stream");
            for (int i = 0; i < FLOOD; i++) {
                exchange.send(event);
                sent.release();
            }
            exchange.send(finishes("stop") + DONE);
            exchange.end();
        };
    }

    /** A chunk whose first choice has this text. */
    static String says(String text) {
        return data(
                "{\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}");
    }

    /** A chunk that ends the first choice. */
    static String finishes(String reason) {
        return data("{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}");
    }

    static String data(String payload) {
        return "data: " + payload + "\n\n";
    }

    /** A complete messages reply of these pieces. */
    static String messages(String... pieces) {
        StringBuilder events = new StringBuilder(START + begins(0, TEXT));
        for (String piece : pieces) {
            events.append(textDelta(0, piece));
        }
        return events + ends(0) + END + STOP;
    }

    static String begins(int index, String block) {
        return data("{\"type\":\"content_block_start\",\"index\":" + index + ",\"content_block\":" + block + "}");
    }

    static String delta(int index, String delta) {
        return data("{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":" + delta + "}");
    }

    static String textDelta(int index, String text) {
        return delta(index, "{\"type\":\"text_delta\",\"text\":\"" + text + "\"}");
    }

    static String ends(int index) {
        return data("{\"type\":\"content_block_stop\",\"index\":" + index + "}");
    }

    /** Reads a stream to its end; after a failure, returns the events before it. */
    static <E> List<E> read(EventStream<E, ?> stream) {
        List<E> events = new ArrayList<>();
        try {
            stream.forEach(events::add);
        } catch (RuntimeException e) {
            // result() throws it again
        }
        return events;
    }
}
