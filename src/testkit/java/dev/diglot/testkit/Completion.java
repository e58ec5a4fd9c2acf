// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import dev.diglot.model.Dialect;
import dev.diglot.model.StopReason;
import dev.diglot.model.TokenCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the model says, in both dialects. Changed only while a {@link Reply} is built. */
final class Completion implements Content {
    /** A tool call; its id follows from its position. */
    record ToolCall(String name, String arguments) {}

    final Pieces pieces = new Pieces();

    @Nullable
    String reasoning;

    @Nullable
    String text;

    @Nullable
    String json;

    @Nullable
    String refusal;

    @Nullable
    StopReason stopReason;

    long inputTokens = 10;
    long outputTokens = 5;
    List<ToolCall> toolCalls = List.of();
    List<Completion> otherChoices = List.of();

    Completion copy() {
        Completion copy = new Completion();
        copy.pieces.addAll(pieces);
        copy.reasoning = reasoning;
        copy.text = text;
        copy.json = json;
        copy.refusal = refusal;
        copy.stopReason = stopReason;
        copy.inputTokens = inputTokens;
        copy.outputTokens = outputTokens;
        copy.toolCalls = toolCalls;
        copy.otherChoices = otherChoices;
        return copy;
    }

    String join(String... texts) {
        return pieces.join(texts);
    }

    void addToolCall(String name, String arguments) {
        List<ToolCall> more = new ArrayList<>(toolCalls);
        more.add(new ToolCall(name, arguments));
        toolCalls = List.copyOf(more);
    }

    @Override
    public Response respond(ReceivedRequest request) {
        if (request.isFor("/chat/completions")) {
            List<Completion> choices = new ArrayList<>(List.of(forRequest(request)));
            otherChoices.forEach(other -> choices.add(other.forRequest(request)));
            Pieces all = new Pieces();
            choices.forEach(choice -> all.addAll(choice.pieces));
            return Content.whole(request, ChatFormat.completion(choices, request), all);
        }
        if (request.isFor("/messages")) {
            if (!otherChoices.isEmpty()) {
                throw new IllegalArgumentException("messages have no choices");
            }
            return Content.whole(request, MessageFormat.message(forRequest(request), request), pieces);
        }
        if (request.isFor("/messages/count_tokens")) {
            return Response.json(
                    200, TokenCount.builder().inputTokens(inputTokens).build().toJson());
        }
        throw new IllegalArgumentException("only chat completions and messages have this reply; use Reply.of(model)");
    }

    /** Returns this with its JSON as a text, or as the arguments of the tool that the request forces. */
    private Completion forRequest(ReceivedRequest request) {
        if (json == null) {
            return this;
        }
        Completion resolved = copy();
        String tool = forcedTool(request.member("tool_choice"));
        if (tool == null) {
            resolved.text = json;
        } else {
            resolved.addToolCall(tool, json);
        }
        return resolved;
    }

    /** Returns the tool that a choice forces: it is named by the choice itself, or in chat by its function. */
    private static @Nullable String forcedTool(@Nullable Object choice) {
        if (!(choice instanceof Map<?, ?> members)) {
            return null;
        }
        Object name =
                members.get("function") instanceof Map<?, ?> function ? function.get("name") : members.get("name");
        return name == null ? null : name.toString();
    }

    /** Returns the stop reason: the one that is set, or the usual one. */
    StopReason stopReason(Dialect dialect) {
        if (stopReason != null) {
            return stopReason;
        }
        if (refusal != null && dialect == Dialect.MESSAGES) {
            return StopReason.REFUSAL;
        }
        return toolCalls.isEmpty() ? StopReason.END_TURN : StopReason.TOOL_USE;
    }
}
