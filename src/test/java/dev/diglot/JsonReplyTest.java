// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diglot.config.RequestOptions;
import dev.diglot.json.JsonBindingException;
import dev.diglot.json.JsonReplyMode;
import dev.diglot.json.JsonSchema;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.Dialect;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.MessageTool;
import dev.diglot.model.OutputConfig;
import dev.diglot.model.Provider;
import dev.diglot.model.ResponseFormat;
import dev.diglot.model.ThinkingDisabled;
import dev.diglot.model.ThinkingEnabled;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.CallForm.End;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.Trees;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import dev.diglot.tool.LoopForm;
import dev.diglot.tool.ToolSet;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A reply in JSON is requested in the way that the provider documents, and converted to a record, in all five forms. */
@Timeout(60)
class JsonReplyTest {
    private static final String RAIN = "{\"city\":\"Paris\",\"degrees\":[1,2]}";
    private static final Reply TEXT = Reply.text("Here it is:\n```json\n" + RAIN + "\n```");
    private static final Forecast FORECAST = new Forecast("Paris", List.of(1, 2));
    private static final JsonNode SCHEMA = schema();

    record Forecast(String city, List<Integer> degrees) {}

    private static JsonNode schema() {
        return Trees.read(ResponseFormat.jsonSchema("x", JsonSchema.of(Forecast.class))
                        .toJson())
                .at("/json_schema/schema");
    }

    private static MessageRequest.Builder request() {
        return MessageRequest.builder("m", List.of(MessageParam.user("Hi")))
                .maxTokens(100)
                .jsonReply(Forecast.class);
    }

    static Stream<Arguments> forcedProviders() {
        return Stream.of(CallForm.values())
                .flatMap(form ->
                        Stream.of(Provider.TOKENHUB, Provider.LUCHEN).map(provider -> Arguments.of(form, provider)));
    }

    /** Sends a request; the endpoint replies. */
    private static End call(
            CallForm form,
            Reply reply,
            MessageRequest request,
            RequestOptions options,
            UnaryOperator<Diglot.Builder> settings)
            throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(reply);
                Diglot client = settings.apply(TestClients.builder(endpoint)).build()) {
            End end = form.call(client, request, options);
            assertThat(endpoint.requests()).hasSize(end.failure() == null ? 1 : 0);
            return end;
        }
    }

    private static JsonNode sent(
            CallForm form, MessageRequest request, RequestOptions options, UnaryOperator<Diglot.Builder> settings)
            throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(TEXT);
                Diglot client = settings.apply(TestClients.builder(endpoint)).build()) {
            form.call(client, request, options).text();
            return Trees.read(endpoint.requests().get(0).body());
        }
    }

    private static UnaryOperator<Diglot.Builder> provider(Provider provider) {
        return builder -> builder.provider(provider);
    }

    private static RequestOptions mode(JsonReplyMode mode) {
        return RequestOptions.builder().jsonReplyMode(mode).build();
    }

    private static void assertFormat(JsonNode sent) {
        assertThat(sent.at("/output_config/format/type").asText()).isEqualTo("json_schema");
        assertThat(sent.at("/output_config/format/schema")).isEqualTo(SCHEMA);
        assertThat(sent.has("tools") || sent.has("tool_choice")).isFalse();
    }

    private static void assertForcedTool(JsonNode sent) {
        assertThat(sent.has("output_config")).isFalse();
        assertThat(sent.get("tools")).hasSize(1);
        assertThat(sent.at("/tools/0/name").asText()).isEqualTo("json_reply");
        assertThat(sent.at("/tools/0/input_schema")).isEqualTo(SCHEMA);
        assertThat(sent.get("tool_choice")).isEqualTo(Trees.read("{\"type\":\"tool\",\"name\":\"json_reply\"}"));
    }

    @ParameterizedTest
    @EnumSource
    void formatIsSentWithoutAProvider(CallForm form) throws Exception {
        assertFormat(sent(form, request().build(), RequestOptions.none(), builder -> builder));
    }

    @ParameterizedTest
    @MethodSource("forcedProviders")
    void forcedToolIsSentToAProviderThatDoesNotDocumentTheFormat(CallForm form, Provider provider) throws Exception {
        assertForcedTool(sent(form, request().build(), RequestOptions.none(), provider(provider)));
    }

    @ParameterizedTest
    @EnumSource
    void modeOfTheCallOverridesTheProvider(CallForm form) throws Exception {
        assertFormat(sent(form, request().build(), mode(JsonReplyMode.OUTPUT_FORMAT), provider(Provider.TOKENHUB)));
        assertForcedTool(sent(form, request().build(), mode(JsonReplyMode.FORCED_TOOL), builder -> builder));
    }

    @ParameterizedTest
    @EnumSource
    void modeOfTheClientOverridesTheProvider(CallForm form) throws Exception {
        assertFormat(sent(
                form,
                request().build(),
                RequestOptions.none(),
                builder -> builder.provider(Provider.LUCHEN).jsonReplyMode(JsonReplyMode.OUTPUT_FORMAT)));
        assertForcedTool(sent(
                form,
                request().build(),
                RequestOptions.none(),
                builder -> builder.jsonReplyMode(JsonReplyMode.FORCED_TOOL)));
    }

    @ParameterizedTest
    @EnumSource
    void modeOfTheCallOverridesThatOfTheClient(CallForm form) throws Exception {
        assertFormat(sent(
                form,
                request().build(),
                mode(JsonReplyMode.OUTPUT_FORMAT),
                builder -> builder.jsonReplyMode(JsonReplyMode.FORCED_TOOL)));
    }

    @ParameterizedTest
    @EnumSource
    void requestWithoutAFormatIsSentAsItIs(CallForm form) throws Exception {
        MessageRequest request = ((MessageRequest) CallForm.request(Dialect.MESSAGES, "Hi"))
                .toBuilder()
                        .outputConfig(OutputConfig.builder().effort("low").build())
                        .build();

        JsonNode sent = sent(form, request, mode(JsonReplyMode.FORCED_TOOL), provider(Provider.TOKENHUB));

        assertThat(sent.get("output_config")).isEqualTo(Trees.read("{\"effort\":\"low\"}"));
        assertThat(sent.has("tools")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void forcedToolExcludesThinkingAndTools(CallForm form) throws Exception {
        MessageRequest thinking = request()
                .thinking(ThinkingEnabled.builder().budgetTokens(1024).build())
                .build();
        MessageRequest tools = request()
                .tools(List.of(MessageTool.of("f", null, Map.of("type", "object"))))
                .build();
        for (var entry : Map.of("thinking", thinking, "tools", tools).entrySet()) {
            End end = call(form, TEXT, entry.getValue(), RequestOptions.none(), provider(Provider.TOKENHUB));

            assertThat(end.failure(IllegalArgumentException.class))
                    .hasMessageContaining("which excludes " + entry.getKey())
                    .hasMessageContaining("jsonReplyMode(OUTPUT_FORMAT)");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#ofMessages")
    void forcedToolExcludesToolLoops(LoopForm form) throws Exception {
        ToolSet tools = ToolSet.builder()
                .add("f", null, Map.of("type", "object"), String.class, text -> text)
                .build();
        try (FakeEndpoint endpoint = FakeEndpoint.start(TEXT);
                Diglot client = TestClients.builder(endpoint)
                        .provider(Provider.TOKENHUB)
                        .build()) {
            LoopForm.Prepared loop = form.prepare(client, tools, request().build(), RequestOptions.none());

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> {
                        if (form.variant() == LoopForm.Variant.ASYNC) {
                            assertThat(loop.async().get()).isNotNull();
                        } else {
                            assertThat(loop.blocking().get()).isNotNull();
                        }
                    })
                    .withMessageContaining("which excludes tools");
            assertThat(endpoint.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void forcedToolAllowsThinkingThatIsDisabled(CallForm form) throws Exception {
        MessageRequest request =
                request().thinking(ThinkingDisabled.builder().build()).build();

        JsonNode sent = sent(form, request, RequestOptions.none(), provider(Provider.TOKENHUB));

        assertForcedTool(sent);
        assertThat(sent.at("/thinking/type").asText()).isEqualTo("disabled");
    }

    @ParameterizedTest
    @EnumSource
    void otherMembersOfTheConfigurationStay(CallForm form) throws Exception {
        MessageRequest request = MessageRequest.builder("m", List.of(MessageParam.user("Hi")))
                .maxTokens(100)
                .outputConfig(OutputConfig.builder()
                        .effort("low")
                        .additionalProperty("x", 1)
                        .build())
                .jsonReply(Forecast.class)
                .build();

        JsonNode forced = sent(form, request, RequestOptions.none(), provider(Provider.TOKENHUB));
        JsonNode format = sent(form, request, RequestOptions.none(), builder -> builder);

        assertThat(forced.get("output_config")).isEqualTo(Trees.read("{\"effort\":\"low\",\"x\":1}"));
        assertThat(forced.at("/tools/0/name").asText()).isEqualTo("json_reply");
        assertThat(format.at("/output_config/effort").asText()).isEqualTo("low");
        assertThat(format.at("/output_config/format/schema")).isEqualTo(SCHEMA);
    }

    @ParameterizedTest
    @EnumSource
    void replyIsConvertedFromBothForms(CallForm form) throws Exception {
        End text = call(form, TEXT, request().build(), RequestOptions.none(), builder -> builder);
        End tool = call(form, Reply.json(RAIN), request().build(), RequestOptions.none(), provider(Provider.TOKENHUB));

        assertThat(text.message().as(Forecast.class)).isEqualTo(FORECAST);
        assertThat(tool.message().as(Forecast.class)).isEqualTo(FORECAST);
        String json = tool.message().as(input -> input);
        assertThat(json).isEqualTo(RAIN);
    }

    @ParameterizedTest
    @EnumSource
    void replyWithoutJsonFailsWithItsText(CallForm form) throws Exception {
        End end = call(form, Reply.text("I cannot."), request().build(), RequestOptions.none(), builder -> builder);

        assertThat(catchThrowable(() -> end.message().as(Forecast.class)))
                .isInstanceOfSatisfying(JsonBindingException.class, failure -> {
                    assertThat(failure.problem()).isEqualTo(JsonBindingException.Problem.NOT_JSON);
                    assertThat(failure.rawText()).isEqualTo("I cannot.");
                });
    }

    @ParameterizedTest
    @EnumSource
    void chatSendsTheStrictSchemaAndConvertsTheReply(CallForm form) throws Exception {
        ChatCompletionRequest request = ChatCompletionRequest.builder("m", List.of(ChatMessage.user("Hi")))
                .responseFormat(ResponseFormat.of(Forecast.class))
                .build();
        try (FakeEndpoint endpoint = FakeEndpoint.start(TEXT);
                Diglot client = TestClients.client(endpoint)) {
            End end = form.call(client, request, RequestOptions.none());

            assertThat(end.chat().as(Forecast.class)).isEqualTo(FORECAST);
            JsonNode format = Trees.read(endpoint.requests().get(0).body()).get("response_format");
            assertThat(format.get("type").asText()).isEqualTo("json_schema");
            assertThat(format.at("/json_schema/name").asText()).isEqualTo("forecast");
            assertThat(format.at("/json_schema/strict").asBoolean()).isTrue();
            assertThat(format.at("/json_schema/schema")).isEqualTo(SCHEMA);
        }
    }
}
