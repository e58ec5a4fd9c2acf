// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The convenience methods of {@link MessageRequest}. */
final class MessageRequestMethods {
    private MessageRequestMethods() {}

    static TokenCountRequest toTokenCountRequest(MessageRequest request) {
        String model = request.model() == null ? "" : request.model();
        List<MessageParam> messages = request.messages();
        return TokenCountRequest.builder(model, messages)
                .system(request.system())
                .tools(presentOrNull(request.tools()))
                .toolChoice(request.toolChoice())
                .thinking(request.thinking())
                .mcpServers(presentOrNull(request.mcpServers()))
                .cacheControl(request.cacheControl())
                .build();
    }

    private static <T> @Nullable List<T> presentOrNull(List<T> items) {
        return items.isEmpty() ? null : items;
    }
}
