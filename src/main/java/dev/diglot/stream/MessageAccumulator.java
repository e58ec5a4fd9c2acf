// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.internal.json.Checkpoint;
import dev.diglot.internal.json.GeneratedReaders;
import dev.diglot.internal.json.Json;
import dev.diglot.internal.json.OtherMembers;
import dev.diglot.model.CitationsDelta;
import dev.diglot.model.ContentBlock;
import dev.diglot.model.ContentBlockDelta;
import dev.diglot.model.ContentBlockDeltaEvent;
import dev.diglot.model.ContentBlockStartEvent;
import dev.diglot.model.ContentBlockStopEvent;
import dev.diglot.model.InputJsonDelta;
import dev.diglot.model.Message;
import dev.diglot.model.MessageDeltaEvent;
import dev.diglot.model.MessageStartEvent;
import dev.diglot.model.MessageStopEvent;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.model.SignatureDelta;
import dev.diglot.model.TextBlock;
import dev.diglot.model.TextDelta;
import dev.diglot.model.ThinkingDelta;
import dev.diglot.model.ToolUseBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Accumulates the events of a streamed message into a {@link Message}.
 *
 * <p>Create one for each response. It accepts any event, in any order. It is not thread-safe: use it from one thread at
 * a time.
 *
 * <p>Blocks are kept in the order in which they started. A delta whose block never started is added to the block that
 * started last. Unknown blocks, deltas and members are kept. Token counts are cumulative: the latest count wins.
 */
public final class MessageAccumulator extends Accumulator<MessageStreamEvent, Message> {
    /** The member of a block in which the JSON text of its input is accumulated, until {@link #result()} parses it. */
    private static final String PARTIAL_JSON = "partial_json";

    private final JsonAccumulator members = new JsonAccumulator();
    private final OtherMembers othersOfText = new OtherMembers(Set.of("type", "text"));
    private final OtherMembers othersOfThinking = new OtherMembers(Set.of("type", "thinking"));
    private final OtherMembers othersOfInput = new OtherMembers(Set.of("type", "partial_json"));
    private final List<JsonAccumulator> blocks = new ArrayList<>();
    private final Map<Integer, JsonAccumulator> blocksByIndex = new HashMap<>();
    private boolean isStarted;
    private boolean isStopped;

    /** The number of blocks whose input was checked; each is checked once. */
    private int checkedBlocks;

    private final Set<JsonAccumulator> stoppedBlocks = Collections.newSetFromMap(new IdentityHashMap<>());

    /** The number of blocks that {@link #takeCompletedCalls} examined. */
    private int takenBlocks;

    /** The text that the last event appended to, or null: most events are the next piece of it. */
    private @Nullable StringBuilder currentText;

    /** The index of the block of {@link #currentText}, as the last event gave it. */
    private @Nullable Integer currentIndex;

    /** Creates an empty accumulator. */
    public MessageAccumulator() {}

    @Override
    public void accept(MessageStreamEvent event) {
        if (event instanceof ContentBlockDeltaEvent delta) {
            addDelta(delta);
            return;
        }
        currentText = null;
        if (event instanceof ContentBlockStartEvent start) {
            assumeStart();
            startBlock(start.index(), start.contentBlock());
        } else if (event instanceof ContentBlockStopEvent stop) {
            JsonAccumulator block = blocksByIndex.get(stop.index());
            if (block != null) {
                stoppedBlocks.add(block);
            }
        } else if (event instanceof MessageStartEvent start) {
            startMessage(JsonAccumulator.of(start.message()));
        } else if (event instanceof MessageDeltaEvent delta) {
            assumeStart();
            addMessageDelta(delta);
        } else if (event instanceof MessageStopEvent) {
            isStopped = true;
            warnOfMalformedInputs();
        }
    }

    private void startMessage(JsonAccumulator message) {
        if (isStarted) {
            warn("message_start was received twice, or late");
        }
        isStarted = true;
        Object content = message.remove("content");
        if (blocks.isEmpty()) { // otherwise it repeats the blocks
            startBlocks(content);
        }
        Object usage = message.remove("usage");
        members.mergeAll(message);
        if (usage != null) {
            members.mergeLatest("usage", usage);
        }
    }

    private void assumeStart() {
        if (!isStarted) {
            isStarted = true;
            warn("message_start is missing; an empty message is assumed");
        }
    }

    private void startBlocks(@Nullable Object content) {
        if (content instanceof List<?> list) {
            for (Object block : list) {
                startBlock(null, block);
            }
        } else if (content instanceof String text && !text.isEmpty()) {
            startBlock(null, Map.of("type", "text", "text", text));
        }
    }

    private JsonAccumulator startBlock(@Nullable Integer index, @Nullable Object content) {
        JsonAccumulator block = JsonAccumulator.of(content);
        blocksByIndex.put(index == null ? Integer.valueOf(blocks.size()) : index, block);
        blocks.add(block);
        return block;
    }

    private void addMessageDelta(MessageDeltaEvent event) {
        JsonAccumulator change = JsonAccumulator.of(event);
        change.remove("type");
        if (event.delta() != null) {
            members.mergeAll(JsonAccumulator.of(change.remove("delta")));
        }
        if (event.usage() != null) {
            members.mergeLatest("usage", change.remove("usage"));
        }
        members.mergeAll(change);
    }

    /** Adds a delta: directly to the current text if it is only the next piece of that, otherwise to its block. */
    private void addDelta(ContentBlockDeltaEvent event) {
        StringBuilder current = currentText;
        String piece = pieceOfCurrentText(event);
        if (current != null && piece != null) {
            current.append(piece);
            return;
        }
        assumeStart();
        ContentBlockDelta delta = event.delta();
        if (delta != null) {
            JsonAccumulator block = blockFor(event.index(), delta);
            addToBlock(block, delta);
            currentIndex = event.index();
            currentText = null;
            if (delta instanceof TextDelta && block.get("text") instanceof StringBuilder accumulated) {
                currentText = accumulated;
            }
        }
    }

    /**
     * Returns the event's text if it belongs to the current block and the delta has no other members; otherwise null.
     */
    private @Nullable String pieceOfCurrentText(ContentBlockDeltaEvent event) {
        if (!Objects.equals(event.index(), currentIndex) || !(event.delta() instanceof TextDelta delta)) {
            return null;
        }
        boolean hasOthers = !delta.additionalProperties().isEmpty()
                || !othersOfText.of(delta).isEmpty();
        return hasOthers ? null : delta.text();
    }

    private JsonAccumulator blockFor(@Nullable Integer index, ContentBlockDelta delta) {
        JsonAccumulator block = index == null ? null : blocksByIndex.get(index);
        if (block != null) {
            return block;
        }
        String anomaly = "a delta names content block " + index + ", which never started; ";
        JsonAccumulator last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
        if (last == null || !mayBelongTo(last, delta)) {
            warn(anomaly + "a new block is assumed");
            return startBlock(index, null);
        }
        warn(anomaly + "it is added to the block that started last");
        if (index != null) {
            blocksByIndex.put(index, last);
        }
        return last;
    }

    /**
     * Whether a delta may belong to this block, judged by their types. JSON input may belong to any kind of tool use.
     */
    private static boolean mayBelongTo(JsonAccumulator block, ContentBlockDelta delta) {
        Object type = block.get("type");
        String expected = blockTypeOf(delta);
        if (type == null || expected == null || type.equals(expected)) {
            return true;
        }
        return expected.equals("tool_use") && !type.equals("text") && !type.equals("thinking");
    }

    private static @Nullable String blockTypeOf(ContentBlockDelta delta) {
        if (delta instanceof TextDelta || delta instanceof CitationsDelta) {
            return "text";
        }
        if (delta instanceof ThinkingDelta || delta instanceof SignatureDelta) {
            return "thinking";
        }
        return delta instanceof InputJsonDelta ? "tool_use" : null;
    }

    private void addToBlock(JsonAccumulator block, ContentBlockDelta delta) {
        if (block.get("type") == null) {
            block.merge("type", blockTypeOf(delta));
        }
        if (delta instanceof TextDelta piece) {
            block.append("text", piece.text());
            block.mergeAll(othersOfText.of(piece));
            block.mergeAll(piece.additionalProperties());
        } else if (delta instanceof ThinkingDelta piece) {
            block.append("thinking", piece.thinking());
            block.mergeAll(othersOfThinking.of(piece));
            block.mergeAll(piece.additionalProperties());
        } else if (delta instanceof InputJsonDelta piece) {
            block.append(PARTIAL_JSON, piece.partialJson());
            block.mergeAll(othersOfInput.of(piece));
            block.mergeAll(piece.additionalProperties());
        } else {
            addMembers(block, JsonAccumulator.of(delta));
        }
    }

    /** Adds a delta of any other type: its text is appended to the member of the same name, except for a signature. */
    private static void addMembers(JsonAccumulator block, JsonAccumulator delta) {
        delta.remove("type");
        block.merge("signature", delta.remove("signature")); // is never sent in pieces
        Object citation = delta.remove("citation");
        if (citation != null) {
            block.mutableList("citations").add(citation);
        }
        block.appendAll(delta);
    }

    private void warnOfMalformedInputs() {
        for (JsonAccumulator block : blocks.subList(checkedBlocks, blocks.size())) {
            Object json = block.get(PARTIAL_JSON);
            if (json != null && !(parsed(json.toString()) instanceof Map)) {
                warnOfMalformedInput(String.valueOf(block.get("name")));
            }
        }
        checkedBlocks = blocks.size();
    }

    private void warnOfMalformedInput(String tool) {
        warn("the input of a use of tool " + tool + " is not a JSON object; it is kept unchanged");
    }

    /** Returns the parsed text if it is a JSON object; otherwise, for example if it is truncated, the text itself. */
    private static Object parsed(String json) {
        try {
            return Json.parse(json) instanceof Map<?, ?> object ? object : json;
        } catch (IOException e) {
            return json;
        }
    }

    @Override
    void inspect(Message response) {
        for (ToolUseBlock block : response.toolUses()) {
            if (block.additionalProperties().containsKey("input")) { // there because its type is wrong
                warnOfMalformedInput(String.valueOf(block.name()));
            }
        }
    }

    @Override
    @Nullable
    String rejection(MessageStreamEvent event) {
        if (!(event instanceof MessageStartEvent start) || start.message() == null) {
            return null;
        }
        if (start.message().content().size() > MAX_ITEMS) {
            return "message_start has more than " + MAX_ITEMS + " content blocks";
        }
        String id = start.message().id();
        Object known = members.get("id");
        boolean isOtherMessage = id != null && known != null && !known.equals(id);
        return isOtherMessage ? "message_start of another message was received inside this one" : null;
    }

    @Override
    Message result(Checkpoint checkpoint) {
        try {
            return result(true, checkpoint);
        } catch (IllegalArgumentException e) {
            return result(false, checkpoint); // an input that is nested too deeply for a message stays text
        }
    }

    private Message result(boolean parseInputs, Checkpoint checkpoint) {
        JsonAccumulator message = new JsonAccumulator();
        message.put("type", "message");
        message.put("role", "assistant");
        message.putAll(members);
        List<JsonAccumulator> content = new ArrayList<>();
        for (JsonAccumulator block : blocks) {
            content.add(withInput(block, parseInputs));
        }
        message.put("content", content);
        return Json.model(message, GeneratedReaders.of(Message.class), checkpoint);
    }

    private static JsonAccumulator withInput(JsonAccumulator block, boolean parseInput) {
        JsonAccumulator copy = JsonAccumulator.of(block);
        Object json = copy.remove(PARTIAL_JSON);
        if (json != null) {
            copy.merge("input", parseInput ? parsed(json.toString()) : json.toString());
        }
        return copy;
    }

    @Override
    List<?> takeCompletedCalls() {
        List<ToolUseBlock> calls = new ArrayList<>();
        while (takenBlocks < blocks.size()) {
            JsonAccumulator block = blocks.get(takenBlocks);
            boolean isCall = "tool_use".equals(block.get("type"));
            if (isCall && !stoppedBlocks.contains(block)) {
                break;
            }
            if (isCall) {
                calls.add(callOf(block));
            }
            takenBlocks++;
        }
        return calls;
    }

    private static ToolUseBlock callOf(JsonAccumulator block) {
        try {
            return Json.model(withInput(block, true), GeneratedReaders.of(ToolUseBlock.class), Checkpoint.NONE);
        } catch (IllegalArgumentException e) { // the input is nested too deeply
            return Json.model(withInput(block, false), GeneratedReaders.of(ToolUseBlock.class), Checkpoint.NONE);
        }
    }

    @Override
    List<?> callsOf(Message response) {
        return response.toolUses();
    }

    @Override
    Iterator<MessageStreamEvent> eventsOf(Message response, Checkpoint checkpoint) {
        JsonAccumulator message = JsonAccumulator.of(response, checkpoint);
        message.remove("content");
        checkpoint.check();
        List<ContentBlock> content = response.content();
        return IntStream.rangeClosed(0, content.size() + 1)
                .mapToObj(position -> eventAt(position, message, content))
                .iterator();
    }

    private static MessageStreamEvent eventAt(int position, JsonAccumulator message, List<ContentBlock> content) {
        JsonAccumulator event = new JsonAccumulator();
        if (position == 0) {
            event.put("type", "message_start");
            event.put("message", message);
        } else if (position <= content.size()) {
            event.put("type", "content_block_start");
            event.put("index", position - 1);
            event.merge("content_block", content.get(position - 1));
        } else {
            event.put("type", "message_stop");
        }
        return Json.model(event, GeneratedReaders.of(MessageStreamEvent.class), Checkpoint.NONE);
    }

    @Override
    public @Nullable String missing() {
        if (!isStarted) {
            return "message_start";
        }
        return isStopped ? null : "message_stop";
    }

    @Override
    @Nullable
    String finish(boolean hasEndMarker, @Nullable Throwable failure) {
        return missing();
    }

    @Override
    String text(MessageStreamEvent event) {
        String text = null;
        if (event instanceof ContentBlockDeltaEvent delta && delta.delta() instanceof TextDelta piece) {
            text = piece.text();
        } else if (event instanceof ContentBlockStartEvent start && start.contentBlock() instanceof TextBlock block) {
            text = block.text();
        }
        return text == null ? "" : text;
    }
}
