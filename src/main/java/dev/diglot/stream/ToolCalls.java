// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.json.Json;
import dev.diglot.model.ChatFunctionCall;
import dev.diglot.model.ChatToolCallDelta;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the tool calls of one choice together from their pieces. Two calls never merge. */
final class ToolCalls {
    private ToolCalls() {}

    static void add(List<@Nullable Object> calls, List<ChatToolCallDelta> pieces) {
        int before = calls.size();
        for (int i = 0; i < pieces.size(); i++) {
            int place = before - pieces.size() + i;
            Call call = find(calls, pieces.get(i), place < 0 ? before - 1 : place);
            if (call == null) {
                call = new Call();
                calls.add(call);
            }
            call.add(pieces.get(i));
        }
    }

    /** Adds a piece of a function's name and arguments. */
    static void addFunction(Tree function, ChatFunctionCall piece) {
        function.merge("name", piece.name());
        function.grow("arguments", piece.arguments());
        function.mergeAll(piece.additionalProperties());
    }

    /** The call that a piece belongs to: by index, else by id, else by its place in the list; null for a new one. */
    private static @Nullable Call find(List<@Nullable Object> calls, ChatToolCallDelta piece, int place) {
        Object index = piece.index();
        Object id = said(piece.id());
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i) instanceof Call call
                    && (index == null ? id != null && id.equals(call.get("id")) : index.equals(call.index))) {
                return index != null && call.isOver(piece) ? null : call;
            }
        }
        return place >= 0
                        && calls.get(place) instanceof Call open
                        && (index == null || open.index == null)
                        && (id == null || said(open.get("id")) == null)
                        && (nameIn(piece) == null || open.name() == null)
                ? open
                : null;
    }

    private static @Nullable Object nameIn(ChatToolCallDelta piece) {
        ChatFunctionCall function = piece.function();
        return function == null ? null : said(function.name());
    }

    /** An empty text says nothing. */
    private static @Nullable Object said(@Nullable Object text) {
        return "".equals(text) ? null : text;
    }

    /** One call, as far as it has come; the index is no part of it. */
    private static final class Call extends Tree {
        private static final long serialVersionUID = 1L;

        private @Nullable Integer index;

        Call() {
            put("type", "function");
            tree("function").grow("arguments", "");
        }

        void add(ChatToolCallDelta piece) {
            index = index == null ? piece.index() : index;
            merge("id", said(piece.id()));
            merge("type", piece.type());
            if (piece.function() != null) {
                addFunction(tree("function"), piece.function());
            }
            mergeAll(piece.additionalProperties());
        }

        @Nullable
        Object name() {
            return said(tree("function").get("name"));
        }

        /** Whether a piece with this call's index begins another one: some servers say index 0 for all of them. */
        boolean isOver(ChatToolCallDelta piece) {
            if (nameIn(piece) == null || name() == null) {
                return false;
            }
            Object id = said(get("id"));
            Object otherId = said(piece.id());
            ChatFunctionCall function = piece.function();
            if (otherId == null && (function == null || said(function.arguments()) == null)) {
                return false; // the name said once more
            }
            if (id != null && otherId != null) {
                return !id.equals(otherId);
            }
            try {
                return Json.parse(String.valueOf(tree("function").get("arguments"))) instanceof Map;
            } catch (IOException e) {
                return false; // the arguments are still coming
            }
        }
    }
}
