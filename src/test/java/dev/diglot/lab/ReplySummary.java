// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatAssistantMessage;
import dev.diglot.model.ChatChoice;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatToolCall;
import dev.diglot.model.ContentBlock;
import dev.diglot.model.Message;
import dev.diglot.testing.Trees;
import java.util.List;

/** The values of the product's accessors of a reply, as a tree: text, reasoning, tool calls, finish and usage. */
final class ReplySummary {
    private ReplySummary() {}

    static JsonNode of(Object whole) {
        if (whole instanceof ChatCompletion chat) {
            return chat(chat);
        }
        return whole instanceof Message message ? message(message) : JsonNodeFactory.instance.nullNode();
    }

    private static ObjectNode chat(ChatCompletion chat) {
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        ArrayNode choices = summary.putArray("choices");
        for (ChatChoice choice : chat.choices()) {
            ChatAssistantMessage message = choice.message();
            ObjectNode one = choices.addObject();
            one.put("text", message == null ? "" : message.text());
            one.put("reasoning", message == null ? "" : message.reasoning());
            ArrayNode calls = one.putArray("calls");
            for (ChatToolCall call : message == null ? List.<ChatToolCall>of() : message.toolCalls()) {
                ObjectNode each = calls.addObject().put("id", call.id());
                if (call.function() != null) { // else it is a call of another kind
                    each.put("name", call.function().name());
                    each.put("arguments", call.function().arguments());
                }
            }
            one.put(
                    "finish",
                    choice.finishReason() == null ? null : choice.finishReason().value());
        }
        summary.set("usage", usage(chat.usage()));
        return summary;
    }

    private static ObjectNode message(Message message) {
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        summary.put("text", message.text());
        summary.put("reasoning", message.thinking());
        ArrayNode kinds = summary.putArray("blocks");
        ArrayNode calls = summary.putArray("calls");
        for (ContentBlock content : message.content()) {
            JsonNode block = Trees.read(content.toJson());
            kinds.add(block.get("type"));
            if (block.has("input")) {
                ObjectNode call = calls.addObject();
                call.set("type", block.get("type"));
                call.set("id", block.get("id"));
                call.set("name", block.get("name"));
                call.set("input", block.get("input"));
            }
        }
        summary.put(
                "finish",
                message.stopReason() == null ? null : message.stopReason().value());
        summary.set("usage", usage(message.usage()));
        return summary;
    }

    private static JsonNode usage(JsonModel usage) {
        return usage == null ? JsonNodeFactory.instance.objectNode() : Trees.read(usage.toJson());
    }
}
