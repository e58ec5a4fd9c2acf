// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The messages part of the {@link Oracle}: what blocks and their deltas add up to. */
final class MessageOracle {
    /** The kind of block that a kind of delta belongs to. */
    private static final Map<String, String> DELTAS =
            Map.of("text_delta", "text", "thinking_delta", "thinking", "input_json_delta", "tool_use");

    private final List<Block> blocks = new ArrayList<>();
    private final ObjectNode usage = Oracle.object();
    private @Nullable String id;
    private boolean started;
    private @Nullable String finish;
    boolean hasBegun;
    boolean warns;
    private boolean startsOddly;

    /** One content block that grows. */
    private static final class Block {
        private final int index;
        private final JsonNode start;
        private String type;
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder thinking = new StringBuilder();
        private final StringBuilder input = new StringBuilder();

        Block(int index, JsonNode start) {
            this.index = index;
            this.start = start;
            type = textOf(start.path("type"));
            text.append(textOf(start.path("text")));
            thinking.append(textOf(start.path("thinking")));
        }

        /** A block whose start names no type is of the kind of its first delta, so that nothing is lost. */
        private void add(JsonNode delta) {
            if (type.isEmpty()) {
                type = DELTAS.getOrDefault(textOf(delta.path("type")), "");
            }
            text.append(textOf(delta.path("text")));
            thinking.append(textOf(delta.path("thinking")));
            input.append(textOf(delta.path("partial_json")));
        }
    }

    /** Whether the input of some tool use was received in pieces that are not JSON. */
    boolean hasMalformedInput() {
        return inputs().anyMatch(input -> Oracle.tree(input) == null);
    }

    /** Whether there is an anomaly of which the documents do not say whether it is a warning. */
    boolean isOdd() {
        boolean isForeign =
                blocks.stream().map(block -> block.start.path("input")).anyMatch(MessageOracle::isForeign);
        return startsOddly
                || isForeign
                || inputs().anyMatch(input -> !Oracle.treeOrText(input).isObject());
    }

    private Stream<String> inputs() {
        return blocks.stream().map(block -> block.input.toString()).filter(input -> !input.isEmpty());
    }

    /** Whether this begins another message than the one that has begun. */
    boolean isAnother(JsonNode event) {
        String next = event.path("message").path("id").asText("");
        return event.path("type").asText().equals("message_start") && id != null && !next.isEmpty() && !next.equals(id);
    }

    void take(JsonNode event) {
        switch (event.path("type").asText()) {
            case "message_start" -> start(event.path("message"));
            case "content_block_start" -> {
                begin();
                blocks.add(new Block(event.path("index").asInt(), event.path("content_block")));
            }
            case "content_block_delta" -> {
                begin();
                delta(event.path("index").asInt(), event.path("delta"));
            }
            case "message_delta" -> {
                begin();
                Oracle.merge(usage, event.path("usage"));
                String reason = event.path("delta").path("stop_reason").asText("");
                finish = reason.isEmpty()
                                || event.path("delta").path("stop_reason").isNull()
                        ? finish
                        : reason;
            }
            default -> {
                // a ping, an end of a block, or what a later version of the dialect adds
            }
        }
    }

    private void begin() {
        startsOddly |= !started;
        hasBegun = true;
    }

    private void start(JsonNode message) {
        hasBegun = true;
        boolean again = started;
        startsOddly |= again;
        started = true;
        id = message.path("id").asText(id);
        Oracle.merge(usage, message.path("usage"));
        if (!again) {
            content(message.path("content"));
        }
    }

    void takeWhole(JsonNode message) {
        start(message);
        finish = message.path("stop_reason").isTextual()
                ? message.get("stop_reason").asText()
                : null;
    }

    private void content(JsonNode content) {
        if (content.isTextual()) {
            blocks.add(
                    new Block(blocks.size(), Oracle.object().put("type", "text").put("text", content.asText())));
        }
        for (JsonNode block : content) {
            blocks.add(new Block(blocks.size(), block));
        }
    }

    private void delta(int index, JsonNode delta) {
        Block block = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
        for (Block each : blocks) {
            block = each.index == index ? each : block;
        }
        if (block == null) { // nothing is lost
            block = new Block(index, Oracle.object());
            blocks.add(block);
            startsOddly = true;
        }
        warns |= block.index != index;
        block.add(delta);
    }

    ObjectNode summary() {
        ObjectNode summary = Oracle.object();
        StringBuilder text = new StringBuilder();
        StringBuilder thinking = new StringBuilder();
        ArrayNode kinds = Oracle.array();
        ArrayNode calls = Oracle.array();
        for (Block block : blocks) {
            kinds.add(block.type);
            if (block.type.equals("text")) {
                text.append(block.text);
            }
            thinking.append(block.thinking);
            if (block.start.has("input")) {
                ObjectNode call = calls.addObject();
                call.set("type", block.start.path("type"));
                call.set("id", block.start.path("id"));
                call.set("name", block.start.path("name"));
                call.set(
                        "input",
                        block.input.isEmpty() ? block.start.get("input") : Oracle.treeOrText(block.input.toString()));
            }
        }
        summary.put("text", text.toString());
        summary.put("reasoning", thinking.toString());
        summary.set("blocks", kinds);
        summary.set("calls", calls);
        summary.put("finish", finish);
        summary.set("usage", usage);
        return summary;
    }

    private static boolean isForeign(JsonNode input) {
        return !input.isObject() && !input.isMissingNode();
    }

    private static String textOf(JsonNode value) {
        return value.isTextual() ? value.asText() : "";
    }
}
