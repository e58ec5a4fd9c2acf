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
 * Fills in the members that a request requires and a reply may lack. A value that lacks nothing is returned unchanged.
 *
 * <p>The builders of the schemas with x-completed in the spec call {@code complete}, which throws {@link
 * IllegalArgumentException} if a member without a default is missing. {@code fillIn} never throws: a value that cannot
 * be completed is returned unchanged.
 */
final class RequiredMembers {
    /** The member that contains tool arguments which are not a JSON object. */
    private static final String RAW_ARGUMENTS = "raw_arguments";

    private RequiredMembers() {}

    // Chat

    static ChatCompletionRequest complete(ChatCompletionRequest request) {
        List<ChatMessage> messages = mapItems(request.messages(), RequiredMembers::fillIn);
        if (messages == request.messages()) {
            return request;
        }
        return request.toBuilder().messages(messages).build();
    }

    static ChatAssistantMessage complete(ChatAssistantMessage message) {
        if (message.functionCall() != null) {
            Check.required("function_call.name", message.functionCall().name());
        }
        return fillIn(message);
    }

    static ChatToolCall complete(ChatToolCall call) {
        if (isFunctionCall(call)) {
            ChatFunctionCall function = Check.required("function", call.function());
            Check.required("function.name", function.name());
        }
        return fillIn(call);
    }

    private static ChatMessage fillIn(ChatMessage message) {
        return message instanceof ChatAssistantMessage reply ? fillIn(reply) : message;
    }

    static ChatAssistantMessage fillIn(ChatAssistantMessage message) {
        ChatFunctionCall call = message.functionCall();
        if (call != null && call.name() == null) {
            return message; // cannot be completed
        }
        List<ChatToolCall> calls = mapItems(message.toolCalls(), RequiredMembers::fillIn);
        ChatFunctionCall filledCall = call == null ? null : fillIn(call);
        boolean areCallsChanged = calls != message.toolCalls() || !Objects.equals(filledCall, call);
        if (!areCallsChanged && !isMissing(message.role())) {
            return message;
        }
        ChatAssistantMessage.Builder builder = message.toBuilder(); // a missing role becomes "assistant" in the builder
        if (filledCall != null) {
            builder.functionCall(filledCall);
        }
        if (!calls.isEmpty()) {
            builder.toolCalls(calls);
        }
        return builder.build(); // runs complete() and so this method again, which then changes nothing
    }

    private static ChatToolCall fillIn(ChatToolCall call) {
        ChatFunctionCall function = call.function();
        if (function == null || function.name() == null || !isFunctionCall(call)) {
            return call; // cannot be completed
        }
        ChatFunctionCall filled = fillIn(function);
        if (filled.equals(function) && !isMissing(call.type())) {
            return call;
        }
        return call.toBuilder().type("function").function(filled).build();
    }

    private static boolean isFunctionCall(ChatToolCall call) {
        return isMissing(call.type()) || "function".equals(call.type());
    }

    /**
     * Sets the arguments to a text if they are missing (the accessor returns null) or were received as another JSON
     * type (the accessor returns their JSON text). Empty text stays: servers accept it.
     */
    private static ChatFunctionCall fillIn(ChatFunctionCall function) {
        String arguments = function.arguments();
        boolean isText = arguments != null && !function.additionalProperties().containsKey("arguments");
        String text = arguments == null ? "{}" : arguments;
        return isText ? function : function.toBuilder().arguments(text).build();
    }

    // Messages

    static MessageRequest complete(MessageRequest request) {
        List<MessageParam> messages = mapItems(request.messages(), RequiredMembers::complete);
        if (messages == request.messages()) {
            return request;
        }
        return request.toBuilder().messages(messages).build();
    }

    static MessageParam complete(MessageParam message) {
        MessageContent content = message.content();
        if (content == null) {
            return message;
        }
        List<ContentBlock> blocks = content.asList();
        List<ContentBlock> filled = mapItems(blocks, RequiredMembers::fillIn);
        return filled == blocks ? message : message.toBuilder().content(filled).build();
    }

    static ThinkingBlock complete(ThinkingBlock block) {
        if (block.thinking() != null || block.additionalProperties().containsKey("thinking")) {
            return block;
        }
        return block.toBuilder().thinking("").build();
    }

    static ToolUseBlock complete(ToolUseBlock call) {
        Check.required("name", call.name());
        if (call.input() != null) {
            return call;
        }
        return call.toBuilder()
                .input(objectOf(call.additionalProperties().get("input")))
                .build();
    }

    private static ContentBlock fillIn(ContentBlock block) {
        if (block instanceof ContentBlock.Unknown unknown) {
            return withType(unknown);
        }
        if (block instanceof ThinkingBlock thinking) {
            return complete(thinking);
        }
        if (block instanceof ToolUseBlock call && call.name() != null) {
            return complete(call);
        }
        return block;
    }

    /** Returns a text or thinking block for a block without a type whose only member is the text or the thinking. */
    private static ContentBlock withType(ContentBlock.Unknown block) {
        Map<String, @Nullable Object> members = block.additionalProperties();
        if (members.size() == 1 && members.get("text") instanceof String text) {
            return ContentBlock.text(text);
        }
        if (members.size() == 1 && members.get("thinking") instanceof String thinking) {
            return ThinkingBlock.builder().thinking(thinking).build();
        }
        return block;
    }

    /** Returns an object for the input of a tool call that is missing or was received as another JSON type. */
    private static Map<String, Object> objectOf(@Nullable Object input) {
        if (input == null) {
            return Map.of();
        }
        return Map.of(RAW_ARGUMENTS, input instanceof String text ? text : Json.write(input));
    }

    // Both dialects

    private static boolean isMissing(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    /** Applies an operation to each item; returns the same list if it changes none. */
    private static <T> List<T> mapItems(List<T> items, UnaryOperator<T> operation) {
        List<T> mapped = items;
        for (int i = 0; i < items.size(); i++) {
            T item = operation.apply(items.get(i));
            if (item != items.get(i)) {
                if (mapped == items) {
                    mapped = new ArrayList<>(items);
                }
                mapped.set(i, item);
            }
        }
        return mapped;
    }
}
