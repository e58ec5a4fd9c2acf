// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.internal.json.Json;
import dev.diglot.model.ChatFunctionCall;
import dev.diglot.model.ChatToolCallDelta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Assembles the tool calls of one choice from their pieces. Two calls never merge. */
final class ToolCalls {
    /** The calls in the order in which they began; also a member of the message, so that nothing is copied. */
    private final List<@Nullable Object> calls;

    // The call that began last with an index, and with an id.
    private final Map<Integer, Call> byIndex = new HashMap<>();
    private final Map<String, Call> byId = new HashMap<>();

    ToolCalls(List<@Nullable Object> calls) {
        this.calls = calls;
    }

    void add(List<ChatToolCallDelta> pieces) {
        int before = calls.size();
        for (int i = 0; i < pieces.size(); i++) {
            ChatToolCallDelta piece = pieces.get(i);
            int place = before - pieces.size() + i; // as many pieces as open calls: each goes on with one of them
            Call call = find(piece, place < 0 ? before - 1 : place);
            if (call == null) {
                call = new Call();
                calls.add(call);
            }
            call.add(piece);
            note(call);
        }
    }

    private void note(Call call) {
        if (call.index != null) {
            byIndex.put(call.index, call);
        }
        String id = call.id();
        if (id != null) {
            byId.put(id, call);
        }
    }

    /** Returns the call that a piece belongs to: by index, else by id, else by its place; null for a new call. */
    private @Nullable Call find(ChatToolCallDelta piece, int place) {
        Integer index = piece.index();
        String id = orNull(piece.id());
        Call known = null;
        if (index != null) {
            known = byIndex.get(index);
        } else if (id != null) {
            known = byId.get(id);
        }
        if (known != null) {
            return index != null && known.isFollowedBy(piece) ? null : known;
        }
        boolean fits = place >= 0
                && calls.get(place) instanceof Call open
                && (index == null || open.index == null)
                && (id == null || open.id() == null)
                && (nameIn(piece) == null || open.name() == null);
        return fits ? (Call) calls.get(place) : null;
    }

    /** Returns the names of the calls whose arguments are not JSON; empty arguments are those of no parameters. */
    List<String> malformed() {
        List<String> names = new ArrayList<>();
        for (Object item : calls) {
            if (item instanceof Call call && !isJson(call.arguments())) {
                names.add(String.valueOf(call.name()));
            }
        }
        return names;
    }

    static boolean isJson(String arguments) {
        try {
            if (!arguments.isBlank()) {
                Json.parse(arguments);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Adds a piece of a function's name and arguments. The first name stays: some endpoints send a later, wrong one. */
    static void addFunction(JsonAccumulator function, ChatFunctionCall piece) {
        if (orNull(function.get("name")) == null) {
            function.merge("name", piece.name());
        }
        function.grow("arguments", piece.arguments());
        function.mergeAll(piece.additionalProperties());
    }

    private static @Nullable String nameIn(ChatToolCallDelta piece) {
        ChatFunctionCall function = piece.function();
        return function == null ? null : orNull(function.name());
    }

    private static @Nullable String orNull(@Nullable Object text) {
        return text == null || text.toString().isEmpty() ? null : text.toString();
    }

    /** One call, as far as it has come; the index is not part of it. */
    private static final class Call extends JsonAccumulator {
        private static final long serialVersionUID = 1L;

        private @Nullable Integer index;
        private final transient ObjectScanner scanner = new ObjectScanner();

        Call() {
            put("type", "function");
        }

        void add(ChatToolCallDelta piece) {
            index = index == null ? piece.index() : index;
            merge("id", orNull(piece.id()));
            merge("type", piece.type());
            ChatFunctionCall function = piece.function();
            if (function != null) {
                addFunction(tree("function"), function);
                scanner.accept(function.arguments());
            }
            Map<String, @Nullable Object> others = piece.additionalProperties();
            if (others.containsKey("index")) {
                others = JsonAccumulator.of(others);
                others.remove("index"); // sent as text; it is not part of the call
            }
            mergeAll(others);
        }

        @Nullable
        String id() {
            return orNull(get("id"));
        }

        @Nullable
        String name() {
            return orNull(tree("function").get("name"));
        }

        String arguments() {
            return String.valueOf(tree("function").get("arguments"));
        }

        /** Whether a piece with this call's index begins another call: some endpoints say index 0 for all of them. */
        boolean isFollowedBy(ChatToolCallDelta piece) {
            if (nameIn(piece) == null || name() == null) {
                return false;
            }
            String otherId = orNull(piece.id());
            ChatFunctionCall function = piece.function();
            if (otherId == null && (function == null || orNull(function.arguments()) == null)) {
                return false; // the name once more
            }
            if (id() != null && otherId != null) {
                return !otherId.equals(id());
            }
            return scanner.isComplete();
        }
    }

    /** Follows a JSON object that arrives in pieces, to tell when it is complete. Each character is read once. */
    private static final class ObjectScanner {
        private int depth;
        private boolean begun;
        private boolean inString;
        private boolean escaped;
        private boolean broken;

        void accept(@Nullable String piece) {
            for (int i = 0; piece != null && i < piece.length(); i++) {
                accept(piece.charAt(i));
            }
        }

        private void accept(char c) {
            if (inString) {
                inString = escaped || c != '"';
                escaped = !escaped && c == '\\';
                return;
            }
            if (depth == 0 && !Character.isWhitespace(c)) {
                broken |= begun || c != '{';
                begun = true;
            }
            switch (c) {
                case '"' -> inString = true;
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
        }

        boolean isComplete() {
            return begun && !broken && depth == 0;
        }
    }
}
