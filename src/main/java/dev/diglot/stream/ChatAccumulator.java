// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.json.JsonWriter;
import dev.diglot.model.ChatChunkChoice;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatContent;
import dev.diglot.model.ChatDelta;
import dev.diglot.model.ChatLogprobs;
import dev.diglot.model.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Folds the chunks of a streamed chat answer into a {@link ChatCompletion}.
 *
 * <p>It takes any chunk, in any order. Text is joined; tool calls are told apart by index, else by id, else by place;
 * unknown members are kept: text of a delta is joined too, lists grow, of other values the last one wins. Make one for
 * each answer, and use it from one thread at a time.
 */
public final class ChatAccumulator extends Accumulator<ChatCompletionChunk, ChatCompletion> {
    private final Tree members = new Tree();
    private final Map<Integer, Tree> choices = new TreeMap<>();

    /** Makes one that holds nothing yet. */
    public ChatAccumulator() {}

    @Override
    public void accept(ChatCompletionChunk chunk) {
        members.merge("id", chunk.id());
        members.merge("created", chunk.created());
        members.merge("model", chunk.model());
        members.merge("service_tier", chunk.serviceTier());
        members.merge("system_fingerprint", chunk.systemFingerprint());
        members.merge("usage", Tree.json(chunk.usage()));
        members.mergeAll(chunk.additionalProperties());
        List<ChatChunkChoice> list = chunk.choices();
        for (int i = 0; i < list.size(); i++) {
            Integer index = list.get(i).index();
            add(choice(index == null ? Integer.valueOf(i) : index), list.get(i));
        }
    }

    @Override
    public ChatCompletion result() {
        Tree tree = new Tree();
        tree.put("object", "chat.completion");
        for (Tree choice : choices.values()) {
            tree.merge("usage", choice.get("usage")); // where Kimi says it
        }
        tree.putAll(members);
        if (!choices.isEmpty() || !members.containsKey("choices")) {
            tree.put("choices", new ArrayList<>(choices.values()));
        }
        return ChatCompletion.fromJson(JsonWriter.toBytes(tree));
    }

    @Override
    List<ChatCompletionChunk> events(ChatCompletion answer) {
        Tree chunk = Tree.of(answer);
        chunk.put("object", "chat.completion.chunk");
        List<@Nullable Object> list = chunk.list("choices");
        for (int i = 0; i < list.size(); i++) {
            Tree choice = Tree.of(list.get(i));
            choice.put("delta", choice.remove("message"));
            list.set(i, choice);
        }
        return List.of(ChatCompletionChunk.fromJson(JsonWriter.toBytes(chunk)));
    }

    @Override
    public @Nullable String missing() {
        List<Integer> open = new ArrayList<>();
        for (Map.Entry<Integer, Tree> choice : choices.entrySet()) {
            if (!(choice.getValue().get("finish_reason") instanceof FinishReason)) {
                open.add(choice.getKey());
            }
        }
        return choices.isEmpty() ? "a choice" : open.isEmpty() ? null : "a finish_reason for choice " + open;
    }

    @Override
    @Nullable
    String end(boolean done) {
        String missing = missing();
        if (done && missing != null) {
            warn("[DONE] came without " + missing);
        } else if (!done && missing == null) {
            warn("[DONE] is missing; the answer is complete without it");
        }
        return done ? null : missing;
    }

    @Override
    String text(ChatCompletionChunk chunk) {
        return chunk.text();
    }

    private Tree choice(Integer index) {
        Tree choice = choices.get(index);
        if (choice == null) {
            choice = new Tree();
            choice.put("index", index);
            choice.tree("message").put("role", "assistant");
            choice.tree("message").put("content", null);
            choice.put("finish_reason", null);
            choices.put(index, choice);
        }
        return choice;
    }

    private static void add(Tree choice, ChatChunkChoice piece) {
        choice.merge("finish_reason", piece.finishReason());
        ChatLogprobs logprobs = piece.logprobs();
        if (logprobs != null) {
            Tree tree = choice.tree("logprobs");
            tree.list("content").addAll(logprobs.content());
            if (!logprobs.refusal().isEmpty()) {
                tree.list("refusal").addAll(logprobs.refusal());
            }
            tree.mergeAll(logprobs.additionalProperties());
        }
        Map<String, @Nullable Object> others = piece.additionalProperties();
        ChatDelta delta = piece.delta();
        if (delta != null) {
            add(choice.tree("message"), delta);
            if (others.containsKey("message")) { // what came so far, once more
                others = Tree.of(others);
                others.remove("message");
            }
        }
        choice.mergeAll(others);
    }

    private static void add(Tree message, ChatDelta delta) {
        ChatContent content = delta.content();
        String text = content == null ? null : content.asString();
        message.grow("content", text == null ? Tree.json(content) : text);
        message.merge("role", delta.role());
        message.grow("refusal", delta.refusal());
        message.grow("reasoning_content", delta.reasoningContent());
        message.grow("reasoning", delta.reasoningText());
        if (!delta.reasoningDetails().isEmpty()) {
            message.grow("reasoning_details", delta.reasoningDetails());
        }
        if (!delta.toolCalls().isEmpty()) {
            ToolCalls.add(message.list("tool_calls"), delta.toolCalls());
        }
        if (delta.functionCall() != null) {
            ToolCalls.addFunction(message.tree("function_call"), delta.functionCall());
        }
        message.growAll(delta.additionalProperties(), null);
    }
}
