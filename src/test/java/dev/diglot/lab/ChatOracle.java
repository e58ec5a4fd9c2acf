// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The chat part of the {@link Oracle}: what choices and their pieces add up to. */
final class ChatOracle {
    final Map<Integer, Choice> choices = new TreeMap<>();
    final ObjectNode usage = Oracle.object();
    boolean warns;
    /** Whether there is an anomaly that the documents do not mention. */
    boolean isOdd;

    private boolean hasForeignChoice;

    /** Takes a chunk, or a whole response, whose choices hold their pieces under this name. */
    void take(JsonNode json, String name) {
        int place = 0;
        for (JsonNode choice : json.path("choices")) {
            hasForeignChoice |= !choice.isObject();
            isOdd |= hasForeignChoice;
            Integer index = index(choice);
            JsonNode piece = choice.path(choice.has(name) ? name : name.equals("delta") ? "message" : "delta");
            choices.computeIfAbsent(index == null ? place : index, any -> new Choice())
                    .take(choice, piece);
            Oracle.merge(usage, choice.path("usage"));
            place++;
        }
        Oracle.merge(usage, json.path("usage"));
    }

    boolean hasFinished() {
        return choices.values().stream().anyMatch(choice -> choice.finish != null);
    }

    /** Whether the arguments of some call are not JSON; absent arguments mean that there are no parameters. */
    boolean hasMalformedArguments() {
        return choices.values().stream()
                .flatMap(choice -> choice.calls.stream())
                .map(call -> call.arguments.toString())
                .anyMatch(arguments -> !arguments.isBlank() && Oracle.tree(arguments) == null);
    }

    ObjectNode summary() {
        ObjectNode summary = Oracle.object();
        ArrayNode list = summary.putArray("choices");
        choices.values().forEach(choice -> list.add(choice.summary()));
        if (hasForeignChoice) {
            summary.set("choices", Oracle.ANYTHING);
        }
        summary.set("usage", usage);
        return summary;
    }

    /** The index of a choice or a call: an integer, or one in another spelling, which is an anomaly if it is text. */
    private @Nullable Integer index(JsonNode holder) {
        JsonNode index = holder.path("index");
        if (!index.isNumber() && !index.isTextual()) {
            isOdd |= !index.isNull() && !index.isMissingNode();
            return null;
        }
        try {
            warns |= index.isTextual();
            return new BigDecimal(index.asText().strip()).intValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            isOdd = true;
            return null;
        }
    }

    /** A tool call that grows. */
    private static final class ToolCall {
        private final @Nullable Integer index;
        private String id;
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();
        /** Whether its pieces have different ids; no document says which one counts. */
        private boolean hasOtherId;
        /** Whether its arguments are neither text nor an object. */
        private boolean isForeign;

        ToolCall(@Nullable Integer index, String id) {
            this.index = index;
            this.id = id;
        }
    }

    /** One choice. */
    final class Choice {
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder reasoningContent = new StringBuilder();
        private final StringBuilder reasoning = new StringBuilder();
        private final StringBuilder details = new StringBuilder();
        private final StringBuilder thinkingParts = new StringBuilder();
        private final List<ToolCall> calls = new ArrayList<>();

        @Nullable
        String finish;

        /** Whether there was more than one finish reason; no document says which one counts. */
        private boolean hasOtherFinish;

        private void take(JsonNode choice, JsonNode piece) {
            JsonNode content = piece.path("content");
            if (content.isTextual()) {
                text.append(content.asText());
            }
            if (content.isArray()) {
                content.forEach(this::takePart);
            }
            reasoningContent.append(textOf(piece.path("reasoning_content")));
            reasoning.append(textOf(piece.path("reasoning")));
            for (JsonNode detail : piece.path("reasoning_details")) {
                details.append(textOf(detail.path(detail.path("text").isTextual() ? "text" : "summary")));
            }
            int place = 0;
            for (JsonNode call : piece.path("tool_calls")) {
                takeCall(call, place++);
            }
            String reason = textOf(choice.path("finish_reason"));
            hasOtherFinish |= finish != null && !reason.isEmpty() && !reason.equals(finish);
            finish = reason.isEmpty() ? finish : reason;
        }

        private void takePart(JsonNode part) {
            text.append(textOf(part.path("text")));
            for (JsonNode thought : part.path("thinking")) {
                thinkingParts.append(textOf(thought.path("text")));
            }
            thinkingParts.append(textOf(part.path("thinking")));
        }

        private void takeCall(JsonNode piece, int place) {
            if (!piece.isObject()) {
                isOdd = true;
                return;
            }
            String id = textOf(piece.path("id"));
            ToolCall call = call(index(piece), id, place);
            call.hasOtherId |= !call.id.isEmpty() && !id.isEmpty() && !id.equals(call.id);
            call.id = id.isEmpty() ? call.id : id;
            JsonNode function = piece.path("function");
            call.name = call.name.isEmpty() ? textOf(function.path("name")) : call.name;
            JsonNode arguments = function.path("arguments");
            call.isForeign |= isSomethingElse(arguments);
            call.arguments.append(arguments.isObject() ? arguments.toString() : textOf(arguments));
        }

        /** The call that a piece belongs to: by its index, else by its id, else by its place if nothing is new. */
        private ToolCall call(@Nullable Integer index, String id, int place) {
            for (ToolCall call : calls) {
                boolean same = index == null ? !id.isEmpty() && id.equals(call.id) : index.equals(call.index);
                if (same) {
                    return call;
                }
            }
            if (index == null && id.isEmpty() && !calls.isEmpty()) {
                return calls.get(place < calls.size() && calls.size() > 1 ? place : calls.size() - 1);
            }
            ToolCall call = new ToolCall(index, id);
            calls.add(call);
            return call;
        }

        /** The text under any spelling, once if two are equal; how two that differ are joined is not documented. */
        private JsonNode reasoning() {
            List<String> thoughts = Stream.of(thinkingParts, reasoningContent, reasoning, details)
                    .map(StringBuilder::toString)
                    .filter(thought -> !thought.isEmpty())
                    .distinct()
                    .toList();
            return thoughts.size() > 1 ? Oracle.ANYTHING : JsonNodeFactory.instance.textNode(String.join("", thoughts));
        }

        private ObjectNode summary() {
            ObjectNode summary = Oracle.object();
            summary.put("text", text.toString());
            summary.set("reasoning", reasoning());
            ArrayNode list = summary.putArray("calls");
            for (ToolCall call : calls) {
                ObjectNode one = list.addObject().put("id", call.id).put("name", call.name);
                one.put("arguments", call.arguments.toString());
                if (call.hasOtherId) {
                    one.set("id", Oracle.ANYTHING);
                }
                if (call.isForeign) {
                    one.set("arguments", Oracle.ANYTHING);
                }
            }
            summary.put("finish", finish);
            if (hasOtherFinish) {
                summary.set("finish", Oracle.ANYTHING);
            }
            return summary;
        }
    }

    private static boolean isSomethingElse(JsonNode arguments) {
        boolean isKnown = arguments.isTextual() || arguments.isObject();
        return !isKnown && !arguments.isNull() && !arguments.isMissingNode();
    }

    private static String textOf(JsonNode value) {
        return value.isTextual() ? value.asText() : "";
    }
}
