// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import dev.diglot.internal.json.Json;
import dev.diglot.internal.json.JsonText;
import dev.diglot.json.JsonBinder;
import dev.diglot.json.JsonBinding;
import dev.diglot.json.JsonBindingException;
import dev.diglot.json.JsonBindingException.Problem;
import dev.diglot.json.JsonType;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Converts replies and the arguments of tool calls to the user's classes; the spec's x-binds describes it. */
final class TypedReplies {
    private TypedReplies() {}

    static <T> T as(ChatCompletion reply, JsonType<T> type) {
        return convert(reply, json -> JsonBinding.read(json, type));
    }

    static <T> T as(ChatCompletion reply, JsonBinder<T> binder) {
        return convert(reply, json -> JsonBinding.read(json, binder));
    }

    private static <T> T convert(ChatCompletion reply, Function<String, T> binding) {
        String refusal = reply.message().refusal();
        if (refusal != null && !refusal.isBlank()) {
            return read(refusal, Problem.REFUSED, binding);
        }
        FinishReason reason = reply.finishReason();
        Problem problem = Problem.NOT_JSON;
        if (FinishReason.LENGTH.equals(reason)) {
            problem = Problem.CUT_OFF;
        } else if (FinishReason.CONTENT_FILTER.equals(reason) || FinishReason.SENSITIVE.equals(reason)) {
            problem = Problem.REFUSED;
        }
        return read(reply.text(), problem, binding);
    }

    static <T> T as(Message reply, JsonType<T> type) {
        return convert(reply, json -> JsonBinding.read(json, type));
    }

    static <T> T as(Message reply, JsonBinder<T> binder) {
        return convert(reply, json -> JsonBinding.read(json, binder));
    }

    private static <T> T convert(Message reply, Function<String, T> binding) {
        Problem problem = Problem.NOT_JSON;
        StopReason reason = reply.stopReason();
        if (StopReason.MAX_TOKENS.equals(reason) || StopReason.MODEL_CONTEXT_WINDOW_EXCEEDED.equals(reason)) {
            problem = Problem.CUT_OFF;
        } else if (StopReason.REFUSAL.equals(reason)) {
            problem = Problem.REFUSED;
        }
        for (ToolUseBlock call : reply.toolUses()) {
            if (ReplyTool.NAME.equals(call.name())) {
                return read(argumentsOf(call), problem, binding);
            }
        }
        return read(reply.text(), problem, binding);
    }

    /**
     * Converts the JSON in a text.
     *
     * @param problem what the reply's end says about it; NOT_JSON if it says nothing
     */
    private static <T> T read(String text, Problem problem, Function<String, T> binding) {
        String json = JsonText.longest(text);
        if (json != null && problem == Problem.NOT_JSON) {
            return binding.apply(json);
        }
        if (json != null) {
            try {
                return binding.apply(json);
            } catch (JsonBindingException e) {
                // reported as what caused it
            }
        }
        String message = switch (problem) {
            case CUT_OFF ->
                "the reply was cut off at the limit of tokens, so its JSON is not complete; allow more tokens";
            case REFUSED -> "the model refused to reply, or its reply was withheld; rawText() returns its words";
            default -> "the reply contains no JSON object or array; rawText() returns it";
        };
        throw new JsonBindingException(problem, message, text, null);
    }

    static <T> T arguments(ChatToolCall call, JsonType<T> type) {
        return JsonBinding.read(argumentsOf(call), type);
    }

    static <T> T arguments(ChatToolCall call, JsonBinder<T> binder) {
        return JsonBinding.read(argumentsOf(call), binder);
    }

    static <T> T input(ToolUseBlock call, JsonType<T> type) {
        return JsonBinding.read(argumentsOf(call), type);
    }

    static <T> T input(ToolUseBlock call, JsonBinder<T> binder) {
        return JsonBinding.read(argumentsOf(call), binder);
    }

    private static String argumentsOf(ChatToolCall call) {
        ChatFunctionCall function = call.function();
        if (function == null) {
            return orEmptyObject(null);
        }
        Object other = function.additionalProperties().get("arguments"); // not received as text
        return orEmptyObject(other == null ? function.arguments() : Json.write(other));
    }

    private static String argumentsOf(ToolUseBlock call) {
        Object input = call.input() == null ? call.additionalProperties().get("input") : call.input();
        return orEmptyObject(input == null || input instanceof String ? (String) input : Json.write(input));
    }

    /** Blank arguments stand for no arguments. */
    private static String orEmptyObject(@Nullable String arguments) {
        return arguments == null || arguments.isBlank() ? "{}" : arguments;
    }
}
