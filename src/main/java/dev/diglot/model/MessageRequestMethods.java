// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import dev.diglot.internal.json.Checkpoint;
import dev.diglot.internal.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The convenience methods of {@link MessageRequest}. */
final class MessageRequestMethods {
    private MessageRequestMethods() {}

    /** Keeps the members that both requests have: those that the other one does not know are options of the reply. */
    static TokenCountRequest toTokenCountRequest(MessageRequest request) {
        TokenCountRequest all = Json.model(request, TokenCountRequest::read, Checkpoint.NONE);
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        if (Json.tree(all) instanceof Map<?, ?> tree) {
            tree.forEach((name, value) -> members.put((String) name, value));
        }
        members.keySet().removeAll(all.additionalProperties().keySet());
        return Json.model(members, TokenCountRequest::read, Checkpoint.NONE);
    }
}
