// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.internal.json.Json;
import dev.diglot.internal.text.Sanitizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects all that an error's body says in words, the innermost first, each thing once. Visits each value at most once,
 * so it takes time linear in the body.
 */
final class ErrorWords {
    /** No body keeps more. */
    private static final int MOST = ErrorDecoder.MAX_KEPT_BYTES;

    /** Longer texts are cut here, and behind the {@link Sanitizer} once more: each level around repeats its words. */
    private static final int LONGEST = 2 * MOST;

    /** Errors inside errors; what is deeper is not looked at. */
    private static final int DEEPEST = 500;

    /** Where one level has its words. */
    private static final String[] MAIN = {
        "message", "msg", "errordescription", "errormessage", "errormsg", "errmsg", "statusmsg", "statusmessage"
    };

    private final Set<String> words = new LinkedHashSet<>();
    private int length;

    /** Stands before the next words: the places of the problems that these are about. */
    private final StringBuilder places = new StringBuilder();

    private ErrorWords() {}

    /** Returns the words of a body that was read as JSON; empty if there are none. */
    static String of(@Nullable Object json) {
        ErrorWords all = new ErrorWords();
        all.say(json, 0);
        return String.join("; ", all.words);
    }

    /** Adds words, unless they are there; returns whether there are any. */
    private boolean add(String text) {
        String stripped = Sanitizer.cut(text.strip(), LONGEST);
        if (stripped.isEmpty()) {
            return false;
        }
        String placed = places + stripped;
        places.setLength(0);
        if (length < MOST && words.add(placed)) {
            length += placed.length();
        }
        return true;
    }

    /** Adds the words of a value of any kind; returns whether it has any. */
    private boolean say(@Nullable Object value, int depth) {
        if (value == null || depth > DEEPEST || length >= MOST) {
            return false;
        }
        if (value instanceof Map<?, ?>) {
            return members(Members.of(value), depth);
        }
        if (value instanceof List<?> items) {
            boolean any = false;
            for (Object item : items) {
                any |= item(item, depth);
            }
            return any;
        }
        return add(value instanceof String text ? text : Json.write(value));
    }

    /** FastAPI names the place of each problem. */
    private boolean item(@Nullable Object item, int depth) {
        Object place = item instanceof Map ? Members.of(item).get("loc") : null;
        int before = places.length();
        if (place != null) {
            places.append(place).append(": ");
        }
        boolean any = say(item, depth + 1);
        places.setLength(Math.min(before, places.length()));
        return any;
    }

    private boolean members(Members members, int depth) {
        Object error = members.get("error") instanceof String ? null : members.get("error");
        Object errors = members.get("errors");
        boolean any = !(error instanceof Boolean) && say(error, depth + 1);
        any |= errors instanceof Map ? more(errors, depth) : errors instanceof List && say(errors, depth + 1);
        any |= ErrorBody.isErrorResponse(members) && say(members.get("response"), depth + 1);
        any |= members.get("code") instanceof Map<?, ?> code && say(code, depth + 1);
        any |= main(members, depth);
        any |= more(members.get("detail"), depth);
        any |= more(members.get("details"), depth);
        any |= ErrorCodes.isBad(ErrorBody.baseCode(members)) && say(members.get("baseresp"), depth + 1);
        if (members.get("metadata") instanceof Map<?, ?> metadata) {
            any |= add(Members.of(metadata).text("raw")); // OpenRouter: what the provider behind it said
        }
        return any || add(members.text("title", "text", "reason", "error", "errors"));
    }

    private boolean main(Members members, int depth) {
        for (String name : MAIN) {
            if (say(members.get(name), depth + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Details are words too if they have names of their own, such as those of the request's members. */
    private boolean more(@Nullable Object details, int depth) {
        if (details == null || say(details, depth + 1)) {
            return details != null;
        }
        boolean any = false;
        for (Object item : details instanceof List<?> items ? items : List.of(details)) {
            if (item instanceof Map<?, ?> members) {
                for (Map.Entry<?, ?> field : members.entrySet()) {
                    Object value = field.getValue();
                    any |= add(field.getKey() + ": " + (value instanceof String text ? text : Json.write(value)));
                }
            }
        }
        return any;
    }
}
