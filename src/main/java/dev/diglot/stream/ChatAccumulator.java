// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.internal.json.Checkpoint;
import dev.diglot.internal.json.GeneratedReaders;
import dev.diglot.internal.json.Json;
import dev.diglot.model.ChatAssistantMessage;
import dev.diglot.model.ChatChoice;
import dev.diglot.model.ChatChunkChoice;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatContent;
import dev.diglot.model.ChatDelta;
import dev.diglot.model.ChatFunctionCall;
import dev.diglot.model.ChatLogprobs;
import dev.diglot.model.ChatToolCall;
import dev.diglot.model.ChatToolCallDelta;
import dev.diglot.model.FinishReason;
import dev.diglot.model.StreamOptions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Accumulates the chunks of a streamed chat completion into a {@link ChatCompletion}.
 *
 * <p>It takes any chunk, in any order. Text is joined; tool calls are told apart by index, else by id, else by place;
 * unknown members are kept: text of a delta is joined too, lists grow, of other values the last one that is not empty
 * wins; token counts are cumulative, so there the last one wins, zero too. Create one for each response, and use it from
 * one thread at a time.
 */
public final class ChatAccumulator extends Accumulator<ChatCompletionChunk, ChatCompletion> {
    private final int expectedChoices;
    private final boolean expectsUsage;

    private final JsonAccumulator members = new JsonAccumulator();
    private final Map<Integer, Choice> choices = new TreeMap<>();

    /** The index of the only choice, if that is not 0: it is read as 0. */
    private @Nullable Integer onlyIndex;

    /** Creates an empty accumulator that expects one choice or more, and no token usage. */
    public ChatAccumulator() {
        this.expectedChoices = 0;
        this.expectsUsage = false;
    }

    /**
     * Creates an empty accumulator that expects what a request asks for: the number of choices ({@code n}), and token
     * usage ({@code stream_options.include_usage}).
     *
     * @param request the request that was sent
     */
    public ChatAccumulator(ChatCompletionRequest request) {
        Integer number = request.n();
        StreamOptions options = request.streamOptions();
        this.expectedChoices = number == null ? 1 : number;
        this.expectsUsage = options != null && Boolean.TRUE.equals(options.includeUsage());
    }

    @Override
    public void accept(ChatCompletionChunk chunk) {
        members.merge("id", chunk.id());
        members.merge("created", chunk.created());
        members.merge("model", chunk.model());
        members.merge("service_tier", chunk.serviceTier());
        members.merge("system_fingerprint", chunk.systemFingerprint());
        if (chunk.usage() != null) {
            members.mergeLatest("usage", JsonAccumulator.json(chunk.usage()));
        }
        members.mergeAll(chunk.additionalProperties());
        List<ChatChunkChoice> list = chunk.choices();
        for (int i = 0; i < list.size(); i++) {
            Integer index = list.get(i).index();
            warnOfIndex("a choice", list.get(i).additionalProperties());
            add(choice(index == null ? Integer.valueOf(i) : index), list.get(i));
        }
    }

    @Override
    @Nullable
    String conflict(ChatCompletionChunk chunk) {
        int items = 0;
        for (ChatChunkChoice choice : chunk.choices()) {
            ChatDelta delta = choice.delta();
            items += delta == null ? 1 : 1 + items(delta);
        }
        return items > MAX_ITEMS ? "a chunk has more than " + MAX_ITEMS + " choices, tool calls and parts" : null;
    }

    private static int items(ChatDelta delta) {
        int parts = delta.content() instanceof ChatContent.ListValue list
                ? list.value().size()
                : 0;
        return delta.toolCalls().size() + delta.reasoningDetails().size() + parts;
    }

    @Override
    ChatCompletion result(Checkpoint checkpoint) {
        JsonAccumulator tree = new JsonAccumulator();
        tree.put("object", "chat.completion");
        for (Choice choice : choices.values()) {
            tree.merge("usage", choice.get("usage")); // where Kimi sends it
        }
        tree.putAll(members);
        if (!choices.isEmpty() || !members.containsKey("choices")) {
            tree.put("choices", new ArrayList<>(choices.values()));
        }
        return Json.model(tree, GeneratedReaders.of(ChatCompletion.class), checkpoint);
    }

    @Override
    Iterator<ChatCompletionChunk> events(ChatCompletion whole, Checkpoint checkpoint) {
        JsonAccumulator chunk = JsonAccumulator.of(whole, checkpoint);
        chunk.put("object", "chat.completion.chunk");
        List<@Nullable Object> list = chunk.list("choices");
        for (int i = 0; i < list.size(); i++) {
            checkpoint.check();
            list.set(i, withDelta(JsonAccumulator.of(list.get(i))));
        }
        return List.of(Json.model(chunk, GeneratedReaders.of(ChatCompletionChunk.class), checkpoint))
                .iterator();
    }

    private static JsonAccumulator withDelta(JsonAccumulator choice) {
        choice.put("delta", choice.remove("message"));
        return choice;
    }

    /**
     * {@inheritDoc}
     *
     * <p>A choice that brings its whole message in place of a delta is read as a delta, unless deltas came before; the
     * only choice, where one was asked for, is choice 0.
     */
    @Override
    ChatCompletionChunk normalize(ChatCompletionChunk chunk) {
        List<ChatChunkChoice> list = chunk.choices();
        boolean isNormal = true;
        for (int i = 0; i < list.size(); i++) {
            isNormal &= !isWholeMessage(list.get(i), i) && !isOnlyChoice(list, i);
        }
        if (isNormal) {
            return chunk;
        }
        JsonAccumulator tree = JsonAccumulator.of(chunk);
        List<@Nullable Object> items = tree.list("choices");
        for (int i = 0; i < list.size(); i++) {
            JsonAccumulator choice = JsonAccumulator.of(items.get(i));
            if (isOnlyChoice(list, i)) {
                onlyIndex = list.get(i).index();
                choice.put("index", 0);
                warn("the only choice has index " + onlyIndex + "; it is read as choice 0");
            }
            items.set(i, isWholeMessage(list.get(i), i) ? withDelta(choice) : choice);
        }
        return Json.model(tree, GeneratedReaders.of(ChatCompletionChunk.class), Checkpoint.NONE);
    }

    private boolean isWholeMessage(ChatChunkChoice choice, int place) {
        if (choice.delta() != null || !(choice.additionalProperties().get("message") instanceof Map)) {
            return false;
        }
        Integer index = choice.index();
        Choice known = choices.get(index == null ? Integer.valueOf(place) : index);
        return known == null || known.isEmptyMessage();
    }

    private boolean isOnlyChoice(List<ChatChunkChoice> list, int place) {
        Integer index = list.get(place).index();
        if (expectedChoices != 1 || index == null || index == 0 || list.size() > 1) {
            return false;
        }
        return index.equals(onlyIndex) || choices.isEmpty();
    }

    @Override
    public @Nullable String missing() {
        if (choices.isEmpty()) {
            return "a choice";
        }
        List<String> missing = new ArrayList<>();
        List<Integer> open = new ArrayList<>();
        for (Map.Entry<Integer, Choice> choice : choices.entrySet()) {
            if (!choice.getValue().isFinished()) {
                open.add(choice.getKey());
            }
        }
        if (!open.isEmpty()) {
            missing.add("a finish_reason for choice " + open);
        }
        if (choices.size() < expectedChoices) {
            missing.add(choices.size() + " of " + expectedChoices + " choices came");
        }
        if (expectsUsage && !hasUsage()) {
            missing.add("usage");
        }
        return missing.isEmpty() ? null : String.join(", ", missing);
    }

    private boolean hasUsage() {
        return members.get("usage") != null
                || choices.values().stream().anyMatch(choice -> choice.get("usage") != null);
    }

    @Override
    @Nullable
    String end(boolean done, @Nullable Throwable cut) {
        for (Choice choice : choices.values()) {
            warnOfArguments(choice);
        }
        String missing = missing();
        if (done) {
            if (missing != null && !choices.isEmpty()) {
                warn("[DONE] came without " + missing);
            }
            return choices.isEmpty() ? missing : null;
        }
        if (missing == null) {
            String reason = cut == null ? "" : ", but its end failed: " + cut.getMessage();
            warn("[DONE] is missing; the response is complete without it" + reason);
        }
        return missing;
    }

    @Override
    void check(ChatCompletion whole) {
        if (whole.choices().size() < expectedChoices) {
            warn("the response has " + whole.choices().size() + " of " + expectedChoices + " choices");
        }
        for (ChatChoice choice : whole.choices()) {
            warnOfIndex("a choice", choice.additionalProperties());
            ChatAssistantMessage message = choice.message();
            for (ChatToolCall call : message == null ? List.<ChatToolCall>of() : message.toolCalls()) {
                ChatFunctionCall function = call.function();
                String arguments = function == null ? null : function.arguments();
                if (function != null && arguments != null && !ToolCalls.isJson(arguments)) {
                    warn(malformed(String.valueOf(function.name())));
                }
            }
        }
    }

    /** An index among the members that are not known is one of a wrong type. */
    private void warnOfIndex(String holder, Map<String, @Nullable Object> otherMembers) {
        if (otherMembers.containsKey("index")) {
            warn(holder + " has an index that is no number");
        }
    }

    private static String malformed(String name) {
        return "the arguments of a call of " + name + " are not JSON; they are kept as they came";
    }

    @Override
    String text(ChatCompletionChunk chunk) {
        return chunk.text();
    }

    private Choice choice(Integer index) {
        Choice choice = choices.get(index);
        if (choice == null) {
            choice = new Choice(index);
            choices.put(index, choice);
        }
        return choice;
    }

    private void add(Choice choice, ChatChunkChoice piece) {
        choice.merge("finish_reason", piece.finishReason());
        ChatLogprobs logprobs = piece.logprobs();
        if (logprobs != null) {
            JsonAccumulator tree = choice.tree("logprobs");
            tree.list("content").addAll(logprobs.content());
            if (!logprobs.refusal().isEmpty()) {
                tree.list("refusal").addAll(logprobs.refusal());
            }
            tree.mergeAll(logprobs.additionalProperties());
        }
        Map<String, @Nullable Object> others = piece.additionalProperties();
        if (!others.isEmpty()) {
            others = JsonAccumulator.of(others);
            others.remove("index");
            if (others.get("usage") != null) {
                choice.mergeLatest("usage", others.remove("usage"));
            }
        }
        ChatDelta delta = piece.delta();
        if (delta != null) {
            add(choice, choice.tree("message"), delta);
            if (!others.isEmpty()) {
                others.remove("message"); // what came so far, once more
            }
        }
        choice.mergeAll(others);
        if (choice.isFinished()) {
            warnOfArguments(choice);
        }
    }

    private void warnOfArguments(Choice choice) {
        ToolCalls calls = choice.calls;
        if (calls != null && !choice.isChecked) {
            choice.isChecked = true;
            calls.malformed().forEach(name -> warn(malformed(name)));
        }
    }

    /** One choice, as far as it has come. */
    private static final class Choice extends JsonAccumulator {
        private static final long serialVersionUID = 1L;

        private transient @Nullable ToolCalls calls;
        private boolean isChecked;

        Choice(Integer index) {
            put("index", index);
            tree("message").put("role", "assistant");
            tree("message").put("content", null);
            put("finish_reason", null);
        }

        ToolCalls calls() {
            ToolCalls all = calls;
            if (all == null) {
                all = new ToolCalls(tree("message").list("tool_calls"));
                calls = all;
            }
            return all;
        }

        boolean isFinished() {
            return get("finish_reason") instanceof FinishReason;
        }

        boolean isEmptyMessage() {
            Object content = tree("message").get("content");
            return calls == null && (content == null || (content instanceof CharSequence text && text.length() == 0));
        }
    }

    private void add(Choice choice, JsonAccumulator message, ChatDelta delta) {
        ChatContent content = delta.content();
        String text = content == null ? null : content.asString();
        message.grow("content", text == null ? JsonAccumulator.json(content) : text);
        message.merge("role", delta.role());
        message.grow("refusal", delta.refusal());
        message.grow("reasoning_content", delta.reasoningContent());
        message.grow("reasoning", delta.reasoningText());
        if (!delta.reasoningDetails().isEmpty()) {
            message.grow("reasoning_details", delta.reasoningDetails());
        }
        if (!delta.toolCalls().isEmpty()) {
            for (ChatToolCallDelta piece : delta.toolCalls()) {
                warnOfIndex("a tool call", piece.additionalProperties());
            }
            choice.calls().add(delta.toolCalls());
        }
        if (delta.functionCall() != null) {
            ToolCalls.addFunction(message.tree("function_call"), delta.functionCall());
        }
        message.growAll(delta.additionalProperties(), null);
    }
}
