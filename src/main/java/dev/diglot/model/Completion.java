// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import dev.diglot.internal.json.Check;
import dev.diglot.internal.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Fills in what the dialects require of a request and a reply may lack. The builders of schemas with x-completed call
 * {@code of}, which refuses what it cannot fill in; the other methods never fail. A value that lacks nothing is returned
 * as it is.
 */
final class Completion {
    /** The member that holds tool arguments which are no JSON object. */
    static final String RAW_ARGUMENTS = "raw_arguments";

    private Completion() {}

    // Chat

    static ChatCompletionRequest of(ChatCompletionRequest request) {
        List<ChatMessage> messages = each(request.messages(), Completion::message);
        return messages == request.messages()
                ? request
                : request.toBuilder().messages(messages).build();
    }

    static ChatAssistantMessage of(ChatAssistantMessage message) {
        if (message.functionCall() != null) {
            Check.required("function_call.name", message.functionCall().name());
        }
        return message(message);
    }

    static ChatToolCall of(ChatToolCall call) {
        if (isFunction(call)) {
            ChatFunctionCall function = Check.required("function", call.function());
            Check.required("function.name", function.name());
        }
        return call(call);
    }

    static ChatAssistantMessage message(ChatAssistantMessage message) {
        List<ChatToolCall> calls = each(message.toolCalls(), Completion::call);
        ChatFunctionCall single = message.functionCall();
        ChatFunctionCall whole = single == null || single.name() == null ? single : function(single);
        if (!isMissing(message.role()) && calls == message.toolCalls() && Objects.equals(whole, single)) {
            return message;
        }
        ChatAssistantMessage.Builder builder = message.toBuilder();
        if (whole != null) {
            builder.functionCall(whole);
        }
        if (!calls.isEmpty()) {
            builder.toolCalls(calls);
        }
        return builder.build();
    }

    private static ChatMessage message(ChatMessage message) {
        return message instanceof ChatAssistantMessage reply ? message(reply) : message;
    }

    private static ChatToolCall call(ChatToolCall call) {
        ChatFunctionCall function = call.function();
        if (function == null || function.name() == null || !isFunction(call)) {
            return call; // nothing makes this one complete
        }
        ChatFunctionCall whole = function(function);
        return whole.equals(function) && !isMissing(call.type())
                ? call
                : call.toBuilder().type("function").function(whole).build();
    }

    private static boolean isFunction(ChatToolCall call) {
        return isMissing(call.type()) || "function".equals(call.type());
    }

    /** Arguments are text, also where they came as an object. An empty one is left to the servers, which take it. */
    private static ChatFunctionCall function(ChatFunctionCall function) {
        String arguments = function.arguments();
        if (arguments == null) {
            return function.toBuilder().arguments("{}").build();
        }
        boolean isText = !function.additionalProperties().containsKey("arguments");
        return isText ? function : function.toBuilder().arguments(arguments).build();
    }

    // Messages

    static MessageRequest of(MessageRequest request) {
        List<MessageParam> messages = each(request.messages(), Completion::of);
        return messages == request.messages()
                ? request
                : request.toBuilder().messages(messages).build();
    }

    static MessageParam of(MessageParam message) {
        MessageContent content = message.content();
        List<ContentBlock> blocks = content == null ? List.of() : content.asList();
        List<ContentBlock> whole = each(blocks, Completion::block);
        return whole == blocks ? message : message.toBuilder().content(whole).build();
    }

    static ThinkingBlock of(ThinkingBlock block) {
        boolean isThere =
                block.thinking() != null || block.additionalProperties().containsKey("thinking");
        return isThere ? block : block.toBuilder().thinking("").build();
    }

    static ToolUseBlock of(ToolUseBlock call) {
        Check.required("name", call.name());
        return call.input() != null
                ? call
                : call.toBuilder()
                        .input(input(call.additionalProperties().get("input")))
                        .build();
    }

    private static ContentBlock block(ContentBlock block) {
        if (block instanceof ContentBlock.Unknown unknown) {
            return known(unknown);
        }
        if (block instanceof ThinkingBlock thinking) {
            return of(thinking);
        }
        if (block instanceof ToolUseBlock call && call.name() != null) {
            return of(call);
        }
        return block;
    }

    /** A block without a type whose one member tells it. */
    private static ContentBlock known(ContentBlock.Unknown block) {
        Map<String, @Nullable Object> members = block.additionalProperties();
        if (members.size() == 1 && members.get("text") instanceof String text) {
            return ContentBlock.text(text);
        }
        if (members.size() == 1 && members.get("thinking") instanceof String thinking) {
            return ThinkingBlock.builder().thinking(thinking).build();
        }
        return block;
    }

    /** The input of a tool call that came as something else, or not at all. */
    private static Map<String, Object> input(@Nullable Object came) {
        if (came == null) {
            return Map.of();
        }
        return Map.of(RAW_ARGUMENTS, came instanceof String text ? text : Json.write(came));
    }

    // Both

    private static boolean isMissing(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    /** The items, each completed; the same list if none lacked anything. */
    private static <T> List<T> each(List<T> items, UnaryOperator<T> completion) {
        List<T> all = items;
        for (int i = 0; i < items.size(); i++) {
            T whole = completion.apply(items.get(i));
            if (whole != items.get(i)) {
                all = all == items ? new ArrayList<>(items) : all;
                all.set(i, whole);
            }
        }
        return all;
    }
}
