// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static dev.diglot.testkit.ChatFormat.members;

import dev.diglot.internal.json.Json;
import dev.diglot.model.ContentBlock;
import dev.diglot.model.Dialect;
import dev.diglot.model.Message;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.model.MessageUsage;
import dev.diglot.model.StopDetails;
import dev.diglot.model.ThinkingBlock;
import dev.diglot.model.ToolUseBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes messages and their events in the messages dialect. */
final class MessageFormat {
    private MessageFormat() {}

    /** Returns the response with this content. */
    static Message message(Completion completion, ReceivedRequest request) {
        Message.Builder message = Message.builder()
                .id("msg_" + request.number())
                .role("assistant")
                .model(request.model())
                .content(blocks(completion, request.number()))
                .stopReason(completion.stopReason(Dialect.MESSAGES))
                .additionalProperty("stop_sequence", null)
                .usage(MessageUsage.builder()
                        .inputTokens(completion.inputTokens)
                        .outputTokens(completion.outputTokens)
                        .build());
        if (completion.refusal != null) {
            message.stopDetails(StopDetails.builder("refusal")
                    .explanation(completion.refusal)
                    .build());
        }
        return message.build();
    }

    private static List<ContentBlock> blocks(Completion completion, int request) {
        List<ContentBlock> blocks = new ArrayList<>();
        if (completion.reasoning != null) {
            blocks.add(ThinkingBlock.builder()
                    .thinking(completion.reasoning)
                    .signature("c2lnbmVk")
                    .build());
        }
        if (completion.text != null) {
            blocks.add(ContentBlock.text(completion.text));
        }
        int index = 0;
        for (Completion.ToolCall call : completion.toolCalls) {
            blocks.add(ToolUseBlock.builder()
                    .id("toolu_" + request + "_" + index)
                    .name(call.name())
                    .input(input(call.arguments(), completion.pieces))
                    .build());
            index++;
        }
        return blocks;
    }

    /** Returns the arguments of a tool call, and has them streamed in the same pieces. */
    private static Map<String, ?> input(String arguments, Pieces pieces) {
        try {
            Object json = Json.parse(arguments.isEmpty() ? "{}" : arguments);
            if (!(json instanceof Map<?, ?>)) {
                throw new IllegalArgumentException("the arguments of a tool call are not an object: " + arguments);
            }
            Map<String, @Nullable Object> input = members(json);
            pieces.useFor(Json.write(input), arguments);
            return input;
        } catch (IOException e) {
            throw new IllegalArgumentException("the arguments of a tool call are not JSON: " + arguments, e);
        }
    }

    /** Returns the events of a message. Its usage is split: the first event has the input, a later one the output. */
    static List<MessageStreamEvent> events(Message message, Pieces pieces) {
        Map<String, @Nullable Object> start = members(Json.tree(message));
        Map<String, @Nullable Object> delta = new LinkedHashMap<>();
        for (String name : List.of("stop_reason", "stop_sequence", "stop_details", "container")) {
            if (start.containsKey(name)) {
                delta.put(name, start.put(name, null));
            }
        }
        Map<String, @Nullable Object> end = new LinkedHashMap<>(Map.of("type", "message_delta", "delta", delta));
        for (String name : List.of("usage", "context_management")) {
            if (start.get(name) != null) {
                end.put(name, start.get(name));
            }
        }
        start.remove("context_management");
        start.put("content", List.of());
        start.computeIfPresent("usage", (name, usage) -> {
            Map<String, @Nullable Object> counts = members(usage);
            counts.put("output_tokens", 0);
            return counts;
        });
        List<MessageStreamEvent> events = new ArrayList<>();
        add(events, Map.of("type", "message_start", "message", start));
        int index = 0;
        for (ContentBlock block : message.content()) {
            addBlock(events, index, members(Json.tree(block)), pieces);
            index++;
        }
        add(events, end);
        add(events, Map.of("type", "message_stop"));
        return events;
    }

    private static void addBlock(
            List<MessageStreamEvent> events, int index, Map<String, @Nullable Object> block, Pieces pieces) {
        List<Map<String, ?>> deltas = new ArrayList<>();
        if (block.get("text") instanceof String text) {
            block.put("text", "");
            pieces.ofText(text).forEach(piece -> deltas.add(Map.of("type", "text_delta", "text", piece)));
            if (block.remove("citations") instanceof List<?> citations) {
                citations.forEach(each -> deltas.add(Map.of("type", "citations_delta", "citation", each)));
            }
        } else if (block.get("thinking") instanceof String thinking) {
            block.put("thinking", "");
            pieces.ofText(thinking).forEach(piece -> deltas.add(Map.of("type", "thinking_delta", "thinking", piece)));
            if (block.put("signature", "") instanceof String signature) {
                deltas.add(Map.of("type", "signature_delta", "signature", signature));
            }
        } else if (block.get("input") instanceof Map<?, ?> input) {
            block.put("input", Map.of());
            pieces.ofArguments(Json.write(input))
                    .forEach(piece -> deltas.add(Map.of("type", "input_json_delta", "partial_json", piece)));
        }
        add(events, Map.of("type", "content_block_start", "index", index, "content_block", block));
        deltas.forEach(delta -> add(events, Map.of("type", "content_block_delta", "index", index, "delta", delta)));
        add(events, Map.of("type", "content_block_stop", "index", index));
    }

    private static void add(List<MessageStreamEvent> events, Map<String, ?> event) {
        events.add(MessageStreamEvent.fromJson(Json.write(event)));
    }
}
