// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.internal.json.Checkpoint;
import dev.diglot.internal.json.GeneratedReaders;
import dev.diglot.internal.json.Json;
import dev.diglot.internal.json.OtherMembers;
import dev.diglot.model.ChatFunctionCall;
import dev.diglot.model.ChatToolCall;
import dev.diglot.model.ChatToolCallDelta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Assembles the tool calls of one choice from their pieces, so that two calls never become one. */
final class ToolCalls {
    private static final Set<String> HANDLED_OF_CALL = Set.of("index", "id", "type", "function");
    private static final Set<String> HANDLED_OF_FUNCTION = Set.of("name", "arguments");

    /** The calls in the order in which they started. The same list is a member of the message, so nothing is copied. */
    private final List<@Nullable Object> calls;

    /** The latest call of each index. */
    private final Map<Integer, Call> callsByIndex = new HashMap<>();

    /** The latest call of each id. */
    private final Map<String, Call> callsById = new HashMap<>();

    /** The number of calls that {@link #takeCompleted} returned. */
    private int taken;

    ToolCalls(List<@Nullable Object> calls) {
        this.calls = calls;
    }

    /** Adds the pieces of one chunk. */
    void add(List<ChatToolCallDelta> pieces) {
        int callsBefore = calls.size();
        for (int i = 0; i < pieces.size(); i++) {
            ChatToolCallDelta piece = pieces.get(i);
            Call call = find(piece, positionFor(i, pieces.size(), callsBefore));
            if (call == null) {
                call = new Call();
                calls.add(call);
            }
            call.add(piece);
            register(call);
        }
    }

    /**
     * Returns the position of the call that a piece without index and id continues. The n pieces of a chunk continue
     * the last n calls, in order; a piece that has no counterpart there continues the last call.
     *
     * @return the position, or -1 if there is no call
     */
    private static int positionFor(int pieceIndex, int pieceCount, int callCount) {
        int position = callCount - pieceCount + pieceIndex;
        return position < 0 ? callCount - 1 : position;
    }

    private void register(Call call) {
        if (call.index != null) {
            callsByIndex.put(call.index, call);
        }
        String id = call.id();
        if (id != null) {
            callsById.put(id, call);
        }
    }

    /**
     * Returns the call that a piece continues: by index or, if it has none, by id; otherwise by position. Null for a
     * new call.
     */
    private @Nullable Call find(ChatToolCallDelta piece, int position) {
        Integer index = piece.index();
        String id = textOrNull(piece.id());
        if (index != null) {
            Call call = callsByIndex.get(index);
            if (call != null) {
                return call.isEndedBy(piece) ? null : call;
            }
        } else if (id != null) {
            Call call = callsById.get(id);
            if (call != null) {
                return call;
            }
        }
        if (position >= 0 && calls.get(position) instanceof Call call && call.mayContinueWith(piece)) {
            return call;
        }
        return null;
    }

    /**
     * Returns the calls that have become complete since this method was called last: all calls once the choice is
     * finished; before that, those whose arguments are complete and that another call follows.
     */
    List<ChatToolCall> takeCompleted(boolean isFinished) {
        List<ChatToolCall> completed = new ArrayList<>();
        while (taken < calls.size() && calls.get(taken) instanceof Call call) {
            boolean isLast = taken == calls.size() - 1;
            if (!isFinished && (isLast || !call.arguments.isComplete())) {
                break;
            }
            completed.add(Json.model(call, GeneratedReaders.of(ChatToolCall.class), Checkpoint.NONE));
            taken++;
        }
        return completed;
    }

    /**
     * Returns the function names of the calls whose arguments are not JSON. Empty arguments stand for no parameters.
     */
    List<String> namesWithMalformedArguments() {
        List<String> names = new ArrayList<>();
        for (Object item : calls) {
            if (item instanceof Call call && !isJson(call.arguments())) {
                names.add(String.valueOf(call.name()));
            }
        }
        return names;
    }

    /** Whether arguments are JSON, or blank. */
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

    /** Adds a piece of a function's name and arguments. The first name stays: some endpoints send a wrong one later. */
    static void addFunction(JsonAccumulator function, ChatFunctionCall piece) {
        if (textOrNull(function.get("name")) == null) {
            function.merge("name", piece.name());
        }
        function.append("arguments", piece.arguments());
        function.mergeAll(new OtherMembers(HANDLED_OF_FUNCTION).of(piece));
        function.mergeAll(piece.additionalProperties());
    }

    private static @Nullable String nameOf(ChatToolCallDelta piece) {
        ChatFunctionCall function = piece.function();
        return function == null ? null : textOrNull(function.name());
    }

    private static @Nullable String argumentsOf(ChatToolCallDelta piece) {
        ChatFunctionCall function = piece.function();
        return function == null ? null : textOrNull(function.arguments());
    }

    /** Returns a text, or null if it is null or empty: endpoints send an empty text for an absent one. */
    private static @Nullable String textOrNull(@Nullable Object text) {
        return text == null || text.toString().isEmpty() ? null : text.toString();
    }

    /** What has been accumulated of one call. Its index is not one of its members: a complete call has none. */
    private static final class Call extends JsonAccumulator {
        private static final long serialVersionUID = 1L;

        private @Nullable Integer index;
        private final transient ObjectScanner arguments = new ObjectScanner();

        Call() {
            put("type", "function");
        }

        void add(ChatToolCallDelta piece) {
            if (index == null) {
                index = piece.index();
            }
            merge("id", textOrNull(piece.id()));
            merge("type", piece.type());
            ChatFunctionCall function = piece.function();
            if (function != null) {
                addFunction(mutableObject("function"), function);
                arguments.accept(function.arguments());
            }
            mergeAll(new OtherMembers(HANDLED_OF_CALL).of(piece));
            Map<String, @Nullable Object> others = piece.additionalProperties();
            if (others.containsKey("index")) {
                others = JsonAccumulator.of(others);
                others.remove("index"); // of the wrong type, or it would not be here
            }
            mergeAll(others);
        }

        @Nullable
        String id() {
            return textOrNull(get("id"));
        }

        @Nullable
        String name() {
            return textOrNull(ofFunction("name"));
        }

        /** Returns the arguments; "null", which is JSON, if there are none. */
        String arguments() {
            return String.valueOf(ofFunction("arguments"));
        }

        /** Returns a member of the function; null for a call of a custom tool, which has none. */
        private @Nullable Object ofFunction(String name) {
            return get("function") == null ? null : mutableObject("function").get(name);
        }

        /**
         * Whether this call may continue with a piece that was not matched by index or id. The piece may bring an
         * index, an id or a name only if the call has none.
         */
        boolean mayContinueWith(ChatToolCallDelta piece) {
            return (piece.index() == null || index == null)
                    && (textOrNull(piece.id()) == null || id() == null)
                    && (nameOf(piece) == null || name() == null);
        }

        /** Whether a piece with this call's index starts the next call: some endpoints send index 0 for every call. */
        boolean isEndedBy(ChatToolCallDelta piece) {
            if (nameOf(piece) == null || name() == null) {
                return false;
            }
            String otherId = textOrNull(piece.id());
            if (otherId == null && argumentsOf(piece) == null) {
                return false; // only repeats the name
            }
            if (id() != null && otherId != null) {
                return !otherId.equals(id());
            }
            return arguments.isComplete();
        }
    }

    /** Detects when a JSON object that arrives in pieces is complete. Reads each character once. */
    private static final class ObjectScanner {
        private int depth;
        private boolean isStarted;
        private boolean isInString;

        /** Whether the previous character was a backslash that escapes the next one. */
        private boolean isAfterBackslash;

        /** Whether nothing but one object was received so far. */
        private boolean isSingleObject = true;

        void accept(@Nullable String piece) {
            for (int i = 0; piece != null && i < piece.length(); i++) {
                accept(piece.charAt(i));
            }
        }

        private void accept(char c) {
            if (isInString) {
                isInString = c != '"' || isAfterBackslash;
                isAfterBackslash = c == '\\' && !isAfterBackslash;
                return;
            }
            if (depth == 0 && !Character.isWhitespace(c)) {
                isSingleObject &= c == '{' && !isStarted;
                isStarted = true;
            }
            switch (c) {
                case '"' -> isInString = true;
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
        }

        boolean isComplete() {
            return isStarted && isSingleObject && depth == 0;
        }
    }
}
