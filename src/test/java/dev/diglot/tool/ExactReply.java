// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diglot.model.Dialect;
import dev.diglot.testing.Trees;
import dev.diglot.testkit.Reply;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A reply with exact members, such as ids and arguments that a good endpoint would not send, in both dialects, as a whole
 * or as a stream.
 *
 * @param chat the whole response in the chat dialect
 * @param message the whole response in the messages dialect
 */
public record ExactReply(ObjectNode chat, ObjectNode message) {
    private static final Set<String> SENT_IN_PIECES = Set.of("text", "thinking", "tool_use");

    /**
     * A call of a tool.
     *
     * @param id the id, or null for none
     * @param name the name, or null for none
     * @param arguments the arguments, which need not be JSON
     */
    public record Call(@Nullable String id, @Nullable String name, String arguments) {}

    /** Returns the reply that consists of a message and of content in JSON. */
    static ExactReply of(String chatMessage, String messageContent) {
        boolean calls = chatMessage.contains("\"tool_calls\"");
        ObjectNode chat = object().put("id", "c1").put("object", "chat.completion");
        ObjectNode choice = chat.putArray("choices").addObject().put("index", 0);
        choice.set("message", Trees.read(chatMessage));
        choice.put("finish_reason", calls ? "tool_calls" : "stop");
        ObjectNode message = object().put("id", "m1").put("type", "message").put("role", "assistant");
        message.put("model", "m").set("content", Trees.read(messageContent));
        message.put("stop_reason", calls ? "tool_use" : "end_turn");
        message.putObject("usage").put("input_tokens", 1).put("output_tokens", 1);
        return new ExactReply(chat, message);
    }

    /** Returns a reply that consists of a text. */
    public static ExactReply text(String text) {
        ObjectNode chat = object().put("role", "assistant").put("content", text);
        ObjectNode block = object().put("type", "text").put("text", text);
        return of(chat.toString(), "[" + block + "]");
    }

    /** Returns a reply with these calls. */
    public static ExactReply calls(Call... calls) {
        ObjectNode chat = object().put("role", "assistant").putNull("content");
        ArrayNode chatCalls = chat.putArray("tool_calls");
        ArrayNode blocks = JsonNodeFactory.instance.arrayNode();
        for (Call call : calls) {
            ObjectNode chatCall = chatCalls.addObject();
            ObjectNode block = blocks.addObject().put("type", "tool_use");
            if (call.id() != null) {
                chatCall.put("id", call.id());
                block.put("id", call.id());
            }
            ObjectNode function = chatCall.put("type", "function").putObject("function");
            if (call.name() != null) {
                function.put("name", call.name());
                block.put("name", call.name());
            }
            function.put("arguments", call.arguments());
            block.set("input", input(call.arguments()));
        }
        return of(chat.toString(), blocks.toString());
    }

    /** Returns a reply with one call. */
    public static ExactReply call(@Nullable String id, @Nullable String name, String arguments) {
        return calls(new Call(id, name, arguments));
    }

    private static JsonNode input(String arguments) {
        try {
            return arguments.isBlank() ? JsonNodeFactory.instance.textNode("") : Trees.read(arguments);
        } catch (UncheckedIOException e) {
            return JsonNodeFactory.instance.textNode(arguments);
        }
    }

    /** Returns this as a reply of the test kit, for a loop of this form. */
    Reply in(LoopForm form) {
        return Reply.body(200, form.contentType(), body(form));
    }

    /** Returns the body of the response, for a loop of this form. */
    public String body(LoopForm form) {
        if (form.dialect() == Dialect.CHAT) {
            return form.isStreamed() ? chatEvents() : chat.toString();
        }
        return form.isStreamed() ? messageEvents() : message.toString();
    }

    private String chatEvents() {
        JsonNode choice = chat.at("/choices/0");
        ObjectNode delta = choice.get("message").deepCopy();
        JsonNode calls = delta.remove("tool_calls");
        StringBuilder events = new StringBuilder(chunk(delta, null));
        for (int i = 0; calls != null && i < calls.size(); i++) {
            ObjectNode begin = calls.get(i).deepCopy();
            String arguments = calls.get(i).at("/function/arguments").asText();
            int half = arguments.length() / 2;
            ((ObjectNode) begin.get("function")).put("arguments", arguments.substring(0, half));
            ObjectNode rest = object();
            rest.putObject("function").put("arguments", arguments.substring(half));
            for (ObjectNode piece : List.of(begin, rest)) {
                ObjectNode next = object();
                next.putArray("tool_calls").add(piece.put("index", i));
                events.append(chunk(next, null));
            }
        }
        return events.append(chunk(object(), choice.get("finish_reason").asText()))
                .append("data: [DONE]\n\n")
                .toString();
    }

    private static String chunk(ObjectNode delta, @Nullable String finishReason) {
        ObjectNode chunk = object().put("id", "c1").put("object", "chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.put("finish_reason", finishReason);
        return data(chunk);
    }

    private String messageEvents() {
        ObjectNode begin = message.deepCopy();
        begin.putArray("content");
        begin.putNull("stop_reason");
        StringBuilder events = new StringBuilder(data(typed("message_start").set("message", begin)));
        for (int i = 0; i < message.get("content").size(); i++) {
            events.append(blockEvents(i, message.get("content").get(i)));
        }
        ObjectNode end = typed("message_delta");
        end.putObject("delta").set("stop_reason", message.get("stop_reason"));
        return events + data(end) + data(typed("message_stop"));
    }

    private static String blockEvents(int index, JsonNode block) {
        String type = block.get("type").asText();
        ObjectNode begin = block.deepCopy();
        StringBuilder deltas = new StringBuilder();
        if (SENT_IN_PIECES.contains(type)) {
            switch (type) {
                case "text" -> deltas.append(delta(index, "text_delta", "text", begin));
                case "thinking" -> {
                    deltas.append(delta(index, "thinking_delta", "thinking", begin));
                    deltas.append(delta(index, "signature_delta", "signature", begin));
                }
                default -> {
                    JsonNode input = begin.remove("input");
                    begin.putObject("input");
                    String json = input.isTextual() ? input.asText() : input.toString();
                    int half = json.length() / 2;
                    for (String piece : List.of(json.substring(0, half), json.substring(half))) {
                        ObjectNode delta = typed("input_json_delta").put("partial_json", piece);
                        deltas.append(data(indexed("content_block_delta", index).set("delta", delta)));
                    }
                }
            }
        }
        return data(indexed("content_block_start", index).set("content_block", begin))
                + deltas
                + data(indexed("content_block_stop", index));
    }

    private static String delta(int index, String type, String member, ObjectNode block) {
        String text = block.get(member).asText();
        block.put(member, "");
        return data(
                indexed("content_block_delta", index).set("delta", typed(type).put(member, text)));
    }

    private static ObjectNode indexed(String type, int index) {
        return typed(type).put("index", index);
    }

    private static ObjectNode typed(String type) {
        return object().put("type", type);
    }

    private static String data(JsonNode payload) {
        return "data: " + payload + "\n\n";
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
