// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diglot.json.JsonModel;
import dev.diglot.lab.Oracle.Requested;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.Dialect;
import dev.diglot.model.StreamOptions;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.Corpus;
import dev.diglot.testing.Examples;
import dev.diglot.testing.Trees;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Responses to be read in all ways: the examples of the spec, and one or more for each quirk of endpoints. */
final class DifferentialInputs {
    private static final String EVENTS = "text/event-stream";
    private static final String JSON = "application/json";
    private static final Requested USAGE = new Requested(1, true);
    private static final Requested TWO = new Requested(2, false);
    private static final String DONE = "data: [DONE]\n\n";

    private static final String MESSAGE_START = data("""
            {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m",\
            "content":[],"usage":{"input_tokens":12,"output_tokens":1,"cache_read_input_tokens":900}}}""");
    private static final String TEXT_START =
            data("{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
    private static final String TEXT_STOP = data("{\"type\":\"content_block_stop\",\"index\":0}");
    private static final String MESSAGE_DELTA = data(
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":7}}");
    private static final String MESSAGE_STOP = data("{\"type\":\"message_stop\"}");

    private final List<Input> inputs = new ArrayList<>();

    private DifferentialInputs() {}

    /**
     * One response.
     *
     * @param name what is unusual about it
     * @param request what was requested
     * @param isCut whether the connection is closed behind the body, against its framing
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
    record Input(
            String name,
            Dialect dialect,
            Requested requested,
            JsonModel request,
            String contentType,
            byte[] body,
            boolean isCut) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Input> all() {
        DifferentialInputs all = new DifferentialInputs();
        all.examples();
        all.chatStreams();
        all.chatTools();
        all.chatEnds();
        all.chatErrors();
        all.wholeChats();
        all.messageStreams();
        all.messageErrors();
        all.kinds();
        return all.inputs;
    }

    static Input of(Corpus.Exchange exchange) {
        Dialect dialect = exchange.endpoint().equals("chat") ? Dialect.CHAT : Dialect.MESSAGES;
        JsonNode request = exchange.hasRequest() ? Trees.read(exchange.request()) : Oracle.object();
        Requested requested = new Requested(
                request.path("n").asInt(1),
                request.path("stream_options").path("include_usage").asBoolean());
        return new Input(
                exchange.toString(),
                dialect,
                requested,
                request(dialect, requested),
                exchange.streamed() ? EVENTS : JSON,
                exchange.responseBytes(),
                false);
    }

    private static JsonModel request(Dialect dialect, Requested requested) {
        if (dialect == Dialect.MESSAGES) {
            return CallForm.request(dialect, "hi");
        }
        ChatCompletionRequest.Builder request = ChatCompletionRequest.builder("m", List.of(ChatMessage.user("hi")));
        if (requested.choices() > 1) {
            request.n(requested.choices());
        }
        if (requested.usage()) {
            request.streamOptions(StreamOptions.builder().includeUsage(true).build());
        }
        return request.build();
    }

    // The table.

    private void examples() {
        for (String name : Examples.names()) {
            boolean isStream = name.endsWith(".sse");
            boolean isGood = !name.contains("-error-") || isStream;
            if (isStream || (name.endsWith("-response.json") && isGood)) {
                Dialect dialect = name.startsWith("chat-") ? Dialect.CHAT : Dialect.MESSAGES;
                add(name, dialect, Requested.PLAIN, isStream ? EVENTS : JSON, Examples.bytes(name), false);
            }
        }
    }

    private void chatStreams() {
        chat("plain", says("a") + says("b") + finishes("stop") + DONE);
        chat("crlf", (says("a") + finishes("stop") + DONE).replace("\n", "\r\n"));
        chat("cr", (says("a") + finishes("stop") + DONE).replace('\n', '\r'));
        chat("byte order mark", "\uFEFF" + says("a") + finishes("stop") + DONE);
        chat("comments", ": keep-alive\n\n" + says("a") + ": x\n: y\n\n" + finishes("stop") + ": z\n\n" + DONE);
        chat("blank-event", says("a") + "data:\n\ndata: \n\nid: 7\n\n" + finishes("stop") + DONE);
        chat("event names and ids", "event: message\nid: 1\nretry: 5\n" + says("a") + finishes("stop") + DONE);
        chat("no blank behind the colon", (says("a") + finishes("stop") + DONE).replace("data: ", "data:"));
        chat(
                "a payload over two lines",
                "data: {\"choices\":[{\"index\":0,\ndata: \"delta\":{\"content\":\"a\"}}]}\n\n" + finishes("stop")
                        + DONE);
        chat("finish-empty-string", piece("{\"content\":\"a\"}", "\"\"") + piece("{}", "\"stop\"") + DONE);
        chat("finish-unknown", says("a") + finishes("eos") + DONE);
        chat("finish as the text null", says("a") + finishes("null") + DONE);
        chat(
                "choices-empty",
                data("{\"choices\":[]}")
                        + says("a")
                        + data("{\"choices\":[]}")
                        + finishes("stop")
                        + data("{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}")
                        + DONE);
        chat("choices-null", data("{\"id\":\"c\",\"choices\":null}") + says("a") + finishes("stop") + DONE);
        chat(
                "content-list",
                piece(
                                "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"t\"}]}]}",
                                "null")
                        + piece("{\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}", "null")
                        + finishes("stop")
                        + DONE);
        chat("role-empty", piece("{\"role\":\"\",\"content\":\"a\"}", "null") + finishes("stop") + DONE);
        chat(
                "content null",
                piece("{\"role\":\"assistant\",\"content\":null}", "null") + says("a") + finishes("stop") + DONE);
        chat(
                "usage-null-members",
                says("a")
                        + finishes("stop")
                        + data("{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}")
                        + data("{\"choices\":[],\"usage\":{\"prompt_tokens\":null,\"completion_tokens\":5}}")
                        + DONE);
        chat(
                "usage of zero later",
                says("a")
                        + data("{\"choices\":[],\"usage\":{\"completion_tokens\":4}}")
                        + finishes("stop")
                        + data("{\"choices\":[],\"usage\":{\"completion_tokens\":0}}")
                        + DONE);
        chat(
                "usage in a choice",
                says("a")
                        + data("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\","
                                + "\"usage\":{\"prompt_tokens\":3}}]}")
                        + DONE);
        chat(
                "reasoning-names: reasoning_content",
                piece("{\"reasoning_content\":\"r\"}", "null") + says("a") + finishes("stop") + DONE);
        chat(
                "reasoning-names: reasoning",
                piece("{\"reasoning\":\"r\"}", "null") + says("a") + finishes("stop") + DONE);
        chat(
                "reasoning-names: two that say the same",
                piece("{\"reasoning\":\"r\",\"reasoning_content\":\"r\"}", "null")
                        + says("a")
                        + finishes("stop")
                        + DONE);
        chat(
                "reasoning-names: reasoning_details",
                piece("{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"r\",\"index\":0}]}", "null")
                        + says("a")
                        + finishes("stop")
                        + DONE);
        chat(
                "extra-top-members",
                data("{\"obfuscation\":\"xyz\",\"p\":1,\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}")
                        + finishes("stop")
                        + DONE);
        chat(
                "the only choice has index 1",
                data("{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}") + DONE);
        chat("no index", data("{\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}") + DONE);
        chat(
                "index as a float",
                data("{\"choices\":[{\"index\":0.0,\"delta\":{\"content\":\"a\"}}]}") + finishes("stop") + DONE);
        chat(
                "index as text",
                data("{\"choices\":[{\"index\":\"0\",\"delta\":{\"content\":\"a\"}}]}") + finishes("stop") + DONE);
        chat(
                "message in place of delta",
                data("{\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}")
                        + DONE);
        chat("a whole response as one event", data(whole("a")) + DONE);
        chat("a wrapped comment", says("a") + "data: : COMMENT\n\n" + finishes("stop") + DONE);
        chat(
                "events divided by single line ends",
                (says("a") + says("b") + finishes("stop") + DONE).replace("\n\n", "\n"));
        chat("the mark in quotes", says("a") + finishes("stop") + "data: \"[DONE]\"\n\n");
        chat("the mark without brackets", says("a") + finishes("stop") + "data: DONE\n\n");
        chat(
                "invalid utf-8",
                says("a\u0000").replace("\u0000", "\u0001b").replace("\u0001", "") + finishes("stop") + DONE);
        addChat("a broken byte in a text", Requested.PLAIN, broken(says("a@b") + finishes("stop") + DONE), false);
    }

    private void chatTools() {
        chat(
                "one call in pieces",
                call(
                                "{\"index\":0,\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}")
                        + call("{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\":\"}}")
                        + call("{\"index\":0,\"function\":{\"arguments\":\"1}\"}}")
                        + finishes("tool_calls")
                        + DONE);
        chat(
                "two calls in turns",
                call("{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}")
                        + call("{\"index\":1,\"id\":\"c2\",\"function\":{\"name\":\"g\",\"arguments\":\"{\"}}")
                        + call("{\"index\":0,\"function\":{\"arguments\":\"}\"}}")
                        + call("{\"index\":1,\"function\":{\"arguments\":\"}\"}}")
                        + finishes("tool_calls")
                        + DONE);
        chat(
                "tool-index-absent: two calls in one chunk",
                call("{\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},"
                                + "{\"id\":\"c2\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}")
                        + finishes("tool_calls")
                        + DONE);
        chat(
                "tool-index-absent: two chunks",
                call("{\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}")
                        + call("{\"id\":\"c2\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}")
                        + finishes("tool_calls")
                        + DONE);
        chat(
                "tool-index-absent: the one open call",
                call("{\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}")
                        + call("{\"function\":{\"arguments\":\"}\"}}")
                        + finishes("tool_calls")
                        + DONE);
        chat(
                "tool-name-empty-first",
                call("{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"\",\"arguments\":\"\"}}")
                        + call("{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}")
                        + finishes("tool_calls")
                        + DONE);
        chat(
                "tool-name-empty-later",
                call("{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}")
                        + call("{\"index\":0,\"id\":\"\",\"function\":{\"name\":\"\",\"arguments\":\"}\"}}")
                        + call("{\"index\":0,\"id\":null,\"function\":{\"name\":null,\"arguments\":\"\"}}")
                        + finishes("tool_calls")
                        + DONE);
        chat(
                "another tool name later",
                call("{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}")
                        + call("{\"index\":0,\"function\":{\"name\":\"g\",\"arguments\":\"}\"}}")
                        + finishes("tool_calls")
                        + DONE);
        chat(
                "tool-args-object",
                call("{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":{\"x\":1}}}")
                        + finishes("tool_calls")
                        + DONE);
        chat(
                "tool-args-empty",
                call("{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}")
                        + finishes("tool_calls")
                        + DONE);
        chat(
                "tool index as a float",
                call("{\"index\":0.0,\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}")
                        + call("{\"index\":1.0,\"id\":\"c2\",\"function\":{\"name\":\"g\",\"arguments\":\"{\"}}")
                        + call("{\"index\":0.0,\"function\":{\"arguments\":\"}\"}}")
                        + call("{\"index\":1.0,\"function\":{\"arguments\":\"}\"}}")
                        + finishes("tool_calls")
                        + DONE);
        chat(
                "tool index as text",
                call("{\"index\":\"0\",\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}")
                        + call("{\"index\":\"1\",\"id\":\"c2\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}")
                        + call("{\"index\":\"0\",\"function\":{\"arguments\":\"}\"}}")
                        + finishes("tool_calls")
                        + DONE);
    }

    private void chatEnds() {
        chat("done-missing, all received", says("a") + finishes("stop"));
        chat("an event that is no object", says("a") + "data: []\n\n" + finishes("stop") + DONE);
        chat("a line that is no event", "note\n\n" + says("a") + finishes("stop") + DONE);
        addChat("done-missing, all received, reset", Requested.PLAIN, bytes(says("a") + finishes("stop")), true);
        chat("cut before the finish", says("a") + says("b"));
        addChat("cut before the finish, reset", Requested.PLAIN, bytes(says("a") + says("b")), true);
        chat("finish-absent with the mark", says("a") + DONE);
        chat("the mark alone", DONE);
        chat("nothing", ": hello\n\n");
        chat(
                "behind the mark",
                says("a") + finishes("stop") + DONE + says("x") + data("{\"error\":{\"message\":\"late\"}}"));
        chat("cut in an event", says("a") + "data: {\"choices\":[{\"ind");
        chat("no line end behind the mark", says("a") + finishes("stop") + "data: [DONE]");
        addChat("two choices, one received, cut", TWO, bytes(says("a") + finishes("stop")), true);
        addChat("two choices, one received, mark", TWO, bytes(says("a") + finishes("stop") + DONE), false);
        addChat(
                "two choices",
                TWO,
                bytes(says("a")
                        + data("{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"},"
                                + "\"finish_reason\":\"stop\"}]}")
                        + finishes("stop")
                        + DONE),
                false);
        addChat("usage requested, none, mark", USAGE, bytes(says("a") + finishes("stop") + DONE), false);
        addChat("usage requested, none, reset", USAGE, bytes(says("a") + finishes("stop")), true);
        addChat(
                "usage requested and sent, no mark",
                USAGE,
                bytes(says("a") + finishes("stop") + data("{\"choices\":[],\"usage\":{\"prompt_tokens\":3}}")),
                false);
    }

    private void chatErrors() {
        chat(
                "error-in-stream-data: object",
                says("a")
                        + data("{\"error\":{\"message\":\"no more\",\"type\":\"server_error\",\"code\":500}}")
                        + DONE);
        chat("error-in-stream-data: text", says("a") + data("{\"error\":\"no more\"}"));
        chat(
                "error-in-stream-data: named",
                says("a") + "event: error\n" + data("{\"error\":{\"message\":\"no more\",\"code\":\"x\"}}"));
        chat("error code and details", says("a") + data("{\"code\":422,\"details\":\"not this way\"}") + DONE);
        chat("error_code and text", says("a") + data("{\"text\":\"not this way\",\"error_code\":50004}") + DONE);
        chat(
                "detail as a list",
                says("a") + data("{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"field required\"}]}") + DONE);
        chat(
                "base_resp",
                says("a")
                        + data("{\"choices\":null,\"base_resp\":{\"status_code\":1008,\"status_msg\":\"no balance\"}}")
                        + DONE);
        chat(
                "base_resp of zero",
                data("{\"base_resp\":{\"status_code\":0,\"status_msg\":\"success\"},\"choices\":[{\"index\":0,"
                                + "\"delta\":{\"content\":\"a\"}}]}")
                        + finishes("stop")
                        + DONE);
        chat("an error line", says("a") + "error: {\"code\":400,\"message\":\"too long\"}\n\n" + DONE);
        chat("a unknownLine error", says("a") + "{\"error\":{\"message\":\"no more\",\"code\":429}}\n\n");
        chat(
                "error of null",
                data("{\"error\":null,\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}")
                        + finishes("stop")
                        + DONE);
        chat(
                "error of false and empty",
                data("{\"error\":false,\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}")
                        + data("{\"error\":{},\"code\":0,\"message\":\"ok\",\"choices\":[]}")
                        + finishes("stop")
                        + DONE);
        chat(
                "codes that are good",
                data("{\"code\":200,\"message\":\"success\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}")
                        + data("{\"code\":\"0\",\"status\":\"ok\",\"choices\":[]}")
                        + finishes("stop")
                        + DONE);
        json(
                "error-flat: object error",
                Dialect.CHAT,
                "{\"object\":\"error\",\"message\":\"no\",\"type\":\"BadRequestError\",\"code\":400}");
        json(
                "error-flat: code and message",
                Dialect.CHAT,
                "{\"code\":\"1301\",\"message\":\"no\",\"requestid\":\"r\"}");
        json("error-flat: detail", Dialect.CHAT, "{\"detail\":\"Not authenticated\"}");
        json("error-flat: text", Dialect.CHAT, "{\"error\":\"no\"}");
        json("error-flat: status and message", Dialect.CHAT, "{\"status\":\"failure\",\"message\":\"no\"}");
        json(
                "choices-null-or-missing with an error",
                Dialect.CHAT,
                "{\"id\":\"x\",\"choices\":null,\"error\":{\"message\":\"no\",\"code\":502}}");
    }

    private void wholeChats() {
        json("whole", Dialect.CHAT, whole("a"));
        json("message-null", Dialect.CHAT, "{\"choices\":[{\"index\":0,\"finish_reason\":\"content_filter\"}]}");
        json(
                "content-list, whole",
                Dialect.CHAT,
                "{\"choices\":[{\"index\":0,\"message\":{\"content\":[{\"type\":\"thinking\","
                        + "\"thinking\":[{\"type\":\"text\",\"text\":\"t\"}]},{\"type\":\"text\",\"text\":\"a\"}]},\"finish_reason\":\"stop\"}]}");
        json(
                "usage in a choice, whole",
                Dialect.CHAT,
                "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\"},"
                        + "\"finish_reason\":\"stop\",\"usage\":{\"prompt_tokens\":3}}]}");
        json(
                "tool calls, whole",
                Dialect.CHAT,
                "{\"choices\":[{\"index\":0,\"message\":{\"content\":null,\"tool_calls\":[{\"id\":\"c1\","
                        + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":{\"x\":1}}}]},\"finish_reason\":\"tool_calls\"}]}");
        json(
                "reasoning, whole",
                Dialect.CHAT,
                "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\",\"reasoning\":\"r\","
                        + "\"reasoning_content\":\"r\"},\"finish_reason\":\"stop\"}]}");
        json(
                "finish-empty-string, whole",
                Dialect.CHAT,
                "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\"},\"finish_reason\":\"\"}]}");
        json(
                "codes that are good, whole",
                Dialect.CHAT,
                "{\"code\":0,\"message\":\"success\",\"status\":\"ok\",\"error\":null,"
                        + whole("a").substring(1));
        json(
                "index as text, whole",
                Dialect.CHAT,
                "{\"choices\":[{\"index\":\"0\",\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}");
        json("choices-null-or-missing", Dialect.CHAT, "{\"id\":\"x\",\"object\":\"chat.completion\"}");
        add("a broken byte in a whole text", Dialect.CHAT, Requested.PLAIN, JSON, broken(whole("a@b")), false);
        add(
                "error-html",
                Dialect.CHAT,
                Requested.PLAIN,
                "text/html",
                bytes("<html><body>Sign in</body></html>"),
                false);
    }

    private void messageStreams() {
        messages(
                "plain",
                MESSAGE_START + TEXT_START + text(0, "a") + text(0, "b") + TEXT_STOP + MESSAGE_DELTA + MESSAGE_STOP);
        messages(
                "event names",
                (MESSAGE_START + TEXT_START + text(0, "a") + TEXT_STOP + MESSAGE_DELTA + MESSAGE_STOP)
                        .replace("data: ", "event: message\ndata: "));
        messages(
                "pings",
                data("{\"type\":\"ping\"}")
                        + MESSAGE_START
                        + data("{\"type\":\"ping\"}")
                        + TEXT_START
                        + text(0, "a")
                        + TEXT_STOP
                        + MESSAGE_DELTA
                        + MESSAGE_STOP);
        messages(
                "block-index-wrong: deltas",
                MESSAGE_START
                        + TEXT_START.replace("\"index\":0", "\"index\":1")
                        + text(0, "a")
                        + TEXT_STOP
                        + MESSAGE_DELTA
                        + MESSAGE_STOP);
        messages(
                "block-unknown",
                MESSAGE_START
                        + data(
                                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"later\",\"x\":1}}")
                        + data(
                                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"later_delta\",\"y\":2}}")
                        + TEXT_STOP
                        + TEXT_START.replace("\"index\":0", "\"index\":1")
                        + text(1, "a")
                        + MESSAGE_DELTA
                        + MESSAGE_STOP);
        messages("start-missing", TEXT_START + text(0, "a") + TEXT_STOP + MESSAGE_DELTA + MESSAGE_STOP);
        messages(
                "a delta before any block",
                MESSAGE_START + text(0, "a") + TEXT_START + text(0, "b") + TEXT_STOP + MESSAGE_DELTA + MESSAGE_STOP);
        messages(
                "a block of no type",
                MESSAGE_START
                        + data("{\"type\":\"content_block_start\",\"index\":0,\"content_block\":null}")
                        + text(0, "a")
                        + TEXT_STOP
                        + MESSAGE_DELTA
                        + MESSAGE_STOP);
        messages("start and blocks missing", MESSAGE_DELTA + MESSAGE_STOP);
        messages(
                "stop-twice",
                MESSAGE_START + TEXT_START + text(0, "a") + TEXT_STOP + MESSAGE_DELTA + MESSAGE_STOP + MESSAGE_STOP);
        messages(
                "message_delta twice",
                MESSAGE_START
                        + TEXT_START
                        + text(0, "a")
                        + TEXT_STOP
                        + MESSAGE_DELTA
                        + MESSAGE_DELTA.replace("end_turn", "max_tokens").replace("7", "9")
                        + MESSAGE_STOP);
        messages("no stop", MESSAGE_START + TEXT_START + text(0, "a") + TEXT_STOP + MESSAGE_DELTA);
        messages("stop alone", MESSAGE_STOP);
        messages("nothing but pings", data("{\"type\":\"ping\"}") + MESSAGE_STOP);
        messages(
                "usage-late with zeros",
                MESSAGE_START
                        + TEXT_START
                        + text(0, "a")
                        + TEXT_STOP
                        + data(
                                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"input_tokens\":null,"
                                        + "\"output_tokens\":0,\"cache_read_input_tokens\":0}}")
                        + MESSAGE_STOP);
        messages(
                "thinking-no-signature",
                MESSAGE_START
                        + data(
                                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}}")
                        + data(
                                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"t\"}}")
                        + TEXT_STOP
                        + TEXT_START.replace("\"index\":0", "\"index\":1")
                        + text(1, "a")
                        + MESSAGE_DELTA
                        + MESSAGE_STOP);
        messages(
                "a tool",
                MESSAGE_START
                        + data("{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\","
                                + "\"id\":\"call_1\",\"name\":\"f\",\"input\":{}}}")
                        + data(
                                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"x\\\"\"}}")
                        + data(
                                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\":1}\"}}")
                        + TEXT_STOP
                        + MESSAGE_DELTA.replace("end_turn", "tool_use")
                        + MESSAGE_STOP);
        messages(
                "the same start again",
                MESSAGE_START + TEXT_START + MESSAGE_START + text(0, "a") + TEXT_STOP + MESSAGE_DELTA + MESSAGE_STOP);
        messages(
                "another start",
                MESSAGE_START
                        + TEXT_START
                        + text(0, "a")
                        + MESSAGE_START.replace("msg_1", "msg_2")
                        + TEXT_START
                        + text(0, "b")
                        + TEXT_STOP
                        + MESSAGE_DELTA
                        + MESSAGE_STOP);
        json(
                "whole message",
                Dialect.MESSAGES,
                "{\"id\":\"chatcmpl-1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\","
                        + "\"text\":\"a\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}");
        json(
                "content as text",
                Dialect.MESSAGES,
                "{\"type\":\"message\",\"role\":\"assistant\",\"content\":\"a\",\"stop_reason\":\"end_turn\"}");
    }

    private void messageErrors() {
        messages(
                "error event",
                MESSAGE_START
                        + TEXT_START
                        + text(0, "a")
                        + data("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"later\"}}"));
        messages(
                "error-wrong-family",
                MESSAGE_START + data("{\"error\":{\"message\":\"later\",\"type\":\"server_error\",\"code\":503}}"));
        messages("chat chunks", says("a") + finishes("stop") + MESSAGE_STOP);
        json(
                "error-wrong-family, whole",
                Dialect.MESSAGES,
                "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\",\"code\":400}}");
    }

    /** Bodies under another content type than theirs. */
    private void kinds() {
        String events = says("a") + finishes("stop") + DONE;
        for (String type : List.of(JSON, "application/x-ndjson", "text/html", "text/plain")) {
            add("events as " + type, Dialect.CHAT, Requested.PLAIN, type, bytes(events), false);
        }
        add(
                "events behind blank lines as json",
                Dialect.CHAT,
                Requested.PLAIN,
                JSON,
                bytes("\n\n: hi\n\n" + events),
                false);
        add("json as events", Dialect.CHAT, Requested.PLAIN, EVENTS, bytes(whole("a")), false);
        add(
                "json and the mark as events",
                Dialect.CHAT,
                Requested.PLAIN,
                EVENTS,
                bytes(whole("a") + "\n\n" + DONE),
                false);
        add(
                "an error as events",
                Dialect.CHAT,
                Requested.PLAIN,
                EVENTS,
                bytes("{\"error\":{\"message\":\"no\",\"code\":429}}"),
                false);
        add(
                "a message as events",
                Dialect.MESSAGES,
                Requested.PLAIN,
                EVENTS,
                bytes(
                        "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}],\"stop_reason\":\"end_turn\"}"),
                false);
        add(
                "message events as json",
                Dialect.MESSAGES,
                Requested.PLAIN,
                JSON,
                bytes(MESSAGE_START + TEXT_START + text(0, "a") + TEXT_STOP + MESSAGE_DELTA + MESSAGE_STOP),
                false);
    }

    // Building.

    private void chat(String name, String events) {
        addChat(name, Requested.PLAIN, bytes(events), false);
    }

    private void addChat(String name, Requested requested, byte[] events, boolean isCut) {
        add("chat: " + name, Dialect.CHAT, requested, EVENTS, events, isCut);
    }

    private void messages(String name, String events) {
        add("messages: " + name, Dialect.MESSAGES, Requested.PLAIN, EVENTS, bytes(events), false);
    }

    private void json(String name, Dialect dialect, String json) {
        add(name, dialect, Requested.PLAIN, JSON, bytes(json), false);
    }

    private void add(
            String name, Dialect dialect, Requested requested, String contentType, byte[] body, boolean isCut) {
        inputs.add(new Input(name, dialect, requested, request(dialect, requested), contentType, body, isCut));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The bytes of a text, with a byte that is no UTF-8 in place of each at sign. */
    private static byte[] broken(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte each : bytes(text)) {
            bytes.write(each == '@' ? 0xff : each);
        }
        return bytes.toByteArray();
    }

    private static String data(String payload) {
        return "data: " + payload + "\n\n";
    }

    private static String piece(String delta, String finish) {
        return data(
                "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}");
    }

    private static String says(String text) {
        return piece("{\"content\":\"" + text + "\"}", "null");
    }

    private static String finishes(String reason) {
        return piece("{}", '"' + reason + '"');
    }

    private static String call(String calls) {
        return piece("{\"tool_calls\":[" + calls + "]}", "null");
    }

    private static String text(int index, String text) {
        return data("{\"type\":\"content_block_delta\",\"index\":" + index
                + ",\"delta\":{\"type\":\"text_delta\",\"text\":\"" + text + "\"}}");
    }

    private static String whole(String text) {
        return "{\"id\":\"c\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                + text + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}";
    }
}
