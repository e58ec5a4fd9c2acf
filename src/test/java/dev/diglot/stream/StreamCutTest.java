// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static dev.diglot.stream.SseFixtures.DONE;
import static dev.diglot.stream.SseFixtures.finishes;
import static dev.diglot.stream.SseFixtures.messages;
import static dev.diglot.stream.SseFixtures.says;
import static dev.diglot.testing.TestRequests.CHAT;
import static dev.diglot.testing.TestRequests.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.diglot.Diglot;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestSubscriber;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream that is cut anywhere delivers every event that had arrived, and reports whether it was complete. */
@Tag("thorough")
@Timeout(120)
class StreamCutTest {
    /** How the server stops after the bytes of the cut. */
    enum How {
        END,
        CLOSE,
        RESET
    }

    @ParameterizedTest
    @EnumSource
    void chatStreamCutAtEveryOffset(How how) throws Exception {
        String events = says("Hel") + ": comment\n\n" + says("\u00e9\u20ac") + finishes("stop") + DONE;

        try (Server server = new Server(events, how)) {
            for (int cut = 0; cut <= server.length(); cut++) {
                server.cutAt(cut);
                int completeFrom = server.endOf("\"stop\"}]}");
                try (ChatStream stream = server.client.chat().stream(CHAT)) {
                    check(stream, server, cut, completeFrom);
                }
                check(server.client.chat().publish(CHAT), server, cut, completeFrom);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void messageStreamCutAtEveryOffset(How how) throws Exception {
        String events = "event: first\n" + messages("Hel", "\u00e9\u20ac");

        try (Server server = new Server(events, how)) {
            for (int cut = 0; cut <= server.length(); cut++) {
                server.cutAt(cut);
                int completeFrom = server.endOf("\"message_stop\"}");
                try (MessageStream stream = server.client.messages().stream(MESSAGES)) {
                    check(stream, server, cut, completeFrom);
                }
                check(server.client.messages().publish(MESSAGES), server, cut, completeFrom);
            }
        }
    }

    private static void check(EventStream<?, ?> stream, Server server, int cut, int completeFrom) {
        int events = SseFixtures.read(stream).size();
        check(events, catchThrowable(stream::result), server, cut, completeFrom);
    }

    private static <E> void check(Flow.Publisher<E> publisher, Server server, int cut, int completeFrom)
            throws Exception {
        TestSubscriber<E> subscriber = TestSubscriber.subscribe(publisher);
        Throwable end = subscriber.failure();
        check(subscriber.events().size(), end, server, cut, completeFrom);
    }

    private static void check(int events, Throwable end, Server server, int cut, int completeFrom) {
        assertThat(events).as("events received, cut at %s", cut).isEqualTo(server.payloadsBefore(cut));
        if (cut >= completeFrom) {
            assertThat(end).as("complete, cut at %s", cut).isNull();
        } else {
            assertThat(end).as("not complete, cut at %s", cut).isInstanceOf(StreamTruncatedException.class);
        }
    }

    /** Sends the first bytes of a stream. */
    private static final class Server implements AutoCloseable {
        private final byte[] events;
        private final AtomicInteger cut = new AtomicInteger();
        private final RawServer server;
        private final Diglot client;

        Server(String events, How how) throws Exception {
            this.events = events.getBytes(StandardCharsets.UTF_8);
            this.server = RawServer.start(exchange -> {
                exchange.head("text/event-stream");
                exchange.send(Arrays.copyOf(this.events, cut.get()));
                switch (how) {
                    case END -> exchange.end();
                    case CLOSE -> exchange.cut();
                    case RESET -> exchange.reset();
                }
            });
            this.client = TestClients.client(server);
        }

        void cutAt(int offset) {
            cut.set(offset);
        }

        int length() {
            return events.length;
        }

        /** The offset after the payload with this ending. */
        int endOf(String end) {
            String text = new String(events, StandardCharsets.ISO_8859_1);
            return text.indexOf(end) + end.length();
        }

        /** Returns how many JSON payloads end before an offset. */
        int payloadsBefore(int offset) {
            int count = 0;
            for (int at = 0; at + 1 < events.length; at++) {
                if (events[at] == '}' && events[at + 1] == '\n' && at < offset) {
                    count++;
                }
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }
}
