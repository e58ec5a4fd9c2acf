// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.Dialect;
import dev.diglot.model.ErrorKind;
import dev.diglot.model.Message;
import dev.diglot.model.StopReason;
import dev.diglot.testing.Examples;
import dev.diglot.testing.Trees;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Http;
import dev.diglot.testkit.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the test kit's endpoint writes obeys the spec's schemas, by a validator that is not ours, and has the members that
 * real endpoints always send: those that all recorded exchanges of OpenAI and Anthropic have.
 */
@Tag("thorough")
class ReplySchemaTest {
    private static final Pattern BETWEEN_EVENTS = Pattern.compile("\n\n");
    private static final List<String> CHUNK = List.of("/id", "/object", "/created", "/model", "/choices");
    private static final List<String> CHUNK_CHOICE = List.of("/index", "/delta", "/finish_reason");
    private static final List<String> COMPLETION =
            List.of("/id", "/object", "/created", "/model", "/choices", "/usage/prompt_tokens", "/usage/total_tokens");
    private static final List<String> CHOICE = List.of("/index", "/finish_reason", "/message/role", "/message/content");
    private static final List<String> MESSAGE = List.of(
            "/id",
            "/type",
            "/role",
            "/model",
            "/content",
            "/stop_reason",
            "/stop_sequence",
            "/usage/input_tokens",
            "/usage/output_tokens");

    private final SchemaValidator validator =
            new SchemaValidator(SpecDocument.load().at());

    static Stream<Arguments> replies() {
        Map<String, Reply> replies = new LinkedHashMap<>();
        replies.put("text", Reply.text("It is \"sunny\"\n\u2600 \uD83D\uDE00."));
        replies.put("no text", Reply.text(""));
        replies.put("reasoning", Reply.text("No.").reasoning("Hm, ", "hm."));
        replies.put("reasoning only", Reply.toolCall("f", "{}").reasoning("Hm."));
        replies.put("tool call", Reply.toolCall("f", "{\"city\": \"Beijing\"}"));
        replies.put("tool call without arguments", Reply.toolCall("f"));
        replies.put("tool calls", Reply.text("Look.").andToolCall("f", "{}").andToolCall("g", "{\"a\":", "[1]}"));
        replies.put("JSON", Reply.json("{\"a\":1}"));
        replies.put("refusal", Reply.refusal("I would rather not."));
        replies.put("stop reason", Reply.text("Hi").stopReason(StopReason.MAX_TOKENS));
        replies.put("newer stop reason", Reply.text("Hi").stopReason(StopReason.of("newer")));
        replies.put("usage", Reply.text("Hi").usage(3_000_000_000L, 0));
        return replies.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void replyObeysTheSchemas(String name, Reply reply) {
        for (Dialect dialect : Dialect.values()) {
            assertValid(name, wholeSchema(dialect), whole(reply, dialect));
            events(reply, dialect).forEach(event -> assertValid(name, eventSchema(dialect), event));
        }
    }

    @Test
    void choicesObeyTheSchemas() {
        Reply reply = Reply.choices(Reply.text("One"), Reply.toolCall("f", "{}"), Reply.refusal("No."));

        assertValid("choices", "ChatCompletion", whole(reply, Dialect.CHAT));
        events(reply, Dialect.CHAT).forEach(event -> assertValid("choices", "ChatCompletionChunk", event));
    }

    /** Also those that only a whole reply shows: their events are made by the kit. */
    @Test
    void eventsOfExamplesObeyTheSchemas() {
        int checked = 0;
        for (String file : Examples.names()) {
            if (file.matches("(chat|messages)-(?!error).*-response\\.json")) {
                boolean isChat = file.startsWith("chat");
                JsonModel model =
                        isChat ? ChatCompletion.fromJson(Examples.text(file)) : Message.fromJson(Examples.text(file));
                Dialect dialect = isChat ? Dialect.CHAT : Dialect.MESSAGES;
                events(Reply.of(model), dialect).forEach(event -> assertValid(file, eventSchema(dialect), event));
                checked++;
            }
        }
        assertThat(checked).isGreaterThanOrEqualTo(40);
    }

    @ParameterizedTest
    @EnumSource
    void errorsObeyTheSchemas(ErrorKind kind) {
        for (Dialect dialect : Dialect.values()) {
            for (Reply reply : List.of(Reply.error(kind), Reply.error(kind, "no luck"))) {
                assertValid(kind.name(), "ErrorResponse", whole(reply, dialect));
            }
            List<JsonNode> events = events(Reply.text("Hi").errorAfterEvents(1, kind), dialect);
            assertThat(events).hasSize(2);
            assertValid(kind.name(), dialect == Dialect.CHAT ? "ErrorResponse" : "MessageStreamEvent", events.get(1));
        }
    }

    @Test
    void tokenCountObeysTheSchema() {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("Hi"))) {
            assertValid(
                    "token count",
                    "TokenCount",
                    Trees.read(Http.post(endpoint.url() + "/v1/messages/count_tokens", "{}")
                            .body()));
        }
    }

    @ParameterizedTest
    @MethodSource("replies")
    void wholeReplyHasWhatEndpointsAlwaysSend(String name, Reply reply) {
        JsonNode chat = whole(reply, Dialect.CHAT);
        assertHas(chat, COMPLETION);
        chat.path("choices").forEach(choice -> assertHas(choice, CHOICE));
        assertHas(whole(reply, Dialect.MESSAGES), MESSAGE);
    }

    @ParameterizedTest
    @MethodSource("replies")
    void chatStreamHasWhatEndpointsAlwaysSend(String name, Reply reply) {
        List<JsonNode> chunks = events(reply, Dialect.CHAT);
        for (JsonNode chunk : chunks) {
            assertHas(chunk, CHUNK);
            chunk.path("choices").forEach(choice -> assertHas(choice, CHUNK_CHOICE));
        }
        assertThat(chunks.get(0).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        JsonNode last = chunks.get(chunks.size() - 1);
        assertThat(last.path("choices")).isEmpty();
        assertHas(last, List.of("/usage/prompt_tokens", "/usage/completion_tokens", "/usage/total_tokens"));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void messageStreamHasWhatEndpointsAlwaysSend(String name, Reply reply) {
        List<JsonNode> events = events(reply, Dialect.MESSAGES);
        JsonNode start = events.get(0).path("message");
        JsonNode delta = events.get(events.size() - 2);

        assertHas(start, MESSAGE);
        assertThat(start.path("stop_reason").isNull()).isTrue();
        assertThat(start.path("content")).isEmpty();
        assertHas(delta, List.of("/delta/stop_reason", "/delta/stop_sequence", "/usage/output_tokens"));
        assertThat(events.get(events.size() - 1).path("type").asText()).isEqualTo("message_stop");
        for (JsonNode event : events) {
            if (event.path("type").asText().startsWith("content_block")) {
                assertHas(event, List.of("/index"));
            }
        }
    }

    /** Like the example of the spec, and all recorded tool calls of OpenAI: the text is null, not empty. */
    @Test
    void toolCallInChatHasNoText() {
        Reply reply = Reply.toolCall("f", "{\"a\":1}");

        assertThat(whole(reply, Dialect.CHAT).at("/choices/0/message/content").isNull())
                .isTrue();
        assertThat(events(reply, Dialect.CHAT)
                        .get(0)
                        .at("/choices/0/delta/content")
                        .isNull())
                .isTrue();
    }

    /** The name of an event is its type, and chat events have none. */
    @ParameterizedTest
    @MethodSource("replies")
    void eventsHaveTheirNames(String name, Reply reply) {
        String messages =
                Http.post(reply, Dialect.MESSAGES, "{\"stream\":true}").strip();
        for (String event : BETWEEN_EVENTS.split(messages, -1)) {
            String type = Trees.read(event.substring(event.indexOf("data: ") + 6))
                    .path("type")
                    .asText();
            assertThat(event).startsWith("event: " + type + "\ndata: ");
        }
        assertThat(Http.post(reply, Dialect.CHAT, "{\"stream\":true}"))
                .doesNotContain("event:")
                .endsWith("\n\ndata: [DONE]\n\n");
    }

    private static JsonNode whole(Reply reply, Dialect dialect) {
        return Trees.read(Http.post(reply, dialect, "{\"model\":\"m\"}"));
    }

    private static List<JsonNode> events(Reply reply, Dialect dialect) {
        String request = "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
        List<JsonNode> events = new ArrayList<>();
        Http.post(reply, dialect, request)
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .forEach(line -> events.add(Trees.read(line.substring("data: ".length()))));
        assertThat(events).isNotEmpty();
        return events;
    }

    private void assertValid(String name, String schema, JsonNode value) {
        assertThat(validator.errors(schema, value)).as(name + ": " + value).isEmpty();
    }

    private static void assertHas(JsonNode value, List<String> pointers) {
        assertThat(pointers)
                .as(value.toString())
                .allSatisfy(pointer -> assertThat(value.at(pointer).isMissingNode())
                        .as(pointer)
                        .isFalse());
    }

    private static String wholeSchema(Dialect dialect) {
        return dialect == Dialect.CHAT ? "ChatCompletion" : "Message";
    }

    private static String eventSchema(Dialect dialect) {
        return dialect == Dialect.CHAT ? "ChatCompletionChunk" : "MessageStreamEvent";
    }
}
