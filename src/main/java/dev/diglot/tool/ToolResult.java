// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import dev.diglot.json.JsonBinding;
import dev.diglot.model.ChatContentPart;
import dev.diglot.model.ContentBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of one call, as the model receives it.
 *
 * @param call the call
 * @param text the result as text; empty if it is content
 * @param content the blocks or parts of the result; empty if it is text
 * @param isError whether the tool did not run, or failed
 */
record ToolResult(ToolCall call, String text, List<?> content, boolean isError) {
    static ToolResult error(ToolCall call, String message) {
        return new ToolResult(call, "Error: " + message, List.of(), true);
    }

    /**
     * Converts what a handler returned.
     *
     * @throws IllegalArgumentException if it cannot be sent
     */
    static ToolResult of(ToolCall call, @Nullable Object value, Class<?> contentType, int maxChars) {
        List<?> content = List.of();
        if (isContent(value)) {
            content = List.of(value);
        } else if (value instanceof List<?> list && list.stream().anyMatch(ToolResult::isContent)) {
            content = list;
        }
        for (Object item : content) {
            if (!contentType.isInstance(item)) {
                throw new IllegalArgumentException("the tool " + call.name() + " returned a "
                        + item.getClass().getSimpleName() + ", but in this dialect the content of a result is a "
                        + contentType.getSimpleName());
            }
        }
        String json = value instanceof String text ? text : JsonBinding.write(value);
        if (json.length() > maxChars) {
            return error(
                    call, "the result has " + json.length() + " characters, but at most " + maxChars + " are allowed");
        }
        return new ToolResult(call, content.isEmpty() ? json : "", List.copyOf(content), false);
    }

    private static boolean isContent(@Nullable Object value) {
        return value instanceof ContentBlock || value instanceof ChatContentPart;
    }

    /** Returns the blocks or parts. */
    <C> List<C> contentAs(Class<C> type) {
        return content.stream().map(type::cast).toList();
    }
}
