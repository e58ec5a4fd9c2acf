// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import org.jspecify.annotations.Nullable;

/**
 * Runs one tool.
 *
 * @param <A> the class of its arguments
 */
@FunctionalInterface
public interface ToolHandler<A> {
    /**
     * Runs the tool.
     *
     * @param arguments the arguments that the model chose
     * @return the result: a {@code String} is sent as text; a {@code ContentBlock} (messages), a {@code
     *     ChatContentPart} (chat) or a list of them as content, for example an image; anything else as JSON, which is
     *     {@code null} for null
     * @throws ToolFailure to report a failure to the model
     * @throws Exception to end the loop
     */
    @Nullable
    Object run(A arguments) throws Exception;
}
