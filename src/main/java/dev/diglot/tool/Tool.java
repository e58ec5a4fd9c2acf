// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import dev.diglot.json.JsonBinding;
import dev.diglot.json.JsonType;
import dev.diglot.model.ChatFunctionTool;
import dev.diglot.model.MessageTool;

/** One tool of a set, as both dialects declare it. */
record Tool<A>(ChatFunctionTool chatTool, MessageTool messageTool, Class<A> argumentType, ToolHandler<A> handler) {
    /**
     * Converts the arguments of a call.
     *
     * @return runs the tool with them
     * @throws dev.diglot.json.JsonBindingException if they do not fit
     */
    ToolRound.Work prepare(ToolCall call) {
        A arguments = argumentType == String.class
                ? argumentType.cast(call.arguments())
                : JsonBinding.read(call.arguments(), JsonType.of(argumentType));
        return () -> handler.run(arguments);
    }
}
