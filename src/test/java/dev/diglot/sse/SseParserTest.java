// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.sse.RecordingSink.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SseParserTest {
    /** Input with line feeds, which stand for any line end, and the expected events. */
    record Rule(String says, String input, List<Event> events, List<String> strays, int comments) {
        Rule(String says, String input, Event... events) {
            this(says, input, List.of(events), List.of(), 0);
        }

        Rule strays(String... lines) {
            return new Rule(says, input, events, List.of(lines), comments);
        }

        Rule comments(int count) {
            return new Rule(says, input, events, strays, count);
        }

        @Override
        public String toString() {
            return says;
        }
    }

    static Stream<Rule> rules() {
        return Stream.of(
                new Rule("nothing gives nothing", ""),
                new Rule("blank lines give nothing", "\n\n\n"),
                new Rule("a data line and a blank line are an event", "data: one\n\n", data("one")),
                new Rule(
                        "events follow each other",
                        "data: 1\n\ndata: 2\n\n\n\ndata: 3\n\n",
                        data("1"),
                        data("2"),
                        data("3")),
                new Rule(
                        "one blank after the colon is dropped, no more",
                        "data:a\n\ndata:  b \n\n",
                        data("a"),
                        data(" b ")),
                new Rule("a tab after the colon stays", "data:\tx\n\n", data("\tx")),
                new Rule("colons in the value stay", "data: {\"a\": \"b:c\"}\n\n", data("{\"a\": \"b:c\"}")),
                new Rule("data lines are joined", "data: a\ndata: b\ndata: c\n\n", data("a\nb\nc")),
                new Rule("empty data lines count when joined", "data: a\ndata:\ndata\ndata: b\n\n", data("a\n\n\nb")),
                new Rule("a last empty data line counts", "data: a\ndata\n\n", data("a\n")),
                new Rule(
                                "data lines need not be neighbours",
                                "data: a\nevent: n\n: c\ndata: b\n\n",
                                event("n", "a\nb", ""))
                        .comments(1),
                new Rule(
                        "blank payloads are no events",
                        "data:\n\ndata\n\ndata:  \n\ndata:\ndata:\n\nevent: n\ndata:\n\n"),
                new Rule("a byte order mark is dropped at the start", "\ufeffdata: a\n\n", data("a")),
                new Rule("a byte order mark alone is nothing", "\ufeff\n\ndata: a\n\n", data("a")),
                new Rule("a second byte order mark is text", "\ufeff\ufeffdata: a\n\ndata: b\n\n", data("b"))
                        .strays("\ufeffdata: a"),
                new Rule("a byte order mark later is text", "data: a\n\ndata: \ufeffb\n\n", data("a"), data("\ufeffb")),
                new Rule("comments are noticed", ":\n: x\n:data: no\n\ndata: a\n:mid\n\n", data("a")).comments(4),
                new Rule("an event may have a name", "event: ping\ndata: a\n\n", event("ping", "a", "")),
                new Rule("the name may come after the data", "data: a\nevent: late\n\n", event("late", "a", "")),
                new Rule("the last name wins", "event: x\nevent: why\ndata: a\n\n", event("why", "a", "")),
                new Rule(
                        "a longer name then a shorter one",
                        "event: longer\nevent: s\ndata: a\n\n",
                        event("s", "a", "")),
                new Rule(
                        "an empty name is none",
                        "event: x\nevent:\ndata: a\n\nevent\ndata: b\n\n",
                        data("a"),
                        data("b")),
                new Rule(
                        "a name does not outlive its event",
                        "event: x\ndata: a\n\ndata: b\n\n",
                        event("x", "a", ""),
                        data("b")),
                new Rule("a name without data is forgotten", "event: x\n\ndata: b\n\n", data("b")),
                new Rule(
                        "an id outlives its event",
                        "id: 7\ndata: a\n\ndata: b\n\n",
                        event(null, "a", "7"),
                        event(null, "b", "7")),
                new Rule("an id may stand alone", "id: 7\n\ndata: a\n\n", event(null, "a", "7")),
                new Rule("an empty id clears", "id: 7\ndata: a\n\nid\ndata: b\n\n", event(null, "a", "7"), data("b")),
                new Rule("an id with a NUL is ignored", "id: 7\n\nid: 8\0\ndata: a\n\n", event(null, "a", "7")),
                new Rule("retry says nothing to us", "retry: 10\nretry: soon\nretry\ndata: a\n\n", data("a")),
                new Rule("unknown fields are handed on", "foo: bar\nbaz\ndata: a\n\n", data("a"))
                        .strays("foo: bar", "baz"),
                new Rule("field names are exact", "Data: a\ndata : b\n data: c\ndatab: d\nid2: e\neven: f\n\n")
                        .strays("Data: a", "data : b", " data: c", "datab: d", "id2: e", "even: f"),
                new Rule("a bare JSON line is handed on", "data: a\n\n{\"error\":{\"message\":\"m\"}}\n\n", data("a"))
                        .strays("{\"error\":{\"message\":\"m\"}}"),
                new Rule(
                        "text of every width is kept",
                        "event: \u4e8b\nid: \u53f7\ndata: \u00e9\u20ac\ud83d\ude00\n\n",
                        event("\u4e8b", "\u00e9\u20ac\ud83d\ude00", "\u53f7")),
                new Rule(
                        "nothing after the sink's no", "data: [DONE]\n\ndata: a\n\n{\"b\":1}\n: c\n\n", data("[DONE]")),
                new Rule(
                        "a payload that lacks its blank line is given at the end",
                        "data: a\n\ndata: b\n",
                        data("a"),
                        data("b")),
                new Rule("a payload that lacks its line end is given at the end", "data: a\ndata: b", data("a\nb")),
                new Rule("a field cut in its name is handed on at the end", "data: a\n\ndat", data("a")).strays("dat"),
                new Rule("a comment cut at the end is a comment", "data: a\n\n: half", data("a")).comments(1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void everyRuleHoldsForEveryLineEndAndEveryCut(Rule rule) throws Exception {
        for (String lineEnd : List.of("\n", "\r", "\r\n")) {
            byte[] input = rule.input.replace("\n", lineEnd).getBytes(StandardCharsets.UTF_8);

            check(rule, RecordingSink.read(input));
            for (int cut = 0; cut <= input.length; cut++) {
                check(rule, RecordingSink.read(input, cut));
            }
            check(
                    rule,
                    RecordingSink.read(input, IntStream.range(0, input.length).toArray()));
        }
    }

    private static void check(Rule rule, RecordingSink read) {
        assertThat(read.events).isEqualTo(rule.events);
        assertThat(read.strays).isEqualTo(rule.strays);
        assertThat(read.comments).isEqualTo(rule.comments);
    }

    @Test
    void lineEndsMayBeMixed() throws Exception {
        byte[] input = "data: a\r\rdata: b\n\r\ndata: c\r\ndata: d\n\n".getBytes(StandardCharsets.UTF_8);

        assertThat(RecordingSink.read(input).events).containsExactly(data("a"), data("b"), data("c\nd"));
    }

    @Test
    void anEventIsDeliveredAtItsCarriageReturnWithoutWaitingForMore() throws Exception {
        RecordingSink recorder = new RecordingSink(100);

        recorder.feed("data: a\r\r");

        assertThat(recorder.events).containsExactly(data("a"));
    }

    @Test
    void brokenUtf8DoesNotSwallowTheLineEnd() throws Exception {
        byte[] input = {
            'd', 'a', 't', 'a', ':', (byte) 0xE6, (byte) 0x97, '\n', '\n', 'd', 'a', 't', 'a', ':', 'b', '\n', '\n'
        };

        assertThat(RecordingSink.read(input).events).containsExactly(data("\ufffd"), data("b"));
    }

    @Test
    void longAndManyEventsSurviveEveryMoveOfTheBuffer() throws Exception {
        Random random = new Random(42);
        StringBuilder input = new StringBuilder();
        Event[] expected = new Event[400];
        for (int i = 0; i < expected.length; i++) {
            String first = "x".repeat(random.nextInt(i % 50 == 0 ? 40_000 : 300)) + i;
            String second = "y".repeat(random.nextInt(200)) + i;
            boolean two = random.nextBoolean();
            input.append(": a comment\nevent: e")
                    .append(i)
                    .append("\ndata: ")
                    .append(first)
                    .append(random.nextBoolean() ? "\n:c\n" : "\n");
            input.append(two ? "data: " + second + "\n\n" : "\n");
            expected[i] = event("e" + i, two ? first + "\n" + second : first, "");
        }
        byte[] bytes = input.toString().getBytes(StandardCharsets.UTF_8);

        for (int round = 0; round < 20; round++) {
            int[] cuts = random.ints(200, 0, bytes.length).sorted().toArray();
            assertThat(RecordingSink.read(bytes, cuts).events).containsExactly(expected);
        }
    }

    @Test
    void endlessCommentsInsideAnEventTakeNoRoom() throws Exception {
        RecordingSink recorder = new RecordingSink(64);
        recorder.feed("data: a\n");

        for (int i = 0; i < 10_000; i++) {
            recorder.feed(": keep-alive\n");
        }
        recorder.feed("data: b\n\n");

        assertThat(recorder.events).containsExactly(data("a\nb"));
    }

    @Test
    void aLineAtTheBoundPassesAndALongerOneIsNamed() throws Exception {
        RecordingSink recorder = new RecordingSink(20);
        recorder.feed("data: 12345678901234\n\n");

        assertThat(recorder.events).containsExactly(data("12345678901234"));
        assertThatThrownBy(() -> recorder.feed("data: 123456789012345\n\n"))
                .isInstanceOf(SseLimitException.class)
                .hasMessage("a line has more than 20 bytes");
        assertThat(recorder.events).hasSize(1);
    }

    @Test
    void aLineWithoutEndStopsAtTheBound() throws Exception {
        RecordingSink recorder = new RecordingSink(20);
        recorder.feed("data: 12345678901234");

        assertThatThrownBy(() -> recorder.feed("5")).isInstanceOf(SseLimitException.class);
    }

    @Test
    void anEventOfManyLinesStopsAtTheBound() throws Exception {
        RecordingSink recorder = new RecordingSink(20);
        recorder.feed("data: 123456789\ndata: 1234567890\n\n");

        assertThat(recorder.events).containsExactly(data("123456789\n1234567890"));
        assertThatThrownBy(() -> recorder.feed("data: 1234567890\ndata: 1234567890\n"))
                .isInstanceOf(SseLimitException.class)
                .hasMessage("an event has more than 20 bytes");
    }

    @Test
    void nothingIsReadAfterABoundWasPassed() throws Exception {
        RecordingSink recorder = new RecordingSink(10);
        assertThatThrownBy(() -> recorder.feed("data: 1234567890\n\n")).isInstanceOf(SseLimitException.class);

        recorder.feed("data: a\n\n");
        recorder.finish();

        assertThat(recorder.events).isEmpty();
    }

    private static Event data(String data) {
        return event(null, data, "");
    }

    private static Event event(String name, String data, String id) {
        return new Event(name, data, id);
    }
}
