// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diglot.testing.Trees;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the bytes of a recorded stream say, by Jackson's trees and nothing of ours: the judge of the product's fold.
 *
 * <p>{@link #told} has the form that {@link Told} gives to an answer of the product.
 */
final class PlainFold {
    /** How the bytes end. */
    enum End {
        COMPLETE,
        CUT,
        ERROR
    }

    private final List<JsonNode> events = new ArrayList<>();
    private boolean done;
    private JsonNode error;
    private JsonNode told;
    private boolean complete;

    private PlainFold() {}

    static PlainFold of(String endpoint, byte[] body) {
        PlainFold fold = new PlainFold();
        fold.split(body);
        if (endpoint.equals("chat")) {
            fold.chat();
        } else {
            fold.messages();
        }
        return fold;
    }

    /** How many events the bytes hold in full, without the one that is an error or the mark of the end. */
    int events() {
        return events.size();
    }

    JsonNode told() {
        return told;
    }

    End end() {
        if (error != null) {
            return End.ERROR;
        }
        return complete ? End.COMPLETE : End.CUT;
    }

    String errorMessage() {
        JsonNode inner = error.path("error");
        return inner.isTextual() ? inner.asText() : inner.path("message").asText();
    }

    String errorType() {
        return error.path("error").path("type").asText();
    }

    String errorCode() {
        return error.path("error").path("code").asText(null);
    }

    /** Lines to payloads. What the end of the bytes leaves over counts if it is whole. */
    private void split(byte[] body) {
        String data = null;
        int start = body.length > 2 && (body[0] & 0xff) == 0xef ? 3 : 0;
        for (int at = start; at <= body.length; at++) {
            if (at < body.length && body[at] != '\n' && body[at] != '\r') {
                continue;
            }
            String line = new String(body, start, at - start, StandardCharsets.UTF_8);
            boolean ends = at == body.length;
            boolean insideCrlf = !ends && body[at] == '\n' && at > 0 && body[at - 1] == '\r';
            start = at + 1;
            if (line.startsWith("data:")) {
                String value = line.substring(line.startsWith("data: ") ? 6 : 5);
                data = data == null ? value : data + "\n" + value;
            }
            if (ends || (line.isEmpty() && !insideCrlf)) {
                payload(data, ends);
                data = null;
            }
        }
    }

    private void payload(String data, boolean last) {
        if (data == null || data.isBlank() || done || error != null) {
            return;
        }
        if (data.strip().equals("[DONE]")) {
            done = true;
            return;
        }
        JsonNode json;
        try {
            json = Trees.read(data);
        } catch (UncheckedIOException e) {
            if (last) {
                return;
            }
            throw e;
        }
        if (json.hasNonNull("error")) {
            error = json;
        } else {
            events.add(json);
            done = json.path("type").asText().equals("message_stop");
        }
    }

    private static final class Choice {
        private final StringBuilder text = new StringBuilder();
        private final Map<String, StringBuilder> reasoning = new LinkedHashMap<>();
        private final Map<String, ObjectNode> calls = new LinkedHashMap<>();
        private String finish;

        void add(JsonNode choice) {
            JsonNode delta = choice.path("delta");
            if (delta.path("content").isArray()) {
                for (JsonNode part : delta.get("content")) {
                    text.append(part.path("text").asText());
                    for (JsonNode thought : part.path("thinking")) {
                        think("thinking", thought.path("text"));
                    }
                }
            } else {
                text.append(delta.path("content").asText(""));
            }
            think("reasoning_content", delta.path("reasoning_content"));
            think("reasoning", delta.path("reasoning"));
            for (JsonNode detail : delta.path("reasoning_details")) {
                think("reasoning_details", detail.path(detail.hasNonNull("text") ? "text" : "summary"));
            }
            int place = 0;
            for (JsonNode call : delta.path("tool_calls")) {
                call(call, place++);
            }
            if (!choice.path("finish_reason").asText("").isEmpty()) {
                finish = choice.get("finish_reason").asText();
            }
        }

        private void think(String name, JsonNode piece) {
            reasoning.computeIfAbsent(name, any -> new StringBuilder()).append(piece.asText(""));
        }

        private void call(JsonNode piece, int place) {
            String id = piece.path("id").asText("");
            String key = piece.hasNonNull("index")
                    ? "index " + piece.get("index").asInt()
                    : id.isEmpty() ? "place " + place : "id " + id;
            ObjectNode call = calls.computeIfAbsent(
                    key, any -> object().put("id", "").put("name", "").put("arguments", ""));
            if (!id.isEmpty()) {
                call.put("id", id);
            }
            JsonNode function = piece.path("function");
            if (!function.path("name").asText("").isEmpty()) {
                call.put("name", function.get("name").asText());
            }
            JsonNode arguments = function.path("arguments");
            call.put(
                    "arguments",
                    call.get("arguments").asText()
                            + (arguments.isObject() ? arguments.toString() : arguments.asText("")));
        }

        ObjectNode told() {
            Set<String> thoughts = new LinkedHashSet<>();
            reasoning.values().forEach(thought -> thoughts.add(thought.toString()));
            ObjectNode told = object();
            told.put("text", text.toString());
            told.put("reasoning", String.join("", thoughts));
            told.set("calls", array().addAll(calls.values()));
            told.put("finish", finish);
            return told;
        }
    }

    private void chat() {
        Map<Integer, Choice> choices = new TreeMap<>();
        ObjectNode usage = object();
        for (JsonNode chunk : events) {
            for (JsonNode choice : chunk.path("choices")) {
                choices.computeIfAbsent(choice.path("index").asInt(), any -> new Choice())
                        .add(choice);
            }
            merge(usage, chunk.path("usage"));
        }
        ObjectNode whole = object();
        ArrayNode list = whole.putArray("choices");
        choices.values().forEach(choice -> list.add(choice.told()));
        whole.set("usage", usage);
        told = whole;
        complete = done || (!choices.isEmpty() && choices.values().stream().allMatch(choice -> choice.finish != null));
    }

    private void messages() {
        StringBuilder text = new StringBuilder();
        StringBuilder thinking = new StringBuilder();
        ArrayNode kinds = array();
        Map<Integer, ObjectNode> calls = new LinkedHashMap<>();
        Map<Integer, String> inputs = new LinkedHashMap<>();
        ObjectNode usage = object();
        String finish = null;
        for (JsonNode event : events) {
            int index = event.path("index").asInt();
            JsonNode block = event.path("content_block");
            JsonNode delta = event.path("delta");
            switch (event.path("type").asText()) {
                case "message_start" -> merge(usage, event.path("message").path("usage"));
                case "message_delta" -> {
                    merge(usage, event.path("usage"));
                    finish = delta.hasNonNull("stop_reason")
                            ? delta.get("stop_reason").asText()
                            : finish;
                }
                case "content_block_start" -> {
                    kinds.add(block.path("type").asText());
                    text.append(block.path("text").asText(""));
                    thinking.append(block.path("thinking").asText(""));
                    if (block.has("input")) {
                        ObjectNode call = object();
                        call.set("type", block.get("type"));
                        call.set("id", block.get("id"));
                        call.set("name", block.get("name"));
                        call.set("input", block.get("input"));
                        calls.put(index, call);
                    }
                }
                case "content_block_delta" -> {
                    text.append(delta.path("text").asText(""));
                    thinking.append(delta.path("thinking").asText(""));
                    inputs.merge(index, delta.path("partial_json").asText(""), String::concat);
                }
                default -> {
                    // says nothing that is compared
                }
            }
        }
        calls.forEach((index, call) -> {
            String input = inputs.getOrDefault(index, "");
            if (!input.isEmpty()) {
                call.set("input", treeOrText(input));
            }
        });
        ObjectNode whole = object();
        whole.put("text", text.toString());
        whole.put("reasoning", thinking.toString());
        whole.set("blocks", kinds);
        whole.set("calls", array().addAll(calls.values()));
        whole.put("finish", finish);
        whole.set("usage", usage);
        told = whole;
        complete = done;
    }

    /** A later number wins over an earlier one; null and zero win over none. */
    private static void merge(ObjectNode whole, JsonNode piece) {
        piece.properties().forEach(member -> {
            JsonNode value = member.getValue();
            if (value.isObject() && whole.path(member.getKey()).isObject()) {
                merge((ObjectNode) whole.get(member.getKey()), value);
            } else if (!isNothing(value) || isNothing(whole.path(member.getKey()))) {
                whole.set(member.getKey(), value.deepCopy());
            }
        });
    }

    private static boolean isNothing(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isNumber() && value.decimalValue().signum() == 0);
    }

    private static JsonNode treeOrText(String json) {
        try {
            return Trees.read(json);
        } catch (UncheckedIOException e) {
            return JsonNodeFactory.instance.textNode(json);
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }
}
