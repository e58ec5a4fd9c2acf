// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call that the model requests, in either dialect.
 *
 * @param id the id of the call; if the endpoint sent none, or one that another call has, one that the loop created
 * @param name the name of the tool; empty if the endpoint sent none
 * @param arguments the arguments as JSON text, as the model wrote them; <code>{}</code> if there are none
 */
public record ToolCall(String id, String name, String arguments) {
    /** Creates a call from what an endpoint sent. */
    static ToolCall of(@Nullable String id, @Nullable String name, String arguments) {
        return new ToolCall(Objects.requireNonNullElse(id, ""), Objects.requireNonNullElse(name, ""), arguments);
    }
}
