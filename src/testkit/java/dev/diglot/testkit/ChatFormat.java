// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import dev.diglot.internal.json.Json;
import dev.diglot.model.ChatAssistantMessage;
import dev.diglot.model.ChatChoice;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatFunctionCall;
import dev.diglot.model.ChatToolCall;
import dev.diglot.model.ChatUsage;
import dev.diglot.model.Dialect;
import dev.diglot.model.FinishReason;
import dev.diglot.model.StopReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes completions and their chunks in the chat dialect. */
final class ChatFormat {
    /** 2026-01-01: the same in each run, so that tests can compare whole responses. */
    private static final long CREATED = 1_767_225_600;

    private static final Map<StopReason, FinishReason> FINISH_REASONS = Map.of(
            StopReason.END_TURN, FinishReason.STOP,
            StopReason.STOP_SEQUENCE, FinishReason.STOP,
            StopReason.MAX_TOKENS, FinishReason.LENGTH,
            StopReason.TOOL_USE, FinishReason.TOOL_CALLS,
            StopReason.REFUSAL, FinishReason.CONTENT_FILTER);

    private ChatFormat() {}

    /** Returns the response with these choices; the first one has the usage. */
    static ChatCompletion completion(List<Completion> choices, ReceivedRequest request) {
        Completion first = choices.get(0);
        List<ChatChoice> written = new ArrayList<>();
        choices.forEach(choice -> written.add(choice(choice, written.size(), request.number())));
        return ChatCompletion.builder()
                .id("chatcmpl-" + request.number())
                .object("chat.completion")
                .created(CREATED)
                .model(request.model())
                .choices(written)
                .usage(ChatUsage.builder()
                        .promptTokens(first.inputTokens)
                        .completionTokens(first.outputTokens)
                        .totalTokens(first.inputTokens + first.outputTokens)
                        .build())
                .build();
    }

    private static ChatChoice choice(Completion choice, int index, int request) {
        ChatAssistantMessage.Builder message = ChatAssistantMessage.builder();
        if (choice.text == null) {
            message.additionalProperty("content", null);
        } else {
            message.content(choice.text);
        }
        message.refusal(choice.refusal);
        message.reasoningContent(choice.reasoning);
        if (!choice.toolCalls.isEmpty()) {
            message.toolCalls(toolCalls(choice, request + "_" + index));
        }
        StopReason reason = choice.stopReason(Dialect.CHAT);
        return ChatChoice.builder()
                .index(index)
                .message(message.build())
                .finishReason(FINISH_REASONS.getOrDefault(reason, FinishReason.of(reason.value())))
                .build();
    }

    private static List<ChatToolCall> toolCalls(Completion choice, String id) {
        List<ChatToolCall> calls = new ArrayList<>();
        for (Completion.ToolCall call : choice.toolCalls) {
            calls.add(ChatToolCall.builder()
                    .id("call_" + id + "_" + calls.size())
                    .function(ChatFunctionCall.builder()
                            .name(call.name())
                            .arguments(call.arguments())
                            .build())
                    .build());
        }
        return calls;
    }

    /** Returns the chunks of a completion: those of its choices, one each in turn, then its usage if the request asks for it. */
    static List<ChatCompletionChunk> chunks(ChatCompletion completion, Pieces pieces, boolean withUsage) {
        Map<String, @Nullable Object> head = members(Json.tree(completion));
        Object choices = head.remove("choices");
        Object usage = head.remove("usage");
        head.put("object", "chat.completion.chunk");
        List<ChatCompletionChunk> chunks = new ArrayList<>();
        List<List<ChatCompletionChunk>> each = new ArrayList<>();
        items(choices).forEach(choice -> each.add(chunks(head, members(choice), each.size(), pieces)));
        // In turn: some clients take a stream for complete when all choices that they know are.
        int longest = each.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            for (List<ChatCompletionChunk> choice : each) {
                if (i < choice.size()) {
                    chunks.add(choice.get(i));
                }
            }
        }
        if (withUsage && usage != null) {
            Map<String, @Nullable Object> last = new LinkedHashMap<>(head);
            last.put("choices", List.of());
            last.put("usage", usage);
            chunks.add(ChatCompletionChunk.fromJson(Json.write(last)));
        }
        return chunks;
    }

    /** Returns the chunks of one choice. The last one has its finish reason, and the rest of the choice. */
    private static List<ChatCompletionChunk> chunks(
            Map<String, @Nullable Object> head, Map<String, @Nullable Object> whole, int position, Pieces pieces) {
        whole.putIfAbsent("index", position);
        Map<String, @Nullable Object> choice = new LinkedHashMap<>();
        choice.put("index", whole.get("index"));
        choice.put("finish_reason", null);
        List<ChatCompletionChunk> chunks = new ArrayList<>();
        deltas(members(whole.remove("message")), pieces).forEach(delta -> chunks.add(chunk(head, choice, delta)));
        choice.putAll(whole); // only once, because clients join the logprobs of all chunks
        chunks.add(chunk(head, choice, Map.of()));
        return chunks;
    }

    private static ChatCompletionChunk chunk(
            Map<String, @Nullable Object> head, Map<String, ?> choice, Map<String, ?> delta) {
        Map<String, @Nullable Object> written = new LinkedHashMap<>(choice);
        written.put("delta", delta);
        Map<String, @Nullable Object> chunk = new LinkedHashMap<>(head);
        chunk.put("choices", List.of(written));
        return ChatCompletionChunk.fromJson(Json.write(chunk));
    }

    /** Returns the deltas of a message: its role, then reasoning, texts and tool calls in pieces, and the rest as it is. */
    private static List<Map<String, ?>> deltas(Map<String, @Nullable Object> message, Pieces pieces) {
        List<Map<String, ?>> deltas = new ArrayList<>();
        Map<String, @Nullable Object> first = new LinkedHashMap<>();
        first.put("role", "assistant");
        first.put("content", message.get("content") instanceof String ? "" : null);
        deltas.add(first);
        message.remove("role");
        for (String name : List.of("reasoning_content", "reasoning", "content", "refusal")) {
            if (message.get(name) instanceof String text) {
                pieces.ofText(text).forEach(piece -> deltas.add(Map.of(name, piece)));
                message.remove(name);
            }
        }
        Object toolCalls = message.remove("tool_calls");
        message.forEach((name, value) -> {
            if (value != null) {
                deltas.add(Map.of(name, value));
            }
        });
        int index = 0;
        for (Object call : items(toolCalls)) {
            toolCallDeltas(members(call), index, pieces)
                    .forEach(delta -> deltas.add(Map.of("tool_calls", List.of(delta))));
            index++;
        }
        return deltas;
    }

    private static Stream<Map<String, ?>> toolCallDeltas(Map<String, @Nullable Object> call, int index, Pieces pieces) {
        call.put("index", index);
        if (!call.containsKey("function")) {
            return Stream.of(call); // a custom tool
        }
        Map<String, @Nullable Object> function = members(call.get("function"));
        Object arguments = function.put("arguments", "");
        call.put("function", function);
        Stream<Map<String, ?>> rest = pieces.ofArguments(text(arguments))
                .map(piece -> Map.of("index", index, "function", Map.of("arguments", piece)));
        return Stream.concat(Stream.of(call), rest);
    }

    /** Returns the arguments as they are sent; some endpoints send an object instead of its text. */
    private static String text(@Nullable Object arguments) {
        if (arguments == null) {
            return "";
        }
        return arguments instanceof String text ? text : Json.write(arguments);
    }

    /** Returns a new map of the members of a JSON object, or an empty one for any other value. */
    static Map<String, @Nullable Object> members(@Nullable Object json) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        if (json instanceof Map<?, ?> object) {
            object.forEach((name, value) -> members.put((String) name, value));
        }
        return members;
    }

    private static List<?> items(@Nullable Object json) {
        return json instanceof List<?> items ? items : List.of();
    }
}
