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

/** What the product's accessors tell of an answer, as a tree: text, reasoning, tool calls, finish and usage. */
final class ReplySummary {
    private ReplySummary() {}

    static JsonNode of(Object whole) {
        if (whole instanceof ChatCompletion chat) {
            return chat(chat);
        }
        return whole instanceof Message message ? message(message) : JsonNodeFactory.instance.nullNode();
    }

    private static ObjectNode chat(ChatCompletion chat) {
        ObjectNode told = JsonNodeFactory.instance.objectNode();
        ArrayNode choices = told.putArray("choices");
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
        told.set("usage", usage(chat.usage()));
        return told;
    }

    private static ObjectNode message(Message message) {
        ObjectNode told = JsonNodeFactory.instance.objectNode();
        told.put("text", message.text());
        told.put("reasoning", message.thinking());
        ArrayNode kinds = told.putArray("blocks");
        ArrayNode calls = told.putArray("calls");
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
        told.put(
                "finish",
                message.stopReason() == null ? null : message.stopReason().value());
        told.set("usage", usage(message.usage()));
        return told;
    }

    private static JsonNode usage(JsonModel usage) {
        return usage == null ? JsonNodeFactory.instance.objectNode() : Trees.read(usage.toJson());
    }
}
