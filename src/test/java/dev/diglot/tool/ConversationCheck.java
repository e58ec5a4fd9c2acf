// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds what a strict endpoint rejects in a conversation, by its JSON alone. */
public final class ConversationCheck {
    private final List<String> problems = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    private ConversationCheck() {}

    /** Returns what is wrong with a request of either dialect. */
    public static List<String> problems(JsonNode request) {
        ConversationCheck check = new ConversationCheck();
        boolean isMessages = request.has("max_tokens");
        List<JsonNode> messages = new ArrayList<>();
        request.get("messages").forEach(messages::add);
        for (int i = 0; i < messages.size(); i++) {
            if (isMessages) {
                check.message(messages.get(i), i == 0 ? null : messages.get(i - 1), next(messages, i));
            } else {
                i += check.chatMessage(messages, i);
            }
        }
        return check.problems;
    }

    private static JsonNode next(List<JsonNode> messages, int position) {
        return position + 1 < messages.size() ? messages.get(position + 1) : null;
    }

    private void require(boolean condition, String problem, JsonNode where) {
        if (!condition) {
            problems.add(problem + ": " + where);
        }
    }

    private void call(JsonNode call, JsonNode name) {
        String id = call.path("id").asText();
        require(call.path("id").isTextual() && !id.isEmpty(), "a call without id", call);
        require(ids.add(id), "two calls with the id " + id, call);
        require(name.isTextual() && !name.asText().isEmpty(), "a call without a name", call);
    }

    /** Checks a message, and the results of its calls; returns how many they are. */
    private int chatMessage(List<JsonNode> messages, int position) {
        JsonNode message = messages.get(position);
        String role = message.path("role").asText();
        JsonNode content = message.path("content");
        require(Set.of("system", "user", "assistant").contains(role), "an unexpected role", message);
        JsonNode calls = message.path("tool_calls");
        require(content.isTextual() || content.isArray() || !calls.isEmpty(), "neither content nor calls", message);
        require(!message.has("tool_calls") || !calls.isEmpty(), "an empty list of calls", message);
        for (int i = 0; i < calls.size(); i++) {
            JsonNode call = calls.get(i);
            boolean isCustom = call.path("type").asText().equals("custom");
            JsonNode function = call.path(isCustom ? "custom" : "function");
            call(call, function.path("name"));
            require(isCustom || call.path("type").asText().equals("function"), "a call without type", call);
            require(function.path(isCustom ? "input" : "arguments").isTextual(), "arguments are no text", call);
            JsonNode result = position + 1 + i < messages.size() ? messages.get(position + 1 + i) : message;
            require(
                    result.path("role").asText().equals("tool")
                            && result.path("tool_call_id").equals(call.path("id")),
                    "no result of " + call,
                    result);
            require(
                    result.path("content").isTextual()
                            || !result.path("content").isEmpty(),
                    "a result without content",
                    result);
        }
        return calls.size();
    }

    private void message(JsonNode message, JsonNode previous, JsonNode next) {
        String role = message.path("role").asText();
        require(Set.of("user", "assistant").contains(role), "an unexpected role", message);
        require(previous != null || role.equals("user"), "the first message is not the user's", message);
        JsonNode content = message.path("content");
        require(!content.asText().isEmpty() || !content.isEmpty(), "no content", message);
        for (JsonNode block : content) {
            String type = block.path("type").asText();
            if (type.equals("tool_use")) {
                require(role.equals("assistant"), "a call of the user", block);
                call(block, block.path("name"));
                require(block.path("input").isObject(), "the input is no object", block);
                require(results(next, block.path("id")).size() == 1, "not exactly one result", block);
            } else if (type.equals("tool_result")) {
                require(role.equals("user") && isCall(previous, block.path("tool_use_id")), "no such call", block);
                JsonNode result = block.path("content");
                require(result.isTextual() || !result.isEmpty(), "a result without content", block);
            } else if (type.equals("text")) {
                require(!block.path("text").asText().isEmpty(), "an empty text", block);
            }
        }
    }

    private static boolean isCall(JsonNode message, JsonNode id) {
        return message != null && withMember(message, "id", id).size() == 1;
    }

    private static List<JsonNode> results(JsonNode message, JsonNode id) {
        return message == null ? List.of() : withMember(message, "tool_use_id", id);
    }

    private static List<JsonNode> withMember(JsonNode message, String member, JsonNode value) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode block : message.path("content")) {
            if (block.path(member).equals(value)) {
                found.add(block);
            }
        }
        return found;
    }
}
