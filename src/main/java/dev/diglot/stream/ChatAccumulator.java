// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.internal.json.Checkpoint;
import dev.diglot.internal.json.GeneratedReaders;
import dev.diglot.internal.json.Json;
import dev.diglot.internal.json.OtherMembers;
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
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Accumulates the chunks of a streamed chat completion into a {@link ChatCompletion}.
 *
 * <p>Create one for each response. It accepts any chunk, in any order. It is not thread-safe: use it from one thread at
 * a time.
 *
 * <p>Text is appended. The pieces of a tool call are matched by index or, without one, by id, otherwise by position.
 * Other members are kept, known or not: text in a delta is appended, objects and lists are merged, and any other value is replaced
 * by a later one that is not empty. Token counts are cumulative: the latest count wins, even if it is 0.
 */
public final class ChatAccumulator extends Accumulator<ChatCompletionChunk, ChatCompletion> {
    /** What is new in the spec of each object; the last name of the first one is random text, which no reply has. */
    private final OtherMembers othersOfChunk = new OtherMembers(Set.of(
            "id",
            "object",
            "created",
            "model",
            "choices",
            "usage",
            "service_tier",
            "system_fingerprint",
            "obfuscation"));

    private final OtherMembers othersOfChoice = new OtherMembers(Set.of("index", "delta", "finish_reason", "logprobs"));
    private final OtherMembers othersOfDelta = new OtherMembers(Set.of(
            "role",
            "content",
            "refusal",
            "reasoning_content",
            "reasoning_details",
            "annotations",
            "audio",
            "tool_calls",
            "function_call"));

    /** The number of requested choices; 0 if the request is unknown. */
    private final int expectedChoices;

    private final boolean expectsUsage;

    private final JsonAccumulator members = new JsonAccumulator();
    private final Map<Integer, Choice> choices = new TreeMap<>();

    /** The index of the only choice if the endpoint sent one other than 0, which is read as 0; otherwise null. */
    private @Nullable Integer onlyIndex;

    /** Creates an empty accumulator that expects at least one choice, and no token usage. */
    public ChatAccumulator() {
        this.expectedChoices = 0;
        this.expectsUsage = false;
    }

    /**
     * Creates an empty accumulator that expects what a request asks for: the number of choices ({@code n}) and token
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
            members.mergeLatest("usage", JsonAccumulator.freeForm(chunk.usage()));
        }
        members.mergeAll(othersOfChunk.of(chunk));
        members.mergeAll(chunk.additionalProperties());
        List<ChatChunkChoice> list = chunk.choices();
        for (int i = 0; i < list.size(); i++) {
            ChatChunkChoice piece = list.get(i);
            warnOfMismatchedIndex("a choice", piece.additionalProperties());
            add(choices.computeIfAbsent(indexOf(piece, i), Choice::new), piece);
        }
    }

    /** Returns the index of a choice, or its position in the chunk if it has none. */
    private static Integer indexOf(ChatChunkChoice choice, int position) {
        Integer index = choice.index();
        return index == null ? Integer.valueOf(position) : index;
    }

    private void add(Choice choice, ChatChunkChoice piece) {
        choice.merge("finish_reason", piece.finishReason());
        ChatLogprobs logprobs = piece.logprobs();
        if (logprobs != null) {
            addLogprobs(choice.mutableObject("logprobs"), logprobs);
        }
        ChatDelta delta = piece.delta();
        if (delta != null) {
            addDelta(choice, delta);
        }
        choice.mergeAll(othersOfChoice.of(piece));
        if (!piece.additionalProperties().isEmpty()) {
            addOthers(choice, JsonAccumulator.of(piece.additionalProperties()), delta != null);
        }
        if (choice.isFinished()) {
            checkArguments(choice);
        }
    }

    private static void addOthers(Choice choice, JsonAccumulator others, boolean hasDelta) {
        others.remove("index"); // of the wrong type, or it would not be here
        if (others.get("usage") != null) {
            choice.mergeLatest("usage", others.remove("usage"));
        }
        if (hasDelta) {
            others.remove("message"); // repeats what the deltas add up to
        }
        choice.mergeAll(others);
    }

    private static void addLogprobs(JsonAccumulator target, ChatLogprobs logprobs) {
        target.mutableList("content").addAll(logprobs.content());
        if (!logprobs.refusal().isEmpty()) {
            target.mutableList("refusal").addAll(logprobs.refusal());
        }
        target.mergeAll(logprobs.additionalProperties());
    }

    private void addDelta(Choice choice, ChatDelta delta) {
        JsonAccumulator message = choice.message();
        ChatContent content = delta.content();
        String text = content == null ? null : content.asString();
        message.append("content", text == null ? JsonAccumulator.freeForm(content) : text);
        message.merge("role", delta.role());
        message.append("refusal", delta.refusal());
        message.append("reasoning_content", delta.reasoningContent());
        if (delta.audio() != null) {
            addAudio(message.mutableObject("audio"), JsonAccumulator.of(delta.audio()));
        }
        if (!delta.annotations().isEmpty()) {
            message.merge("annotations", delta.annotations());
        }
        if (!delta.reasoningDetails().isEmpty()) {
            message.append("reasoning_details", delta.reasoningDetails());
        }
        if (!delta.toolCalls().isEmpty()) {
            for (ChatToolCallDelta piece : delta.toolCalls()) {
                warnOfMismatchedIndex("a tool call", piece.additionalProperties());
            }
            choice.toolCalls().add(delta.toolCalls());
        }
        if (delta.functionCall() != null) {
            ToolCalls.addFunction(message.mutableObject("function_call"), delta.functionCall());
        }
        message.appendAll(othersOfDelta.of(delta));
        message.appendAll(delta.additionalProperties());
    }

    private static void addAudio(JsonAccumulator audio, JsonAccumulator piece) {
        audio.append("data", piece.remove("data"));
        audio.append("transcript", piece.remove("transcript"));
        audio.mergeAll(piece);
    }

    @Override
    @Nullable
    String rejection(ChatCompletionChunk chunk) {
        int items = chunk.choices().size();
        for (ChatChunkChoice choice : chunk.choices()) {
            ChatDelta delta = choice.delta();
            items += delta == null ? 0 : itemsOf(delta);
        }
        return items > MAX_ITEMS ? "a chunk has more than " + MAX_ITEMS + " choices, tool calls and parts" : null;
    }

    private static int itemsOf(ChatDelta delta) {
        int items = delta.toolCalls().size() + delta.reasoningDetails().size();
        if (delta.content() instanceof ChatContent.ListValue parts) {
            items += parts.value().size();
        }
        return items;
    }

    @Override
    ChatCompletion result(Checkpoint checkpoint) {
        JsonAccumulator completion = new JsonAccumulator();
        completion.put("object", "chat.completion");
        for (Choice choice : choices.values()) {
            completion.merge("usage", choice.get("usage")); // Kimi sends it here; one on the top level replaces it
        }
        completion.putAll(members);
        boolean hasMismatchedChoices = members.containsKey("choices"); // an additional property, as it is not a list
        if (!choices.isEmpty() || !hasMismatchedChoices) {
            completion.put("choices", new ArrayList<>(choices.values()));
        }
        return Json.model(completion, GeneratedReaders.of(ChatCompletion.class), checkpoint);
    }

    @Override
    Iterator<ChatCompletionChunk> eventsOf(ChatCompletion response, Checkpoint checkpoint) {
        JsonAccumulator chunk = JsonAccumulator.of(response, checkpoint);
        chunk.put("object", "chat.completion.chunk");
        List<@Nullable Object> list = chunk.mutableList("choices");
        for (int i = 0; i < list.size(); i++) {
            checkpoint.check();
            JsonAccumulator choice = JsonAccumulator.of(list.get(i));
            moveMessageToDelta(choice);
            list.set(i, choice);
        }
        return List.of(Json.model(chunk, GeneratedReaders.of(ChatCompletionChunk.class), checkpoint))
                .iterator();
    }

    private static void moveMessageToDelta(JsonAccumulator choice) {
        choice.put("delta", choice.remove("message"));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Two forms are changed. If a choice has a complete message instead of a delta, the message becomes the delta,
     * unless deltas were received before. If one choice was requested, the only choice becomes choice 0.
     */
    @Override
    ChatCompletionChunk normalize(ChatCompletionChunk chunk) {
        List<ChatChunkChoice> list = chunk.choices();
        if (isNormal(list)) {
            return chunk;
        }
        JsonAccumulator normal = JsonAccumulator.of(chunk);
        List<@Nullable Object> items = normal.mutableList("choices");
        for (int i = 0; i < list.size(); i++) {
            JsonAccumulator choice = JsonAccumulator.of(items.get(i));
            if (isMisnumberedOnlyChoice(list, i)) {
                onlyIndex = list.get(i).index();
                choice.put("index", 0);
                warn("the only choice has index " + onlyIndex + "; it is read as choice 0");
            }
            if (hasMessageForDelta(list, i)) {
                moveMessageToDelta(choice);
            }
            items.set(i, choice);
        }
        return Json.model(normal, GeneratedReaders.of(ChatCompletionChunk.class), Checkpoint.NONE);
    }

    private boolean isNormal(List<ChatChunkChoice> list) {
        for (int i = 0; i < list.size(); i++) {
            if (hasMessageForDelta(list, i) || isMisnumberedOnlyChoice(list, i)) {
                return false;
            }
        }
        return true;
    }

    private boolean hasMessageForDelta(List<ChatChunkChoice> list, int position) {
        ChatChunkChoice choice = list.get(position);
        if (choice.delta() != null || !(choice.additionalProperties().get("message") instanceof Map)) {
            return false;
        }
        int index = isMisnumberedOnlyChoice(list, position) ? 0 : indexOf(choice, position);
        Choice known = choices.get(index);
        return known == null || known.isMessageEmpty();
    }

    private boolean isMisnumberedOnlyChoice(List<ChatChunkChoice> list, int position) {
        Integer index = list.get(position).index();
        if (expectedChoices != 1 || list.size() > 1 || index == null || index == 0) {
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
        List<Integer> unfinished = new ArrayList<>();
        choices.forEach((index, choice) -> {
            if (!choice.isFinished()) {
                unfinished.add(index);
            }
        });
        if (!unfinished.isEmpty()) {
            missing.add("a finish_reason for choice " + unfinished);
        }
        if (choices.size() < expectedChoices) {
            missing.add((expectedChoices - choices.size()) + " of " + expectedChoices + " requested choices");
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
    String finish(boolean hasEndMarker, @Nullable Throwable failure) {
        choices.values().forEach(this::checkArguments);
        String missing = missing();
        if (hasEndMarker) {
            if (choices.isEmpty()) {
                return missing;
            }
            if (missing != null) {
                warn("[DONE] was received without " + missing);
            }
            return null;
        }
        if (missing == null) {
            String reason = failure == null ? "" : ", but its end failed: " + failure.getMessage();
            warn("[DONE] is missing; the response is complete without it" + reason);
        }
        return missing;
    }

    @Override
    List<?> takeCompletedCalls() {
        if (choices.size() != 1) {
            return List.of(); // the end of the stream tells whose calls are those of the reply
        }
        Choice choice = choices.values().iterator().next();
        return choice.toolCalls == null ? List.of() : choice.toolCalls.takeCompleted(choice.isFinished());
    }

    @Override
    List<?> callsOf(ChatCompletion response) {
        return response.toolCalls();
    }

    @Override
    void inspect(ChatCompletion response) {
        if (response.choices().size() < expectedChoices) {
            warn("the response has " + response.choices().size() + " of " + expectedChoices + " requested choices");
        }
        for (ChatChoice choice : response.choices()) {
            warnOfMismatchedIndex("a choice", choice.additionalProperties());
            ChatAssistantMessage message = choice.message();
            if (message != null) {
                message.toolCalls().forEach(this::checkArguments);
            }
        }
    }

    private void checkArguments(ChatToolCall call) {
        ChatFunctionCall function = call.function();
        String arguments = function == null ? null : function.arguments();
        if (function != null && arguments != null && !ToolCalls.isJson(arguments)) {
            warnOfMalformedArguments(String.valueOf(function.name()));
        }
    }

    /** Warns of malformed arguments in a choice's tool calls. Called again for the same choice, it does nothing. */
    private void checkArguments(Choice choice) {
        ToolCalls calls = choice.toolCalls;
        if (calls != null && !choice.areArgumentsChecked) {
            choice.areArgumentsChecked = true;
            calls.namesWithMalformedArguments().forEach(this::warnOfMalformedArguments);
        }
    }

    private void warnOfMalformedArguments(String function) {
        warn("the arguments of a call to " + function + " are not JSON; they are kept unchanged");
    }

    /** Warns if the additional properties contain an index, which they do only if its JSON type is wrong. */
    private void warnOfMismatchedIndex(String holder, Map<String, @Nullable Object> additionalProperties) {
        if (additionalProperties.containsKey("index")) {
            warn(holder + " has an index that is not an integer");
        }
    }

    @Override
    String text(ChatCompletionChunk chunk) {
        return chunk.text();
    }

    /** What has been accumulated of one choice. */
    private static final class Choice extends JsonAccumulator {
        private static final long serialVersionUID = 1L;

        private transient @Nullable ToolCalls toolCalls;
        private boolean areArgumentsChecked;

        Choice(Integer index) {
            put("index", index);
            message().put("role", "assistant");
            message().put("content", null);
            put("finish_reason", null);
        }

        JsonAccumulator message() {
            return mutableObject("message");
        }

        ToolCalls toolCalls() {
            ToolCalls calls = toolCalls;
            if (calls == null) {
                calls = new ToolCalls(message().mutableList("tool_calls"));
                toolCalls = calls;
            }
            return calls;
        }

        boolean isFinished() {
            return get("finish_reason") instanceof FinishReason;
        }

        boolean isMessageEmpty() {
            if (toolCalls != null) {
                return false;
            }
            Object content = message().get("content");
            return content == null || (content instanceof CharSequence text && text.length() == 0);
        }
    }
}
