// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import java.util.ArrayList;
import java.util.List;

/** The hand-written methods of {@link Message}, which inherits them: the spec's x-java-interface names this type. */
sealed interface MessageText permits Message {
    /** {@return the joined text blocks; empty if there are none} */
    default String text() {
        return textOf(self().content());
    }

    /** {@return the joined thinking blocks; empty if there are none} */
    default String thinking() {
        StringBuilder thinking = new StringBuilder();
        for (ContentBlock block : self().content()) {
            if (block instanceof ThinkingBlock thinkingBlock && thinkingBlock.thinking() != null) {
                thinking.append(thinkingBlock.thinking());
            }
        }
        return thinking.toString();
    }

    /** {@return the tool calls among the blocks, in order} */
    default List<ToolUseBlock> toolUses() {
        return self().content().stream()
                .filter(ToolUseBlock.class::isInstance)
                .map(ToolUseBlock.class::cast)
                .toList();
    }

    /**
     * Returns this message for the next request: its role and all its blocks, including thinking and signatures.
     *
     * <p>The members that a request requires are filled in: {@code thinking} becomes an empty text if it is missing,
     * and the {@code input} of a tool call becomes <code>{}</code>. Input that was received as text and is not a JSON
     * object becomes an object with one member, {@code raw_arguments}, which contains that text.
     *
     * @return the message
     */
    default MessageParam toParam() {
        MessageRole role = self().role();
        MessageContent content = MessageContent.of(self().content());
        return MessageParam.builder(role == null ? MessageRole.ASSISTANT : role, content)
                .build();
    }

    private Message self() {
        return (Message) this; // the only permitted subtype
    }

    /** Joins the text blocks among these blocks. */
    static String textOf(List<ContentBlock> blocks) {
        List<String> texts = new ArrayList<>();
        for (ContentBlock block : blocks) {
            if (block instanceof TextBlock textBlock && textBlock.text() != null) {
                texts.add(textBlock.text());
            }
        }
        return texts.size() == 1 ? texts.get(0) : String.join("", texts);
    }
}
