// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.Diglot;
import dev.diglot.config.RetryPolicy;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/** What the stream tests send, and the events that their servers answer with. */
final class Calls {
    static final ChatCompletionRequest CHAT =
            ChatCompletionRequest.builder("m", List.of(ChatMessage.user("hi"))).build();
    static final MessageRequest MESSAGES =
            MessageRequest.builder("m", List.of(MessageParam.user("hi"))).build();

    static final String DONE = "data: [DONE]\n\n";

    /** The beginning and the end of a message, and the beginning of a text in it. */
    static final String START = data("{\"type\":\"message_start\",\"message\":{\"id\":\"m1\",\"type\":\"message\","
            + "\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":5}}}");

    static final String END = data("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
            + "\"usage\":{\"output_tokens\":2}}");
    static final String STOP = data("{\"type\":\"message_stop\"}");
    static final String TEXT = "{\"type\":\"text\",\"text\":\"\"}";

    private Calls() {}

    static Diglot client(RawServer server) {
        return client(server.url());
    }

    static Diglot client(String url) {
        return client(url, Duration.ofSeconds(20));
    }

    static Diglot client(RawServer server, Duration idleTimeout) {
        return client(server.url(), idleTimeout);
    }

    static Diglot client(String url, Duration idleTimeout) {
        return Diglot.builder()
                .baseUrl(url)
                .apiKey(TestKey.value())
                .idleTimeout(idleTimeout)
                .retryPolicy(RetryPolicy.none())
                .build();
    }

    /** 50 MB, which are more than all buffers on the way hold, in few chunks, so that a busy machine reads them in time. */
    static final int FLOOD = 2_500;

    static final int FLOOD_CHARACTERS = 20_000;

    /** Sends so many chunks of so many characters, and counts each that it could send. */
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

    /** A chunk whose first choice says this. */
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

    /** A messages answer of these pieces, complete. */
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

    /** Reads a stream to its end, whichever that is. */
    static <E> List<E> read(EventStream<E, ?> stream) {
        List<E> events = new ArrayList<>();
        try {
            stream.forEach(events::add);
        } catch (RuntimeException e) {
            // the caller asks for it again
        }
        return events;
    }
}
