// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.internal.json.Checkpoint;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatDelta;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.testing.Growth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile events are accumulated in linear time. */
@Tag("growth")
class AccumulatorGrowthTest {
    private static List<String> numbered(int n, String part) {
        return IntStream.range(0, n)
                .mapToObj(i -> part.replace("%", String.valueOf(i)))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static String joined(int n, String part) {
        return String.join(",", numbered(n, part));
    }

    @Nested
    class OfChat {
        private static void assertLinear(int least, IntFunction<List<String>> chunks) throws Exception {
            Growth.assertLinear(least, n -> {
                List<ChatCompletionChunk> events = chunks.apply(n).stream()
                        .map(ChatCompletionChunk::fromJson)
                        .toList();
                return () -> {
                    ChatAccumulator accumulator = new ChatAccumulator();
                    for (ChatCompletionChunk event : events) {
                        accumulator.accept(accumulator.normalize(event));
                        accumulator.text(event);
                    }
                    accumulator.finish(false, null);
                    ChatCompletion whole = accumulator.result();
                    whole.text();
                    whole.reasoning();
                    whole.toolCalls();
                    accumulator.eventsOf(whole, Checkpoint.NONE).forEachRemaining(event -> {});
                    accumulator.inspect(whole);
                };
            });
        }

        private static String delta(String members) {
            return "{\"choices\":[{\"index\":0,\"delta\":{" + members + "}}]}";
        }

        private static String calls(String calls) {
            return delta("\"tool_calls\":[" + calls + "]");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"index\":%,\"id\":\"c%\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}",
                    "{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}",
                    "{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"a\"}}",
                })
        void toolCalls(String call) throws Exception {
            assertLinear(300, n -> numbered(n, calls(call)));
            assertLinear(300, n -> {
                List<String> chunks = numbered(n, calls("{\"index\":0,\"function\":{\"name\":\"f\"}}"));
                chunks.add(0, calls(joined(n, call)));
                return chunks;
            });
        }

        @Test
        void manyFinishesAfterManyCalls() throws Exception {
            String call = "{\"index\":%,\"function\":{\"name\":\"f%\",\"arguments\":\"{\"}}";
            String finish = "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}";
            assertLinear(300, n -> {
                List<String> chunks = numbered(n, finish);
                chunks.add(0, calls(joined(n, call)));
                return chunks;
            });
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"content\":\"a\"",
                    "\"refusal\":\"a\"",
                })
        void deltas(String members) throws Exception {
            assertLinear(300, n -> {
                List<String> chunks = numbered(n, delta(members));
                chunks.addAll(numbered(n, delta("\"content\":\"a\"")));
                chunks.addAll(numbered(n, delta("\"content\":[{\"type\":\"text\",\"text\":\"a\"}]")));
                return chunks;
            });
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"index\":%,\"delta\":{\"content\":\"a\"}}",
                })
        void choices(String choice) throws Exception {
            assertLinear(300, n -> numbered(n, "{\"choices\":[" + choice + "]}"));
            assertLinear(300, n -> List.of("{\"choices\":[" + joined(n, choice) + "]}"));
        }

        /** The result of the only choice is searched for each message in place of a delta. */
        @Test
        void messagesInPlaceOfDeltasAfterALongText() throws Exception {
            assertLinear(300, n -> {
                List<String> chunks = numbered(n, "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\"}}]}");
                chunks.add(0, delta("\"content\":\"" + "a".repeat(20 * n) + "\""));
                return chunks;
            });
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"k%\":%",
                })
        void members(String member) throws Exception {
            assertLinear(300, n -> numbered(n, "{" + member + "}"));
            assertLinear(300, n -> List.of("{" + joined(n, member) + "}"));
        }

        /** Some servers send all of a list so far with every chunk; that is linear in what they send. */
        @Test
        void aLongListThatIsSentAgainBetweenShortOnes() throws Exception {
            assertLinear(300, n -> {
                List<String> chunks = numbered(n, "{\"k\":[0]}");
                chunks.add(0, "{\"k\":[" + joined(n, "%") + "]}");
                return chunks;
            });
        }

        @Test
        void aLongMemberThatIsSentAgainInParts() throws Exception {
            // smaller inputs fit in a cache that four times as much does not fit in
            assertLinear(10_000, n -> {
                List<String> chunks = numbered(n, "{\"k\":{\"k%\":1}}");
                chunks.add(0, "{\"k\":{" + joined(n, "\"k%\":{}") + "}}");
                return chunks;
            });
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void reasoningUnderThreeNames(int shorter) throws Exception {
            Growth.assertLinear(3000, n -> {
                List<String> texts = new ArrayList<>(List.of("a".repeat(2 * n), "a".repeat(2 * n), "a".repeat(2 * n)));
                texts.set(shorter, "a".repeat(n) + "b");
                ChatDelta delta = ChatDelta.fromJson("{\"reasoning_content\":\"" + texts.get(0) + "\",\"reasoning\":\""
                        + texts.get(1) + "\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\""
                        + texts.get(2) + "\"}]}");
                return delta::reasoning;
            });
        }
    }

    @Nested
    class OfMessages {
        private static void assertLinear(int least, IntFunction<List<String>> events) throws Exception {
            Growth.assertLinear(least, n -> {
                List<MessageStreamEvent> all = events.apply(n).stream()
                        .map(MessageStreamEvent::fromJson)
                        .toList();
                return () -> {
                    MessageAccumulator accumulator = new MessageAccumulator();
                    for (MessageStreamEvent event : all) {
                        assertThat(accumulator.rejection(event)).isNull();
                        accumulator.accept(accumulator.normalize(event));
                        accumulator.text(event);
                    }
                    accumulator.finish(false, null);
                    accumulator.eventsOf(accumulator.result(), Checkpoint.NONE).forEachRemaining(event -> {});
                    accumulator.inspect(accumulator.result());
                };
            });
        }

        private static String begin(String block) {
            return "{\"type\":\"content_block_start\",\"index\":%,\"content_block\":" + block + "}";
        }

        private static String delta(String index, String delta) {
            return "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":" + delta + "}";
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"type\":\"text_delta\",\"text\":\"a\"}",
                    "{\"type\":\"input_json_delta\",\"partial_json\":\"{\"}",
                })
        void deltas(String delta) throws Exception {
            String text = "{\"type\":\"text\",\"text\":\"a\"}";
            for (String index : List.of("0", "%")) {
                assertLinear(300, n -> {
                    List<String> events = numbered(n, begin(text));
                    events.addAll(numbered(n, delta(index, delta)));
                    events.addAll(numbered(n, delta("%", "{\"type\":\"text_delta\",\"text\":\"a\"}")));
                    return events;
                });
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"type\":\"tool_use\",\"id\":\"%\",\"name\":\"f%\",\"input\":{}}",
                })
        void blocks(String block) throws Exception {
            String input = delta("%", "{\"type\":\"input_json_delta\",\"partial_json\":\"{\"}");
            assertLinear(300, n -> {
                List<String> events = numbered(n, begin(block));
                events.addAll(numbered(n, input));
                events.addAll(numbered(n, "{\"type\":\"content_block_stop\",\"index\":%}"));
                return events;
            });
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"type\":\"message_start\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}}",
                })
        void events(String event) throws Exception {
            assertLinear(300, n -> {
                List<String> events = numbered(n, event);
                events.addAll(0, numbered(n, begin("{\"type\":\"tool_use\",\"name\":\"f%\"}")));
                return events;
            });
        }

        /** The input of many uses is parsed once, however often the message stops. */
        @Test
        void manyStopsAfterManyInputs() throws Exception {
            assertLinear(300, n -> {
                List<String> events = numbered(n, begin("{\"type\":\"tool_use\",\"name\":\"f%\"}"));
                events.addAll(numbered(n, delta("%", "{\"type\":\"input_json_delta\",\"partial_json\":\"{\"}")));
                events.addAll(numbered(n, "{\"type\":\"message_stop\"}"));
                return events;
            });
        }
    }
}
