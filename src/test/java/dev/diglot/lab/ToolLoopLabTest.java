// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diglot.Diglot;
import dev.diglot.config.RequestOptions;
import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.Dialect;
import dev.diglot.model.Message;
import dev.diglot.model.ResponseFormat;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.Trees;
import dev.diglot.tool.ConversationCheck;
import dev.diglot.tool.ExactReply;
import dev.diglot.tool.LoopForm;
import dev.diglot.tool.LoopForm.Variant;
import dev.diglot.tool.ToolSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The tool loop against a third-party mock server, and with the odd tool calls of the lab. */
@Tag("lab")
@Timeout(120)
class ToolLoopLabTest {
    private static final String AIMOCK = System.getProperty("diglot.lab.aimock", "http://127.0.0.1:4310");
    private static final int ODD_CASES = 9;
    private static final Pattern TOOLS = Pattern.compile("\\btool|arguments");

    private final List<String> calls = new CopyOnWriteArrayList<>();

    record GetWeather(String city, Optional<String> unit) {}

    record Now() {}

    record City(String city, int n) {}

    private ToolSet tools() {
        return ToolSet.builder()
                .add(GetWeather.class, call -> {
                    calls.add(call.city() + " " + call.unit().orElse("-"));
                    return Map.of("degrees", 21);
                })
                .add(Now.class, call -> {
                    calls.add("now");
                    return "noon";
                })
                .build();
    }

    private static JsonModel run(LoopForm form, LoopForm.Prepared loop) throws Exception {
        JsonModel reply = form.reply(loop);
        assertThat(ConversationCheck.problems(
                        Trees.read(loop.conversation().get().toJson())))
                .isEmpty();
        return reply;
    }

    private static String text(JsonModel reply) {
        return reply instanceof ChatCompletion chat ? chat.text() : ((Message) reply).text();
    }

    static Stream<Arguments> fixtures() {
        Map<String, List<String>> fixtures = Map.of(
                "tool:one", List.of("Paris celsius"),
                "tool:two", List.of("Paris -", "\u6771\u4eac -"),
                "tool:noargs", List.of("now"));
        return LoopForm.all()
                .flatMap(form -> fixtures.entrySet().stream()
                        .map(fixture -> Arguments.of(form, fixture.getKey(), fixture.getValue())));
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void loopRunsTheToolsThatTheMockCalls(LoopForm form, String fixture, List<String> expected) throws Exception {
        try (Diglot client = TestClients.client(AIMOCK)) {
            LoopForm.Prepared loop =
                    form.prepare(client, tools(), CallForm.request(form.dialect(), fixture), RequestOptions.none());

            assertThat(text(run(form, loop))).isEqualTo("It is 21 degrees in Paris.");
        }
        assertThat(calls).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#ofChat")
    void typedReplyOfTheMockIsConverted(LoopForm form) throws Exception {
        ChatCompletionRequest request = ((ChatCompletionRequest) CallForm.request(Dialect.CHAT, "json"))
                .toBuilder().responseFormat(ResponseFormat.jsonObject()).build();
        try (Diglot client = TestClients.client(AIMOCK)) {
            JsonModel reply = run(form, form.prepare(client, tools(), request, RequestOptions.none()));

            assertThat(((ChatCompletion) reply).as(City.class)).isEqualTo(new City("Paris", 3));
        }
        assertThat(calls).isEmpty();
    }

    // Odd calls

    static Stream<Arguments> oddCases() throws IOException {
        List<OddCase> odd = OddCase.all().stream()
                .filter(one -> TOOLS.matcher(one.toString()).find())
                .toList();
        assertThat(odd).hasSizeGreaterThanOrEqualTo(ODD_CASES);
        return odd.stream()
                .flatMap(one -> LoopForm.all()
                        .filter(form -> form.dialect() == one.dialect())
                        .filter(form -> one.json().path("streamed").asBoolean() == (form.variant() == Variant.STREAMS))
                        .map(form -> Arguments.of(one, form)));
    }

    @ParameterizedTest
    @MethodSource("oddCases")
    void oddCallsAreRunOrReportedAndSentBackValid(OddCase odd, LoopForm form) throws Exception {
        ToolSet tools = ToolSet.builder()
                .add("f", null, Map.of("type", "object"), String.class, text -> {
                    calls.add("f " + text);
                    return "ok";
                })
                .add("g", null, Map.of("type", "object"), String.class, text -> {
                    calls.add("g " + text);
                    return "ok";
                })
                .build();
        List<JsonNode> requests = new CopyOnWriteArrayList<>();
        try (RawServer server = RawServer.start(exchange -> {
                    String request = exchange.request();
                    requests.add(Trees.read(request.substring(request.indexOf("\r\n\r\n") + 4)));
                    if (requests.size() == 1) {
                        exchange.whole(bytes(odd));
                    } else {
                        exchange.headAnd(
                                form.contentType(), ExactReply.text("done").body(form));
                        exchange.end();
                    }
                });
                Diglot client = TestClients.client(server)) {
            LoopForm.Prepared loop = form.prepare(client, tools, form.request(), RequestOptions.none());
            JsonModel reply = run(form, loop);

            assertThat(requests)
                    .allSatisfy(request ->
                            assertThat(ConversationCheck.problems(request)).isEmpty());
            assertThat(text(reply)).isEqualTo(requests.size() == 2 ? "done" : "Hello");
            assertThat(calls).isEqualTo(expected(odd));
        }
    }

    /** The calls that a case makes of these tools. */
    private static List<String> expected(OddCase odd) {
        String about = odd.json().get("about").asText();
        return switch (odd.json().get("id").asText()) {
            case "b-kinds" -> about.contains("arguments a list") ? List.of("f [1]", "g 5") : List.of();
            case "b-tool-input" -> List.of("f {\"x\":1}", "f [1]", "f {}", "f {}");
            case "s-surrogate-split" ->
                List.of(about.contains("escapes") ? "f {\"x\":\"\\ud83d\\ude00\"}" : "f {\"x\":\"\ud83d\ude00\"}");
            case "s-tool-index-text", "s-tool-empty-id" -> List.of("f {\"x\":1}", "g {\"y\":2}");
            case "tool-args-cumulative" -> List.of("f {\"x\"{\"x\":1{\"x\":1}");
            default -> List.of();
        };
    }

    private static byte[] bytes(OddCase odd) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        odd.response(0).forEach(step -> bytes.writeBytes(step.bytes()));
        assertThat(bytes.toString(StandardCharsets.UTF_8)).startsWith("HTTP/1.1 200");
        return bytes.toByteArray();
    }
}
