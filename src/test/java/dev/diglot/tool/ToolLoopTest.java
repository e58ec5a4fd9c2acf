// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diglot.Diglot;
import dev.diglot.config.RequestOptions;
import dev.diglot.error.ToolLoopException;
import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatContentPart;
import dev.diglot.model.ContentBlock;
import dev.diglot.model.Dialect;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.StopReason;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestRequests;
import dev.diglot.testing.Trees;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import dev.diglot.tool.LoopRun.End;
import dev.diglot.tool.LoopRun.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a loop sends: tools, results of every kind, and the replies as they were received. */
@Timeout(60)
class ToolLoopTest {
    private static final Reply DONE = Reply.text("done");
    private static final String PARIS = "{\"city\":\"Paris\"}";
    private static final Reply CALL = Reply.toolCall("lookup", PARIS);

    @JsonClassDescription("Looks up a city.")
    record Lookup(String city) {}

    record Weather(int degrees, Optional<String> wind) {}

    private static ToolSet tool(ToolHandler<Lookup> handler) {
        return ToolSet.builder().add(Lookup.class, handler).build();
    }

    private static List<JsonNode> messages(JsonNode request) {
        List<JsonNode> messages = new ArrayList<>();
        request.get("messages").forEach(messages::add);
        return messages;
    }

    private static JsonModel changed(JsonModel request, String members) {
        ObjectNode json = (ObjectNode) Trees.read(request.toJson());
        json.setAll((ObjectNode) Trees.read(members));
        return request instanceof MessageRequest
                ? MessageRequest.fromJson(json.toString())
                : ChatCompletionRequest.fromJson(json.toString());
    }

    private static List<String> toolNames(JsonNode request) {
        List<String> names = new ArrayList<>();
        for (JsonNode tool : request.path("tools")) {
            names.add(
                    tool.path("function").path("name").asText(tool.path("name").asText()));
        }
        return names;
    }

    // Results

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void resultsAreSentAsTextOrJson(LoopForm form) throws Exception {
        Map<Object, String> results = Map.of(
                "plain text",
                "plain text",
                new Weather(21, Optional.of("north")),
                "{\"degrees\":21,\"wind\":\"north\"}",
                new Weather(21, Optional.empty()),
                "{\"degrees\":21,\"wind\":null}",
                Map.of("a", List.of(1, 2.5)),
                "{\"a\":[1,2.5]}",
                List.of(new Weather(1, Optional.empty())),
                "[{\"degrees\":1,\"wind\":null}]",
                List.of("a", "b"),
                "[\"a\",\"b\"]",
                5,
                "5",
                true,
                "true");
        for (Map.Entry<Object, String> result : results.entrySet()) {
            End end = form.run(tool(call -> result.getKey()), CALL, DONE);

            assertThat(end.text()).isEqualTo("done");
            assertThat(end.resultTexts()).containsExactly(result.getValue());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void contentOfTheDialectIsSentAsItIs(LoopForm form) throws Exception {
        boolean isChat = form.dialect() == Dialect.CHAT;
        JsonModel image = isChat
                ? (JsonModel) ChatContentPart.image("image/png", "AAAA")
                : (JsonModel) ContentBlock.image("image/png", "AAAA");
        JsonModel text = isChat ? (JsonModel) ChatContentPart.text("a map") : (JsonModel) ContentBlock.text("a map");
        for (Object result : List.of(image, List.of(text, image))) {
            End end = form.run(tool(call -> result), CALL, DONE);

            assertThat(end.text()).isEqualTo("done");
            List<?> parts = result instanceof List<?> list ? list : List.of(result);
            ArrayNode content = (ArrayNode) end.results().get(0).content();
            assertThat(content).hasSameSizeAs(parts);
            for (int i = 0; i < parts.size(); i++) {
                assertThat(content.get(i)).isEqualTo(Trees.read(((JsonModel) parts.get(i)).toJson()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void contentOfTheOtherDialectEndsTheLoop(LoopForm form) throws Exception {
        boolean isChat = form.dialect() == Dialect.CHAT;
        Object other = isChat ? ContentBlock.text("a") : ChatContentPart.text("a");

        for (Object result : List.of(other, List.of(other), List.of(other, "text"))) {
            End end = form.run(tool(call -> result), CALL, DONE);

            assertThat(end.failure(ToolLoopException.class))
                    .cause()
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the tool lookup returned a " + (isChat ? "TextBlock" : "ChatTextPart"))
                    .hasMessageContaining(isChat ? "ChatContentPart" : "ContentBlock");
            assertThat(end.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void resultThatIsNoJsonEndsTheLoop(LoopForm form) throws Exception {
        End end = form.run(tool(call -> new Object()), CALL, DONE);

        assertThat(end.failure(ToolLoopException.class)).cause().isInstanceOf(IllegalArgumentException.class);
    }

    // Requests

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void forcedChoiceIsSentWithTheFirstRequestOnly(LoopForm form) throws Exception {
        List<String> choices = form.dialect() == Dialect.CHAT
                ? List.of("\"required\"", "{\"type\":\"function\",\"function\":{\"name\":\"lookup\"}}")
                : List.of(
                        "{\"type\":\"any\"}",
                        "{\"type\":\"tool\",\"name\":\"lookup\"}",
                        "{\"type\":\"tool\",\"name\":\"lookup\",\"disable_parallel_tool_use\":true}");
        for (String choice : choices) {
            End end = form.run(
                    tool(Lookup::city), changed(form.request(), "{\"tool_choice\":" + choice + "}"), CALL, CALL, DONE);

            assertThat(end.text()).isEqualTo("done");
            assertThat(end.requests().get(0).get("tool_choice")).isEqualTo(Trees.read(choice));
            for (JsonNode later : end.requests().subList(1, 3)) {
                assertThat(later.path("tool_choice").toString()).doesNotContain("lookup", "any", "required");
                assertThat(later.path("tool_choice").has("disable_parallel_tool_use"))
                        .isEqualTo(choice.contains("parallel"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void freeChoiceIsSentWithEveryRequest(LoopForm form) throws Exception {
        List<String> choices = form.dialect() == Dialect.CHAT
                ? List.of("\"auto\"", "\"none\"")
                : List.of("{\"type\":\"auto\",\"disable_parallel_tool_use\":true}", "{\"type\":\"none\"}");
        for (String choice : choices) {
            End end = form.run(
                    tool(Lookup::city), changed(form.request(), "{\"tool_choice\":" + choice + "}"), CALL, DONE);

            assertThat(end.requests())
                    .extracting(request -> request.get("tool_choice"))
                    .containsExactly(Trees.read(choice), Trees.read(choice));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void toolsAreAddedToThoseOfTheRequestWhichWin(LoopForm form) throws Exception {
        String own = form.dialect() == Dialect.CHAT
                ? "{\"type\":\"function\",\"function\":{\"name\":\"%s\",\"description\":\"mine\"}}"
                : "{\"name\":\"%s\",\"description\":\"mine\",\"input_schema\":{\"type\":\"object\"}}";
        String tools = "{\"tools\":[" + own.formatted("mine") + "," + own.formatted("lookup") + "]}";
        ToolSet set = ToolSet.builder()
                .add(Lookup.class, Lookup::city)
                .add("second", "The second.", Lookup.class, Lookup::city)
                .build();

        End end = form.run(set, changed(form.request(), tools), CALL, DONE);

        assertThat(end.text()).isEqualTo("done");
        assertThat(end.resultTexts()).containsExactly("Paris");
        for (JsonNode request : end.requests()) {
            assertThat(toolNames(request)).containsExactly("mine", "lookup", "second");
            assertThat(request.at("/tools/1").toString()).contains("mine").doesNotContain("Looks up");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void schemaAsAMapAndTextArgumentsNeedNoRecord(LoopForm form) throws Exception {
        Map<String, Object> schema = Map.of("type", "object", "x-mine", List.of(1));
        List<String> received = new CopyOnWriteArrayList<>();
        ToolSet tools = ToolSet.builder()
                .add("raw", "Takes anything.", schema, String.class, text -> {
                    received.add(text);
                    return "ok";
                })
                .build();

        End end = form.run(tools, Reply.toolCall("raw", "{\"b\":[1,{\"c\":null}]}"), DONE);

        assertThat(end.text()).isEqualTo("done");
        assertThat(received).containsExactly("{\"b\":[1,{\"c\":null}]}");
        JsonNode tool = end.requests().get(0).at("/tools/0");
        JsonNode declared = form.dialect() == Dialect.CHAT ? tool.at("/function/parameters") : tool.get("input_schema");
        assertThat(declared).isEqualTo(Trees.read("{\"type\":\"object\",\"x-mine\":[1]}"));
        assertThat(tool.toString()).doesNotContain("strict");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void requestWithoutACallIsTheOnlyOne(LoopForm form) throws Exception {
        End end = form.run(tool(Lookup::city), DONE);

        assertThat(end.text()).isEqualTo("done");
        assertThat(end.requests()).hasSize(1);
        assertThat(messages(end.conversation())).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void emptyReplyLeavesTheConversationValid(LoopForm form) throws Exception {
        Reply nothing =
                ExactReply.of("{\"role\":\"assistant\",\"content\":null}", "[]").in(form);
        Reply noCalls = ExactReply.of("{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[]}", "[]")
                .in(form);
        for (Reply reply : List.of(nothing, noCalls, Reply.text(""))) {
            End end = form.run(tool(Lookup::city), reply);

            assertThat(end.text()).isEmpty();
            assertThat(end.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#ofMessages")
    void pausedTurnIsSentBackAndGoesOn(LoopForm form) throws Exception {
        Reply paused = Reply.text("hold on").stopReason(StopReason.PAUSE_TURN);

        End end = form.run(tool(Lookup::city), paused, CALL, DONE);

        assertThat(end.text()).isEqualTo("done");
        assertThat(end.requests()).hasSize(3);
        assertThat(messages(end.requests().get(1)).get(1).at("/content/0/text").asText())
                .isEqualTo("hold on");
    }

    // What a reply contains

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void everythingOfAReplyStandsInTheNextRequest(LoopForm form) throws Exception {
        String message = """
                {"role":"assistant","content":"hm","reasoning_content":"think",
                "reasoning_details":[{"type":"reasoning.text","text":"t","signature":"s","x":[1]}],"x_new":{"a":[1,null]},
                "tool_calls":[{"id":"a","type":"function","x_call":1,
                "function":{"name":"lookup","arguments":"{ \\"city\\" : \\"Paris\\"}","x_function":2.50}}]}
                """;
        String content = """
                [{"type":"thinking","thinking":"think","signature":"c2ln"},{"type":"redacted_thinking","data":"b3Bh"},
                {"type":"text","text":"hm","citations":null,"x_text":1},{"type":"brand_new","x":{"y":[1]}},
                {"type":"server_tool_use","id":"s","name":"web_search","input":{"q":"x"}},
                {"type":"tool_use","id":"a","name":"lookup","input":{"city":"Paris","x":[1.0]},"x_call":1}]
                """;

        End end = form.run(tool(Lookup::city), ExactReply.of(message, content).in(form), DONE);

        assertThat(end.text()).isEqualTo("done");
        assertThat(end.resultTexts()).containsExactly("Paris");
        JsonNode sent = messages(end.requests().get(1)).get(1);
        if (form.dialect() == Dialect.CHAT) {
            assertThat(Trees.same(sent, Trees.read(message))).as("%s", sent).isTrue();
        } else {
            assertThat(Trees.same(sent.get("content"), Trees.read(content)))
                    .as("%s", sent)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void emptyTextBesideACallIsNotSentBack(LoopForm form) throws Exception {
        ExactReply call = ExactReply.call("a", "lookup", PARIS);
        ExactReply reply = ExactReply.of(
                call.chat().at("/choices/0/message").toString().replace("null", "\"\""),
                "[{\"type\":\"text\",\"text\":\"\"}," + call.message().at("/content/0") + "]");

        End end = form.run(tool(Lookup::city), reply.in(form), DONE);

        assertThat(end.text()).isEqualTo("done");
    }

    // Without a loop object

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#async")
    void runReturnsTheLastReply(LoopForm form) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(DONE);
                Diglot client = TestClients.client(endpoint)) {
            String text = form.dialect() == Dialect.CHAT
                    ? tool(Lookup::city).run(client.chat(), TestRequests.CHAT).text()
                    : tool(Lookup::city)
                            .run(client.messages(), TestRequests.MESSAGES)
                            .text();

            assertThat(text).isEqualTo("done");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void conversationIsThatOfTheRequestBeforeTheLoopRuns(LoopForm form) {
        try (Diglot client = TestClients.client("http://127.0.0.1:1")) {
            JsonNode before = Trees.read(form.prepare(client, tool(Lookup::city), form.request(), RequestOptions.none())
                    .conversation()
                    .get()
                    .toJson());

            assertThat(before.get("messages"))
                    .isEqualTo(Trees.read(form.request().toJson()).get("messages"));
            assertThat(toolNames(before)).containsExactly("lookup");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void oneSetRunsInManyLoops(LoopForm form) throws Exception {
        ToolSet tools = tool(Lookup::city);

        for (int i = 0; i < 3; i++) {
            assertThat(Result.of(form.run(tools, CALL, DONE).conversation())).hasSize(1);
        }
    }

    // The builder

    @Test
    void nameAndDescriptionAreThoseOfTheRecord() {
        ToolSet tools = tool(Lookup::city);

        assertThat(tools.chatTools())
                .singleElement()
                .extracting(one -> Trees.read(((JsonModel) one).toJson()).get("function"))
                .satisfies(function -> {
                    assertThat(function.get("name").asText()).isEqualTo("lookup");
                    assertThat(function.get("description").asText()).isEqualTo("Looks up a city.");
                    assertThat(function.get("strict").asBoolean()).isTrue();
                });
        assertThat(tools.messageTools()).singleElement().satisfies(one -> {
            assertThat(one.name()).isEqualTo("lookup");
            assertThat(one.description()).isEqualTo("Looks up a city.");
        });
    }

    @Test
    void invalidNamesAreRejected() {
        for (String name : List.of("", "a b", "\u00e4", "a.b", "x".repeat(65))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ToolSet.builder().add(name, null, Lookup.class, Lookup::city))
                    .withMessageContaining('"' + name + '"')
                    .withMessageContaining("1 to 64 letters");
        }
    }

    @Test
    void duplicateNamesAreRejected() {
        ToolSet.Builder builder = ToolSet.builder().add(Lookup.class, Lookup::city);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.add("lookup", null, Map.of("type", "object"), String.class, text -> text))
                .withMessage("there are two tools named lookup; give one another name");
        assertThat(builder.build().chatTools()).hasSize(1);
    }

    @Test
    void laterChangesOfTheBuilderDoNotAffectTheSet() {
        ToolSet.Builder builder = ToolSet.builder().add(Lookup.class, Lookup::city);
        ToolSet set = builder.build();

        builder.add("second", null, Lookup.class, Lookup::city);

        assertThat(set.chatTools()).hasSize(1);
    }
}
