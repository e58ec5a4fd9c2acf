// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import dev.diglot.api.ChatApi;
import dev.diglot.config.RequestOptions;
import dev.diglot.model.ChatAssistantMessage;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatContentPart;
import dev.diglot.model.ChatCustomCall;
import dev.diglot.model.ChatFunction;
import dev.diglot.model.ChatFunctionCall;
import dev.diglot.model.ChatFunctionTool;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.ChatTool;
import dev.diglot.model.ChatToolCall;
import dev.diglot.model.ChatToolChoice;
import dev.diglot.model.ChatToolChoiceMode;
import dev.diglot.model.ChatToolMessage;
import dev.diglot.model.FinishReason;
import dev.diglot.stream.ChatStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The loop in the chat dialect. */
final class ChatLoop implements LoopDialect<ChatCompletionRequest, ChatCompletion, ChatStream> {
    private static final Set<FinishReason> CUT_OFF =
            Set.of(FinishReason.LENGTH, FinishReason.CONTENT_FILTER, FinishReason.SENSITIVE);

    private final ChatApi api;
    private final ToolSet tools;

    ChatLoop(ChatApi api, ToolSet tools) {
        this.api = api;
        this.tools = tools;
    }

    @Override
    public UnaryOperator<Executor> captureContext() {
        return LoopDialect.captureContext(ChatApi.class, api);
    }

    @Override
    public Class<?> contentType() {
        return ChatContentPart.class;
    }

    @Override
    public ChatCompletionRequest withTools(ChatCompletionRequest request) {
        List<ChatTool> all = new ArrayList<>(request.tools());
        List<String> declared = all.stream().map(ChatLoop::nameOf).toList();
        tools.chatTools().stream()
                .filter(tool -> !declared.contains(nameOf(tool)))
                .forEach(all::add);
        return request.toBuilder().tools(all).build();
    }

    private static String nameOf(ChatTool tool) {
        ChatFunction function = tool instanceof ChatFunctionTool declared ? declared.function() : null;
        return function == null ? "" : function.name();
    }

    @Override
    public ChatCompletion create(ChatCompletionRequest request, RequestOptions options) {
        return api.create(request, options);
    }

    @Override
    public CompletableFuture<ChatCompletion> createAsync(ChatCompletionRequest request, RequestOptions options) {
        return api.createAsync(request, options);
    }

    @Override
    public ChatStream stream(ChatCompletionRequest request, RequestOptions options, Consumer<ToolCall> listener) {
        return api.stream(request, options).onToolCall(call -> listener.accept(read(call, call.id())));
    }

    @Override
    public List<ToolCall> calls(ChatCompletionRequest request, ChatCompletion reply) {
        CallIds ids = new CallIds();
        for (ChatMessage message : request.messages()) {
            if (message instanceof ChatAssistantMessage earlier) {
                earlier.toolCalls().forEach(call -> ids.use(call.id()));
            }
        }
        return reply.toolCalls().stream()
                .map(call -> read(call, ids.unique(call.id())))
                .toList();
    }

    private static ToolCall read(ChatToolCall call, @Nullable String id) {
        ChatFunctionCall function = call.function();
        ChatCustomCall custom = call.custom();
        if (function == null && custom != null && custom.input() != null) {
            return ToolCall.of(id, custom.name(), custom.input());
        }
        return ToolCall.of(id, function == null ? null : function.name(), call.<String>arguments(json -> json));
    }

    @Override
    public ChatCompletionRequest append(ChatCompletionRequest request, ChatCompletion reply, List<ToolResult> results) {
        if (reply.choices().isEmpty()) {
            return request;
        }
        List<ChatMessage> messages = new ArrayList<>(request.messages());
        messages.add(validMessage(reply.message(), results));
        for (ToolResult result : results) {
            String id = result.call().id();
            List<ChatContentPart> parts = result.contentAs(ChatContentPart.class);
            ChatToolMessage.Builder message =
                    parts.isEmpty() ? ChatToolMessage.builder(id, result.text()) : ChatToolMessage.builder(id, parts);
            messages.add(message.build());
        }
        return request.toBuilder().messages(messages).build();
    }

    /** Returns the message with what an endpoint requires to accept it: content or calls, and ids and names of calls. */
    private static ChatAssistantMessage validMessage(ChatAssistantMessage message, List<ToolResult> results) {
        if (results.isEmpty()) {
            ChatAssistantMessage.Builder valid = message.toBuilder().toolCalls(null); // an empty list is rejected
            return (message.content() == null ? valid.content("") : valid).build();
        }
        List<ChatToolCall> calls = new ArrayList<>(message.toolCalls());
        for (int i = 0; i < calls.size(); i++) {
            calls.set(i, validCall(calls.get(i), results.get(i).call()));
        }
        return calls.equals(message.toolCalls())
                ? message
                : message.toBuilder().toolCalls(calls).build();
    }

    private static ChatToolCall validCall(ChatToolCall call, ToolCall read) {
        ChatToolCall.Builder valid = call.toBuilder().id(read.id());
        ChatFunctionCall function = call.function();
        if (function == null && call.custom() != null) {
            return valid.build();
        }
        ChatFunctionCall.Builder validFunction = function == null ? ChatFunctionCall.builder() : function.toBuilder();
        validFunction.name(read.name().isEmpty() ? ToolRound.UNNAMED : read.name());
        if (function == null || function.arguments() == null) {
            validFunction.arguments(read.arguments());
        }
        return valid.type("function").function(validFunction.build()).build();
    }

    @Override
    public ChatCompletionRequest withoutForcedChoice(ChatCompletionRequest request) {
        ChatToolChoice choice = request.toolChoice();
        boolean isFree =
                choice == null || choice.equals(ChatToolChoiceMode.AUTO) || choice.equals(ChatToolChoiceMode.NONE);
        return isFree
                ? request
                : request.toBuilder().toolChoice((ChatToolChoice) null).build();
    }

    @Override
    public boolean isCutOff(ChatCompletion reply) {
        FinishReason reason = reply.finishReason();
        return reason != null && CUT_OFF.contains(reason);
    }

    @Override
    public boolean isPaused(ChatCompletion reply) {
        return false;
    }
}
