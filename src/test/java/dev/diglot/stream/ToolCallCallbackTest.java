// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static dev.diglot.stream.SseFixtures.DONE;
import static dev.diglot.stream.SseFixtures.END;
import static dev.diglot.stream.SseFixtures.START;
import static dev.diglot.stream.SseFixtures.STOP;
import static dev.diglot.stream.SseFixtures.begins;
import static dev.diglot.stream.SseFixtures.data;
import static dev.diglot.stream.SseFixtures.delta;
import static dev.diglot.stream.SseFixtures.ends;
import static dev.diglot.stream.SseFixtures.finishes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.diglot.Diglot;
import dev.diglot.config.RequestOptions;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.model.ChatToolCall;
import dev.diglot.model.Dialect;
import dev.diglot.model.ToolUseBlock;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestRequests;
import dev.diglot.tool.ExactReply;
import dev.diglot.tool.LoopForm;
import dev.diglot.tool.ToolSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code onToolCall} of a stream is called once for each call, as soon as it is complete. */
@Timeout(60)
class ToolCallCallbackTest {
    private static final String TOOL = "{\"type\":\"tool_use\",\"id\":\"%s\",\"name\":\"f\",\"input\":{}}";

    private final List<String> heard = new CopyOnWriteArrayList<>();

    /** How a user reads a stream to its end. */
    enum Reading {
        EVENTS,
        TEXT,
        RESULT;

        void read(EventStream<?, ?> stream) {
            switch (this) {
                case EVENTS -> stream.forEach(event -> {});
                case TEXT -> stream.text().forEach(text -> {});
                case RESULT -> {}
            }
            stream.result();
        }
    }

    static Stream<Arguments> all() {
        return Stream.of(Dialect.values())
                .flatMap(dialect -> Stream.of(Reading.values()).map(reading -> Arguments.of(dialect, reading)));
    }

    private static EventStream<?, ?> open(Diglot client, Dialect dialect, Consumer<String> listener) {
        return dialect == Dialect.CHAT
                ? client.chat().stream(TestRequests.CHAT).onToolCall(call -> listener.accept(text(call)))
                : client.messages().stream(TestRequests.MESSAGES).onToolCall(call -> listener.accept(text(call)));
    }

    private static String text(ChatToolCall call) {
        return call.id() + " " + call.function().arguments();
    }

    private static String text(ToolUseBlock call) {
        return call.id() + " " + call.input();
    }

    private void read(String events, Dialect dialect, Reading reading) throws Exception {
        try (RawServer server = RawServer.streaming(events)) {
            read(server, dialect, reading);
        }
    }

    private void read(RawServer server, Dialect dialect, Reading reading) {
        heard.clear();
        try (Diglot client = TestClients.client(server);
                EventStream<?, ?> stream = open(client, dialect, heard::add)) {
            reading.read(stream);
        }
    }

    /** A piece of a tool call in a chat stream. */
    private static String piece(String members) {
        return data("{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[" + members + "]}}]}");
    }

    private static String piece(String position, String id, String arguments) {
        return piece("{" + position + (id == null ? "" : "\"id\":\"" + id + "\",\"type\":\"function\",")
                + "\"function\":{" + (id == null ? "" : "\"name\":\"f\",") + "\"arguments\":\"" + arguments + "\"}}");
    }

    private static String input(int index, String json) {
        return delta(index, "{\"type\":\"input_json_delta\",\"partial_json\":\"" + json + "\"}");
    }

    // The moment

    /** The first call, and the rest of the stream. */
    private static Map.Entry<String, String> inTwoParts(Dialect dialect) {
        return dialect == Dialect.CHAT
                ? Map.entry(
                        piece("\"index\":0,", "a", "{\\\"x\\\"")
                                + piece("\"index\":0,", null, ":1}")
                                + piece("\"index\":1,", "b", ""),
                        piece("\"index\":1,", null, "{}") + finishes("tool_calls") + DONE)
                : Map.entry(
                        START + begins(0, TOOL.formatted("a")) + input(0, "{\\\"x\\\"") + input(0, ":1}") + ends(0),
                        begins(1, TOOL.formatted("b")) + ends(1) + END + STOP);
    }

    private static RawServer waiting(Dialect dialect, CountDownLatch called) throws Exception {
        return RawServer.start(exchange -> {
            exchange.headAnd("text/event-stream", inTwoParts(dialect).getKey());
            if (called.await(20, TimeUnit.SECONDS)) {
                exchange.send(inTwoParts(dialect).getValue());
                exchange.end();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("all")
    void callbackIsCalledAsSoonAsTheCallIsComplete(Dialect dialect, Reading reading) throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        try (RawServer server = waiting(dialect, called);
                Diglot client = TestClients.client(server);
                EventStream<?, ?> stream = open(client, dialect, call -> {
                    heard.add(call);
                    called.countDown();
                })) {
            reading.read(stream);
        }

        assertThat(heard).containsExactly(dialect == Dialect.CHAT ? "a {\"x\":1}" : "a {x=1}", "b {}");
    }

    @ParameterizedTest
    @EnumSource
    void loopCallsItsListenerAsSoonAsTheCallIsComplete(Dialect dialect) throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        ToolSet tools = ToolSet.builder()
                .add("f", null, Map.of(), String.class, text -> "ok")
                .onToolCall(call -> {
                    heard.add(call.id() + " " + call.name() + " " + call.arguments());
                    called.countDown();
                })
                .maxRounds(1)
                .build();
        LoopForm form = new LoopForm(dialect, LoopForm.Variant.STREAMS);
        try (RawServer server = waiting(dialect, called);
                Diglot client = TestClients.client(server)) {
            LoopForm.Prepared loop = form.prepare(client, tools, form.request(), RequestOptions.none());

            assertThat(catchThrowable(() -> loop.blocking().get())).hasMessageContaining("maxRounds");
        }

        assertThat(heard).containsExactly("a f {\"x\":1}", "b f {}");
    }

    @ParameterizedTest
    @MethodSource("all")
    void lastCallIsCompleteBeforeTheEndOfTheStream(Dialect dialect, Reading reading) throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        String begin = dialect == Dialect.CHAT
                ? piece("\"index\":0,", "a", "{}") + finishes("tool_calls")
                : START + begins(0, TOOL.formatted("a")) + ends(0);
        try (RawServer server = RawServer.start(exchange -> {
                    exchange.headAnd("text/event-stream", begin);
                    if (called.await(20, TimeUnit.SECONDS)) {
                        exchange.send(dialect == Dialect.CHAT ? DONE : END + STOP);
                        exchange.end();
                    }
                });
                Diglot client = TestClients.client(server);
                EventStream<?, ?> stream = open(client, dialect, call -> called.countDown())) {
            reading.read(stream);
        }

        assertThat(called.getCount()).isZero();
    }

    // Once for each call

    @ParameterizedTest
    @MethodSource("all")
    void wholeResponseInPlaceOfAStreamIsReported(Dialect dialect, Reading reading) throws Exception {
        ExactReply reply =
                ExactReply.calls(new ExactReply.Call("a", "f", "{\"x\":1}"), new ExactReply.Call("b", "f", "{}"));
        String body = reply.body(new LoopForm(dialect, LoopForm.Variant.RUN));
        try (RawServer server = RawServer.responding(200, "application/json", body)) {
            read(server, dialect, reading);
        }

        assertThat(heard).containsExactly(dialect == Dialect.CHAT ? "a {\"x\":1}" : "a {x=1}", "b {}");
    }

    @ParameterizedTest
    @EnumSource
    void interleavedPiecesOfChatCallsAreReportedWhole(Reading reading) throws Exception {
        read(
                piece("\"index\":0,", "a", "")
                        + piece("\"index\":1,", "b", "")
                        + piece("\"index\":0,", null, "{\\\"x\\\":")
                        + piece("\"index\":1,", null, "{\\\"y\\\":")
                        + piece("\"index\":0,", null, "1}")
                        + piece("\"index\":1,", null, "2}")
                        + finishes("tool_calls")
                        + DONE,
                Dialect.CHAT,
                reading);

        assertThat(heard).containsExactly("a {\"x\":1}", "b {\"y\":2}");
    }

    @ParameterizedTest
    @EnumSource
    void interleavedPiecesOfBlocksAreReportedWhole(Reading reading) throws Exception {
        read(
                START
                        + begins(0, TOOL.formatted("a"))
                        + begins(1, TOOL.formatted("b"))
                        + input(0, "{\\\"x\\\":")
                        + input(1, "{\\\"y\\\":")
                        + input(1, "2}")
                        + ends(1)
                        + input(0, "1}")
                        + ends(0)
                        + END
                        + STOP,
                Dialect.MESSAGES,
                reading);

        assertThat(heard).containsExactly("a {x=1}", "b {y=2}");
    }

    @ParameterizedTest
    @EnumSource
    void piecesWithoutAnIndexAreReportedWhole(Reading reading) throws Exception {
        read(
                piece("", "a", "{\\\"x\\\":")
                        + piece("", null, "1}")
                        + piece("", "b", "{}")
                        + finishes("tool_calls")
                        + DONE,
                Dialect.CHAT,
                reading);

        assertThat(heard).containsExactly("a {\"x\":1}", "b {}");
    }

    @ParameterizedTest
    @EnumSource
    void callsAreReportedWithoutAFinishReason(Reading reading) throws Exception {
        read(
                piece("\"index\":0,", "a", "{}") + piece("\"index\":1,", "b", "{\\\"y\\\":2}") + DONE,
                Dialect.CHAT,
                reading);

        assertThat(heard).containsExactly("a {}", "b {\"y\":2}");
    }

    @ParameterizedTest
    @EnumSource
    void blocksAreReportedWithoutAStop(Reading reading) throws Exception {
        read(
                START
                        + begins(0, TOOL.formatted("a"))
                        + input(0, "{\\\"x\\\":1}")
                        + begins(1, TOOL.formatted("b"))
                        + END
                        + STOP,
                Dialect.MESSAGES,
                reading);

        assertThat(heard).containsExactly("a {x=1}", "b {}");
    }

    @ParameterizedTest
    @EnumSource
    void callsOfTheFirstChoiceAreReported(Reading reading) throws Exception {
        String other =
                piece("\"index\":0,", "z", "{}").replace("\"choices\":[{\"index\":0", "\"choices\":[{\"index\":1");
        read(
                piece("\"index\":0,", "a", "{}")
                        + other
                        + piece("\"index\":1,", "b", "{}")
                        + finishes("tool_calls")
                        + finishes("tool_calls").replace("\"choices\":[{\"index\":0", "\"choices\":[{\"index\":1")
                        + DONE,
                Dialect.CHAT,
                reading);

        assertThat(heard).startsWith("a {}", "b {}").doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("all")
    void truncatedStreamReportsTheCompleteCallsOnly(Dialect dialect, Reading reading) throws Exception {
        Throwable failure = catchThrowable(() -> read(inTwoParts(dialect).getKey(), dialect, reading));

        assertThat(failure).isInstanceOf(StreamTruncatedException.class);
        assertThat(heard).containsExactly(dialect == Dialect.CHAT ? "a {\"x\":1}" : "a {x=1}");
    }

    @ParameterizedTest
    @MethodSource("all")
    void exceptionOfTheCallbackIsThrownByTheReader(Dialect dialect, Reading reading) throws Exception {
        IllegalStateException thrown = new IllegalStateException("callback");
        String events = inTwoParts(dialect).getKey() + inTwoParts(dialect).getValue();
        try (RawServer server = RawServer.streaming(events);
                Diglot client = TestClients.client(server);
                EventStream<?, ?> stream = open(client, dialect, call -> {
                    heard.add(call);
                    if (heard.size() == 1) {
                        throw thrown;
                    }
                })) {
            assertThat(catchThrowable(() -> reading.read(stream))).isSameAs(thrown);

            stream.result();
        }

        assertThat(heard).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("all")
    void laterCallbackReplacesAnEarlierOne(Dialect dialect, Reading reading) throws Exception {
        try (RawServer server = RawServer.streaming(
                        inTwoParts(dialect).getKey() + inTwoParts(dialect).getValue());
                Diglot client = TestClients.client(server);
                EventStream<?, ?> stream = open(client, dialect, call -> heard.add("first"))) {
            if (stream instanceof ChatStream chat) {
                chat.onToolCall(call -> heard.add("second"));
            } else {
                ((MessageStream) stream).onToolCall(call -> heard.add("second"));
            }
            reading.read(stream);
        }

        assertThat(heard).containsExactly("second", "second");
    }
}
