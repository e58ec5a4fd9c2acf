// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.diglot.error.ToolLoopException;
import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.Dialect;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.StopReason;
import dev.diglot.testing.Trees;
import dev.diglot.testkit.Reply;
import dev.diglot.tool.ExactReply.Call;
import dev.diglot.tool.LoopRun.End;
import dev.diglot.tool.LoopRun.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a model or an endpoint does wrong, and what a tool does, has the outcome that {@link ToolSet} documents. */
@Tag("thorough")
@Timeout(60)
class BadCallTest {
    private static final Reply DONE = Reply.text("done");
    private static final String PARIS = "{\"city\":\"Paris\"}";
    private static final Reply CALL = Reply.toolCall("lookup", PARIS);

    private final List<String> cities = new CopyOnWriteArrayList<>();

    record Lookup(String city) {}

    record Sum(int left, List<Integer> others) {}

    private ToolSet.Builder tools() {
        return ToolSet.builder().add(Lookup.class, call -> {
            cities.add(call.city());
            return "weather of " + call.city();
        });
    }

    private static ToolSet.Builder with(ToolHandler<Lookup> handler) {
        return ToolSet.builder().add(Lookup.class, handler);
    }

    private static void assertReported(End end, String... results) {
        assertThat(end.text()).isEqualTo("done");
        assertThat(end.resultTexts()).containsExactly(results);
        assertThat(Result.of(end.requests().get(1))).isEqualTo(end.results());
        if (end.form().dialect() == Dialect.MESSAGES) {
            assertThat(end.results())
                    .allSatisfy(result ->
                            assertThat(result.isError()).isEqualTo(result.text().startsWith("Error: ")));
        }
    }

    // Calls

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void unknownToolIsReportedWithTheKnownNames(LoopForm form) throws Exception {
        ToolSet tools = tools().add(Sum.class, sum -> 1).build();

        assertReported(
                form.run(tools, Reply.toolCall("nope", PARIS), DONE),
                "Error: there is no tool named \"nope\"; the tools are lookup, sum");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void argumentsThatAreNotJsonAreReported(LoopForm form) throws Exception {
        End end = form.run(
                tools().build(), ExactReply.call("a", "lookup", "{\"city\":").in(form), DONE);

        assertThat(end.text()).isEqualTo("done");
        assertThat(end.resultTexts()).singleElement().asString().startsWith("Error: the arguments do not fit: ");
        assertThat(cities).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void argumentsThatAreNoObjectAreReported(LoopForm form) throws Exception {
        for (String arguments : List.of("[1]", "5", "null", "\"x\"")) {
            End end = form.run(
                    tools().build(), ExactReply.call("a", "lookup", arguments).in(form), DONE);

            assertThat(end.text()).isEqualTo("done");
            assertThat(end.resultTexts()).singleElement().asString().startsWith("Error: the arguments do not fit: ");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void missingMemberIsReportedWithItsPath(LoopForm form) throws Exception {
        End end = form.run(tools().build(), Reply.toolCall("lookup", "{\"town\":\"Paris\"}"), DONE);

        assertThat(end.text()).isEqualTo("done");
        assertThat(end.resultTexts())
                .singleElement()
                .asString()
                .matches("Error: the arguments do not fit: \\$\\.city must be .*, but is missing");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void memberOfAWrongTypeIsReportedWithItsPath(LoopForm form) throws Exception {
        ToolSet tools = ToolSet.builder().add(Sum.class, sum -> 1).build();

        End end = form.run(tools, Reply.toolCall("sum", "{\"left\":1,\"others\":[1,\"x\"]}"), DONE);

        assertThat(end.text()).isEqualTo("done");
        assertThat(end.resultTexts())
                .singleElement()
                .asString()
                .startsWith("Error: the arguments do not fit: $.others[1] must be ")
                .endsWith(", but is \"x\"");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void blankArgumentsAreAnEmptyObject(LoopForm form) throws Exception {
        record Now() {}
        ToolSet tools = ToolSet.builder().add(Now.class, now -> "noon").build();

        assertReported(form.run(tools, ExactReply.call("a", "now", "").in(form), DONE), "noon");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void callsWithoutAUniqueIdGetOne(LoopForm form) throws Exception {
        for (String id : new String[] {"a", "", null}) {
            Reply reply = ExactReply.calls(new Call(id, "lookup", PARIS), new Call(id, "lookup", "{\"city\":\"Rome\"}"))
                    .in(form);

            End end = form.run(tools().build(), reply, reply, DONE);

            assertThat(end.text()).isEqualTo("done");
            assertThat(end.resultTexts())
                    .containsExactly("weather of Paris", "weather of Rome", "weather of Paris", "weather of Rome");
            assertThat(end.results()).extracting(Result::id).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void everyMixtureOfIdsBecomesUnique(LoopForm form) throws Exception {
        Reply reply = ExactReply.calls(
                        new Call("call_1", "lookup", PARIS),
                        new Call(null, "lookup", PARIS),
                        new Call("call_2", "lookup", PARIS),
                        new Call("", "lookup", PARIS),
                        new Call("call_2", "lookup", PARIS))
                .in(form);

        End end = form.run(tools().build(), reply, reply, DONE);

        assertThat(end.results()).extracting(Result::id).hasSize(10).doesNotHaveDuplicates();
        assertThat(cities).hasSize(10);
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void idOfAnEarlierMessageGetsAnotherOne(LoopForm form) throws Exception {
        Reply call = ExactReply.call("a", "lookup", PARIS).in(form);
        JsonModel earlier = conversation(form, form.run(tools().build(), call, DONE));

        End end = form.run(tools().build(), earlier, call, DONE);

        assertThat(end.text()).isEqualTo("done");
        assertThat(end.results())
                .extracting(Result::id)
                .hasSize(2)
                .doesNotHaveDuplicates()
                .startsWith("a");
    }

    private static JsonModel conversation(LoopForm form, End end) {
        return form.dialect() == Dialect.CHAT
                ? ChatCompletionRequest.fromJson(end.conversation().toString())
                : MessageRequest.fromJson(end.conversation().toString());
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void validIdsStay(LoopForm form) throws Exception {
        Reply reply = ExactReply.calls(new Call("x/1", "lookup", PARIS), new Call("x/2", "lookup", PARIS))
                .in(form);

        assertThat(form.run(tools().build(), reply, DONE).results())
                .extracting(Result::id)
                .containsExactly("x/1", "x/2");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void callWithoutANameIsReported(LoopForm form) throws Exception {
        for (String name : new String[] {"", null}) {
            assertReported(
                    form.run(tools().build(), ExactReply.call("a", name, PARIS).in(form), DONE),
                    "Error: there is no tool named \"\"; the tools are lookup");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void theSameToolCalledTwiceRunsTwiceInOrder(LoopForm form) throws Exception {
        Reply reply = CALL.andToolCall("lookup", "{\"city\":\"Rome\"}");

        assertReported(form.run(tools().build(), reply, DONE), "weather of Paris", "weather of Rome");
        assertThat(cities).containsExactly("Paris", "Rome");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void moreThanTheMaximumOfRepliesEndsTheLoop(LoopForm form) throws Exception {
        ToolSet tools = tools().maxRounds(3).build();

        End end = form.run(tools, ExactReply.call("a", "lookup", PARIS).in(form));

        ToolLoopException failure = end.failure(ToolLoopException.class);
        assertThat(failure).hasMessageContaining("3 replies (maxRounds)").hasNoCause();
        assertThat(Trees.read(failure.conversation().toJson())).isEqualTo(end.conversation());
        assertThat(end.requests()).hasSize(3);
        assertThat(cities).hasSize(2);
        assertThat(end.resultTexts())
                .containsExactly(
                        "weather of Paris",
                        "weather of Paris",
                        "Error: the tool was not run, because the loop ended before");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void callsOfAReplyThatWasCutOffAreNotRun(LoopForm form) throws Exception {
        Reply cut = CALL.stopReason(StopReason.MAX_TOKENS);

        End end = form.run(tools().build(), cut);

        assertThat(end.failure()).isNull();
        assertThat(end.reply().toJson()).contains(form.dialect() == Dialect.CHAT ? "\"length\"" : "\"max_tokens\"");
        assertThat(end.requests()).hasSize(1);
        assertThat(cities).isEmpty();
        assertThat(end.resultTexts()).containsExactly("Error: the tool was not run, because the loop ended before");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void refusedCallIsReportedWithTheReason(LoopForm form) throws Exception {
        ToolSet tools = tools().approve(call -> call.arguments().contains("Paris") ? "ask again in May" : null)
                .build();
        Reply reply = CALL.andToolCall("lookup", "{\"city\":\"Rome\"}");

        assertReported(form.run(tools, reply, DONE), "Error: ask again in May", "weather of Rome");
        assertThat(cities).containsExactly("Rome");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void exceptionOfTheHookEndsTheLoop(LoopForm form) throws Exception {
        IllegalStateException thrown = new IllegalStateException("hook");
        ToolSet tools = tools().approve(call -> {
                    throw thrown;
                })
                .build();

        End end = form.run(tools, CALL, DONE);

        assertThat(end.failure()).isSameAs(thrown);
        assertThat(end.requests()).hasSize(1);
        assertThat(cities).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void listenerReceivesEachCallOnceBeforeItRuns(LoopForm form) throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        ToolSet tools = tools().onToolCall(call -> heard.add(call.id() + call.name() + call.arguments() + cities))
                .build();
        Reply reply = ExactReply.calls(new Call("a", "lookup", PARIS), new Call("b", "nope", "{\"city\":\"Rome\"}"))
                .in(form);

        form.run(tools, reply, DONE);

        assertThat(heard).containsExactly("alookup{\"city\":\"Paris\"}[]", "bnope{\"city\":\"Rome\"}[]");
    }

    // Tools

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void nullIsSentAsJson(LoopForm form) throws Exception {
        assertReported(form.run(with(call -> null).build(), CALL, DONE), "null");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void toolFailureIsReported(LoopForm form) throws Exception {
        ToolSet tools = with(call -> {
                    throw new ToolFailure("no such city");
                })
                .build();

        assertReported(form.run(tools, CALL, DONE), "Error: no such city");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void emptyResultIsSent(LoopForm form) throws Exception {
        End end = form.run(with(call -> "").build(), CALL, DONE);

        assertThat(end.text()).isEqualTo("done");
        assertThat(end.results()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void otherExceptionEndsTheLoop(LoopForm form) throws Exception {
        for (Exception thrown : List.of(new IllegalStateException("boom"), new IOException("disk"))) {
            ToolSet tools = tools().add("fail", null, Lookup.class, call -> {
                        throw thrown;
                    })
                    .build();
            Reply reply = CALL.andToolCall("fail", PARIS).andToolCall("lookup", PARIS);

            End end = form.run(tools, reply, DONE);

            ToolLoopException failure = end.failure(ToolLoopException.class);
            assertThat(failure).hasCauseReference(thrown);
            assertThat(Trees.read(failure.conversation().toJson())).isEqualTo(end.conversation());
            assertThat(end.requests()).hasSize(1);
            assertThat(end.resultTexts())
                    .containsExactly(
                            "weather of Paris",
                            "Error: the tool failed",
                            "Error: the tool was not run, because the loop ended before");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void errorOfAToolIsThrownAsItIs(LoopForm form) throws Exception {
        AssertionError thrown = new AssertionError("bug");
        ToolSet tools = with(call -> {
                    throw thrown;
                })
                .build();

        End end = form.run(tools, CALL, DONE);

        assertThat(end.failure()).isSameAs(thrown);
        assertThat(end.resultTexts()).containsExactly("Error: the tool failed");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void timeoutIsReportedAndTheToolInterrupted(LoopForm form) throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        ToolSet tools = with(call -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                    return "late";
                })
                .timeout(Duration.ofMillis(50))
                .build();

        End end = form.run(tools, CALL, DONE);

        assertReported(end, "Error: the tool did not finish within 50 ms");
        interrupted.await();
        assertThat(end.isInterrupted()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void veryLongTimeoutIsNone(LoopForm form) throws Exception {
        ToolSet tools = tools().timeout(Duration.ofSeconds(Long.MAX_VALUE)).build();

        assertReported(form.run(tools, CALL, DONE), "weather of Paris");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void resultThatIsTooLargeIsNotSent(LoopForm form) throws Exception {
        ToolSet tools = with(call -> "x".repeat(10_000_000)).build();

        assertReported(
                form.run(tools, CALL, DONE),
                "Error: the result has 10000000 characters, but at most 4000000 are allowed");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void conversationContinuesWithAFurtherMessage(LoopForm form) throws Exception {
        ToolSet failing = with(call -> {
                    throw new IllegalStateException("boom");
                })
                .maxRounds(3)
                .build();
        for (End first : List.of(
                form.run(tools().build(), CALL, DONE),
                form.run(failing, CALL),
                form.run(tools().maxRounds(1).build(), CALL),
                form.run(tools().build(), CALL.stopReason(StopReason.MAX_TOKENS)))) {
            End second = form.run(tools().build(), withQuestion(conversation(form, first)), CALL, DONE);

            assertThat(second.text()).isEqualTo("done");
            assertThat(second.calls())
                    .hasSize(2)
                    .extracting(one -> one.get("id"))
                    .doesNotHaveDuplicates();
        }
    }

    private static JsonModel withQuestion(JsonModel conversation) {
        JsonNode json = Trees.read(conversation.toJson());
        ((ArrayNode) json.get("messages")).addObject().put("role", "user").put("content", "And now?");
        return conversation instanceof MessageRequest
                ? MessageRequest.fromJson(json.toString())
                : ChatCompletionRequest.fromJson(json.toString());
    }
}
