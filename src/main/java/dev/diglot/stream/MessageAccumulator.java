// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.internal.json.Checkpoint;
import dev.diglot.internal.json.GeneratedReaders;
import dev.diglot.internal.json.Json;
import dev.diglot.model.CitationsDelta;
import dev.diglot.model.ContentBlock;
import dev.diglot.model.ContentBlockDelta;
import dev.diglot.model.ContentBlockDeltaEvent;
import dev.diglot.model.ContentBlockStartEvent;
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
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Accumulates the events of a streamed message into a {@link Message}.
 *
 * <p>It takes any event, in any order. Blocks are kept in the order in which they began; a delta that names a block which
 * never began goes to the one that began last; unknown blocks, deltas and members are kept. Create one for each response, and
 * use it from one thread at a time.
 */
public final class MessageAccumulator extends Accumulator<MessageStreamEvent, Message> {
    /** Where a block's input grows as text, until it is one. */
    private static final String PARTIAL_JSON = "partial_json";

    private final JsonAccumulator members = new JsonAccumulator();
    private final List<JsonAccumulator> blocks = new ArrayList<>();
    private final Map<Integer, JsonAccumulator> byIndex = new HashMap<>();
    private boolean started;
    private boolean stopped;

    /** How many blocks had their input checked. */
    private int checked;

    /** The text that grew last, and the index of its block: most events are the next piece of it. */
    private @Nullable StringBuilder text;

    private @Nullable Integer textIndex;

    /** Creates an empty accumulator. */
    public MessageAccumulator() {}

    @Override
    public void accept(MessageStreamEvent event) {
        if (event instanceof ContentBlockDeltaEvent delta) {
            if (!goesOn(delta)) {
                add(delta);
            }
            return;
        }
        text = null;
        if (event instanceof ContentBlockStartEvent start) {
            assumeStart();
            open(start.index(), start.contentBlock());
        } else if (event instanceof MessageStartEvent start) {
            start(JsonAccumulator.of(start.message()));
        } else if (event instanceof MessageDeltaEvent delta) {
            assumeStart();
            members.mergeAll(JsonAccumulator.of(delta.delta()));
            if (delta.usage() != null) {
                members.mergeLatest("usage", JsonAccumulator.json(delta.usage()));
            }
            members.mergeAll(delta.additionalProperties());
        } else if (event instanceof MessageStopEvent) {
            stopped = true;
            warnOfInputs();
        }
    }

    private void warnOfInputs() {
        for (JsonAccumulator block : blocks.subList(checked, blocks.size())) {
            Object json = block.get(PARTIAL_JSON);
            if (json != null && !(parsed(json.toString()) instanceof Map)) {
                warn(malformed(String.valueOf(block.get("name"))));
            }
        }
        checked = blocks.size(); // once each, however often the message stops
    }

    private static String malformed(String name) {
        return "the input of a use of " + name + " is not a JSON object; it is kept as it came";
    }

    @Override
    void check(Message whole) {
        for (ToolUseBlock block : whole.toolUses()) {
            if (block.additionalProperties().containsKey("input")) {
                warn(malformed(String.valueOf(block.name())));
            }
        }
    }

    @Override
    @Nullable
    String conflict(MessageStreamEvent event) {
        if (!(event instanceof MessageStartEvent start) || start.message() == null) {
            return null;
        }
        if (start.message().content().size() > MAX_ITEMS) {
            return "message_start has more than " + MAX_ITEMS + " content blocks";
        }
        String id = start.message().id();
        Object known = members.get("id");
        boolean isOther = id != null && known != null && !known.equals(id);
        return isOther ? "message_start of another message came inside this one" : null;
    }

    @Override
    Message result(Checkpoint checkpoint) {
        try {
            return result(true, checkpoint);
        } catch (IllegalArgumentException e) {
            return result(false, checkpoint); // an input that is too deep to stand inside a message stays text
        }
    }

    private Message result(boolean parse, Checkpoint checkpoint) {
        JsonAccumulator message = new JsonAccumulator();
        message.put("type", "message");
        message.put("role", "assistant");
        message.putAll(members);
        List<JsonAccumulator> content = new ArrayList<>();
        for (JsonAccumulator block : blocks) {
            JsonAccumulator copy = JsonAccumulator.of(block);
            Object json = copy.remove(PARTIAL_JSON);
            if (json != null) {
                copy.merge("input", parse ? parsed(json.toString()) : json.toString());
            }
            content.add(copy);
        }
        message.put("content", content);
        return Json.model(message, GeneratedReaders.of(Message.class), checkpoint);
    }

    @Override
    Iterator<MessageStreamEvent> events(Message whole, Checkpoint checkpoint) {
        JsonAccumulator message = JsonAccumulator.of(whole, checkpoint);
        message.remove("content");
        checkpoint.check();
        List<ContentBlock> content = whole.content();
        int last = content.size() + 1;
        return IntStream.rangeClosed(0, last)
                .mapToObj(place -> {
                    if (place == 0) {
                        return event("message_start", null, message);
                    }
                    return place == last
                            ? event("message_stop", null, null)
                            : event("content_block_start", place - 1, content.get(place - 1));
                })
                .iterator();
    }

    private static MessageStreamEvent event(String type, @Nullable Integer index, @Nullable Object value) {
        JsonAccumulator event = new JsonAccumulator();
        event.put("type", type);
        event.merge("index", index);
        event.merge(index == null ? "message" : "content_block", value);
        return Json.model(event, GeneratedReaders.of(MessageStreamEvent.class), Checkpoint.NONE);
    }

    @Override
    public @Nullable String missing() {
        if (!started) {
            return "message_start";
        }
        return stopped ? null : "message_stop";
    }

    @Override
    @Nullable
    String end(boolean done, @Nullable Throwable cut) {
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

    private void start(JsonAccumulator message) {
        if (started) {
            warn("message_start came again, or late");
        }
        started = true;
        Object content = message.remove("content");
        if (blocks.isEmpty()) { // else it repeats them
            openAll(content);
        }
        Object usage = message.remove("usage");
        members.mergeAll(message);
        if (usage != null) {
            members.mergeLatest("usage", usage);
        }
    }

    private void openAll(@Nullable Object content) {
        if (content instanceof List<?> list) {
            for (Object block : list) {
                open(null, block);
            }
        } else if (content instanceof String text && !text.isEmpty()) {
            open(null, Map.of("type", "text", "text", text));
        }
    }

    private void assumeStart() {
        if (!started) {
            started = true;
            warn("message_start is missing; an empty message is assumed");
        }
    }

    private JsonAccumulator open(@Nullable Integer index, @Nullable Object start) {
        JsonAccumulator block = JsonAccumulator.of(start);
        byIndex.put(index == null ? Integer.valueOf(blocks.size()) : index, block);
        blocks.add(block);
        return block;
    }

    private JsonAccumulator blockFor(@Nullable Integer index, ContentBlockDelta delta) {
        JsonAccumulator block = index == null ? null : byIndex.get(index);
        if (block != null) {
            return block;
        }
        JsonAccumulator last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
        if (last == null || !takes(last, delta)) {
            warn("a delta is for content block " + index + ", which never began; a block is assumed");
            return open(index, null);
        }
        warn("a delta is for content block " + index + ", which never began; it is taken for the one that began last");
        if (index != null) {
            byIndex.put(index, last);
        }
        return last;
    }

    /** Whether a delta of that kind belongs into that block. */
    private static boolean takes(JsonAccumulator block, ContentBlockDelta delta) {
        Object type = block.get("type");
        String wanted = typeFor(delta);
        return type == null
                || wanted == null
                || type.equals(wanted)
                || (wanted.equals("tool_use") && !type.equals("text") && !type.equals("thinking"));
    }

    private static @Nullable String typeFor(ContentBlockDelta delta) {
        if (delta instanceof TextDelta || delta instanceof CitationsDelta) {
            return "text";
        }
        if (delta instanceof ThinkingDelta || delta instanceof SignatureDelta) {
            return "thinking";
        }
        return delta instanceof InputJsonDelta ? "tool_use" : null;
    }

    /** Adds the next piece of the text that grew last; returns false if it is anything else. */
    private boolean goesOn(ContentBlockDeltaEvent event) {
        StringBuilder growing = text;
        if (growing == null
                || !(event.delta() instanceof TextDelta piece)
                || piece.text() == null
                || !Objects.equals(event.index(), textIndex)
                || !piece.additionalProperties().isEmpty()) {
            return false;
        }
        growing.append(piece.text());
        return true;
    }

    private void add(ContentBlockDeltaEvent event) {
        assumeStart();
        ContentBlockDelta delta = event.delta();
        if (delta != null) {
            JsonAccumulator block = blockFor(event.index(), delta);
            add(block, delta);
            text = delta instanceof TextDelta && block.get("text") instanceof StringBuilder growing ? growing : null;
            textIndex = event.index();
        }
    }

    private static void add(JsonAccumulator block, ContentBlockDelta delta) {
        if (block.get("type") == null) {
            block.merge("type", typeFor(delta));
        }
        if (delta instanceof TextDelta piece) {
            block.grow("text", piece.text());
            block.mergeAll(piece.additionalProperties());
        } else if (delta instanceof ThinkingDelta piece) {
            block.grow("thinking", piece.thinking());
            block.mergeAll(piece.additionalProperties());
        } else if (delta instanceof InputJsonDelta piece) {
            block.grow(PARTIAL_JSON, piece.partialJson());
            block.mergeAll(piece.additionalProperties());
        } else {
            addMembers(block, JsonAccumulator.of(delta));
        }
    }

    /** Any other delta grows the members that it names; only a signature comes whole. */
    private static void addMembers(JsonAccumulator block, JsonAccumulator delta) {
        delta.remove("type");
        block.merge("signature", delta.remove("signature"));
        Object citation = delta.remove("citation");
        if (citation != null) {
            block.list("citations").add(citation);
        }
        block.growAll(delta, null);
    }

    /** The JSON object that the text is; the text as it came if it was cut, or never one. */
    private static Object parsed(String json) {
        try {
            return Json.parse(json) instanceof Map<?, ?> object ? object : json;
        } catch (IOException e) {
            return json;
        }
    }
}
