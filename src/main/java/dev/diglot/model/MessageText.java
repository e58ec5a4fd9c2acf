// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import java.util.ArrayList;
import java.util.List;

/** What {@link Message} offers beside its members. */
sealed interface MessageText permits Message {
    /** {@return the text blocks, joined; empty if there is none} */
    default String text() {
        return textOf(((Message) this).content());
    }

    /** {@return the thinking blocks, joined; empty if there is none} */
    default String thinking() {
        StringBuilder thinking = new StringBuilder();
        for (ContentBlock block : ((Message) this).content()) {
            if (block instanceof ThinkingBlock piece && piece.thinking() != null) {
                thinking.append(piece.thinking());
            }
        }
        return thinking.toString();
    }

    /** {@return the tool calls among the blocks, in order} */
    default List<ToolUseBlock> toolUses() {
        return ((Message) this)
                .content().stream()
                        .filter(ToolUseBlock.class::isInstance)
                        .map(ToolUseBlock.class::cast)
                        .toList();
    }

    /**
     * Returns this message for the next request: its role, and its blocks as they came, thinking and signatures too. What
     * the dialect requires of a request is filled in: {@code thinking}, which is empty if it is absent, and the {@code
     * input} of a tool call, which is <code>{}</code> if it is absent. Input that came as text and is no JSON object
     * becomes an object with that text as its one member, {@code raw_arguments}.
     *
     * @return the message
     */
    default MessageParam toParam() {
        Message message = (Message) this;
        MessageRole role = message.role();
        return MessageParam.builder(role == null ? MessageRole.ASSISTANT : role, MessageContent.of(message.content()))
                .build();
    }

    /** Joins the text blocks among these. */
    static String textOf(List<ContentBlock> blocks) {
        List<String> pieces = new ArrayList<>();
        for (ContentBlock block : blocks) {
            if (block instanceof TextBlock piece && piece.text() != null) {
                pieces.add(piece.text());
            }
        }
        return pieces.size() == 1 ? pieces.get(0) : String.join("", pieces);
    }
}
