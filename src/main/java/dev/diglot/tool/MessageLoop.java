// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import dev.diglot.api.MessagesApi;
import dev.diglot.config.RequestOptions;
import dev.diglot.model.ContentBlock;
import dev.diglot.model.Message;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.MessageTool;
import dev.diglot.model.StopReason;
import dev.diglot.model.TextBlock;
import dev.diglot.model.ToolChoice;
import dev.diglot.model.ToolChoiceAny;
import dev.diglot.model.ToolChoiceAuto;
import dev.diglot.model.ToolChoiceMode;
import dev.diglot.model.ToolChoiceTool;
import dev.diglot.model.ToolResultBlock;
import dev.diglot.model.ToolUseBlock;
import dev.diglot.stream.MessageStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The loop in the messages dialect. */
final class MessageLoop implements LoopDialect<MessageRequest, Message, MessageStream> {
    private static final Set<StopReason> CUT_OFF =
            Set.of(StopReason.MAX_TOKENS, StopReason.MODEL_CONTEXT_WINDOW_EXCEEDED, StopReason.REFUSAL);

    private final MessagesApi api;
    private final ToolSet tools;

    MessageLoop(MessagesApi api, ToolSet tools) {
        this.api = api;
        this.tools = tools;
    }

    @Override
    public UnaryOperator<Executor> captureContext() {
        return LoopDialect.captureContext(MessagesApi.class, api);
    }

    @Override
    public Class<?> contentType() {
        return ContentBlock.class;
    }

    @Override
    public MessageRequest withTools(MessageRequest request) {
        List<MessageTool> all = new ArrayList<>(request.tools());
        List<String> declared = all.stream().map(MessageTool::name).toList();
        tools.messageTools().stream()
                .filter(tool -> !declared.contains(tool.name()))
                .forEach(all::add);
        return request.toBuilder().tools(all).build();
    }

    @Override
    public Message create(MessageRequest request, RequestOptions options) {
        return api.create(request, options);
    }

    @Override
    public CompletableFuture<Message> createAsync(MessageRequest request, RequestOptions options) {
        return api.createAsync(request, options);
    }

    @Override
    public MessageStream stream(MessageRequest request, RequestOptions options, Consumer<ToolCall> listener) {
        return api.stream(request, options).onToolCall(call -> listener.accept(read(call, call.id())));
    }

    @Override
    public List<ToolCall> calls(MessageRequest request, Message reply) {
        CallIds ids = new CallIds();
        for (MessageParam message : request.messages()) {
            for (ContentBlock block : message.content() == null
                    ? List.<ContentBlock>of()
                    : message.content().asList()) {
                if (block instanceof ToolUseBlock earlier) {
                    ids.use(earlier.id());
                }
            }
        }
        return reply.toolUses().stream()
                .map(call -> read(call, ids.unique(call.id())))
                .toList();
    }

    private static ToolCall read(ToolUseBlock call, @Nullable String id) {
        return ToolCall.of(id, call.name(), call.<String>input(json -> json));
    }

    @Override
    public MessageRequest append(MessageRequest request, Message reply, List<ToolResult> results) {
        List<ContentBlock> content = validContent(reply, results);
        if (content.isEmpty()) {
            return request;
        }
        List<MessageParam> messages = new ArrayList<>(request.messages());
        messages.add(reply.toBuilder().content(content).build().toParam());
        List<ContentBlock> blocks = new ArrayList<>();
        for (ToolResult result : results) {
            List<ContentBlock> parts = result.contentAs(ContentBlock.class);
            ToolResultBlock.Builder block =
                    ToolResultBlock.builder(result.call().id());
            if (parts.isEmpty()) {
                block.content(result.text());
            } else {
                block.content(parts);
            }
            blocks.add(block.isError(result.isError() ? true : null).build());
        }
        if (!blocks.isEmpty()) {
            messages.add(MessageParam.user(blocks));
        }
        return request.toBuilder().messages(messages).build();
    }

    /** Returns the blocks of a reply without empty texts, which endpoints reject, and with ids and names in all calls. */
    private static List<ContentBlock> validContent(Message reply, List<ToolResult> results) {
        List<ContentBlock> blocks = new ArrayList<>();
        Iterator<ToolResult> result = results.iterator();
        for (ContentBlock block : reply.content()) {
            if (block instanceof ToolUseBlock call) {
                ToolCall read = result.next().call();
                String name = read.name().isEmpty() ? ToolRound.UNNAMED : read.name();
                blocks.add(call.toBuilder().id(read.id()).name(name).build());
            } else if (!(block instanceof TextBlock text) || !"".equals(text.text())) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    @Override
    public MessageRequest withoutForcedChoice(MessageRequest request) {
        ToolChoice choice = request.toolChoice();
        Boolean disablesParallel = null;
        if (choice instanceof ToolChoiceAny any) {
            disablesParallel = any.disableParallelToolUse();
        } else if (choice instanceof ToolChoiceTool tool) {
            disablesParallel = tool.disableParallelToolUse();
        } else if (!ToolChoiceMode.ANY.equals(choice)) {
            return request;
        }
        ToolChoice free = ToolChoiceAuto.builder()
                .disableParallelToolUse(disablesParallel)
                .build();
        return request.toBuilder().toolChoice(free).build();
    }

    @Override
    public boolean isCutOff(Message reply) {
        StopReason reason = reply.stopReason();
        return reason != null && CUT_OFF.contains(reason);
    }

    @Override
    public boolean isPaused(Message reply) {
        return StopReason.PAUSE_TURN.equals(reply.stopReason());
    }
}
