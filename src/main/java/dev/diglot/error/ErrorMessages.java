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
 * Collects the messages of an error body, without duplicates. For each object, the messages of its nested errors come
 * first, then its own message, then those of its details. Visits each value a bounded number of times, so it takes
 * linear time.
 */
final class ErrorMessages {
    /** Collecting stops at this total length. */
    private static final int MAX_TOTAL_LENGTH = ErrorDecoder.MAX_KEPT_BYTES;

    /**
     * A longer message is cut. This bounds the work, because a message may be the JSON text of a member with everything
     * nested in it. It is more than the {@link Sanitizer} keeps of the result, which it cuts only after it has searched
     * it for the key.
     */
    private static final int MAX_LENGTH = 2 * MAX_TOTAL_LENGTH;

    /** Errors nested more deeply are ignored. */
    private static final int MAX_DEPTH = 500;

    /** The names of the main message of one level, normalized as {@link Members} requires; the first one is used. */
    private static final String[] MAIN_NAMES = {
        "message", "msg", "errordescription", "errormessage", "errormsg", "errmsg", "statusmsg", "statusmessage"
    };

    /** The names used if a level has no other message. */
    private static final String[] FALLBACK_NAMES = {"title", "text", "reason", "error", "errors"};

    private final Set<String> messages = new LinkedHashSet<>();
    private int totalLength;

    /** The number of messages found, including duplicates and those over the total length. */
    private int found;

    /**
     * The locations of the list items that enclose the current value. The next message is prefixed with them; then they
     * are cleared.
     */
    private final StringBuilder locations = new StringBuilder();

    private ErrorMessages() {}

    /** Returns the messages of a JSON body, separated by semicolons; empty if there are none. */
    static String of(@Nullable Object json) {
        ErrorMessages all = new ErrorMessages();
        all.collect(json, 0);
        return String.join("; ", all.messages);
    }

    private void add(String message) {
        String stripped = Sanitizer.cut(message.strip(), MAX_LENGTH);
        if (stripped.isEmpty()) {
            return;
        }
        found++;
        String located = locations + stripped;
        locations.setLength(0);
        if (totalLength < MAX_TOTAL_LENGTH && messages.add(located)) {
            totalLength += located.length();
        }
    }

    private void collect(@Nullable Object value, int depth) {
        if (value == null || depth > MAX_DEPTH || totalLength >= MAX_TOTAL_LENGTH) {
            return;
        }
        if (value instanceof Map<?, ?>) {
            collectMembers(Members.of(value), depth);
        } else if (value instanceof List<?> items) {
            for (Object item : items) {
                collectItem(item, depth);
            }
        } else {
            add(text(value));
        }
    }

    private static String text(@Nullable Object value) {
        return value instanceof String text ? text : Json.write(value);
    }

    /** Collects an item of a list. FastAPI sends the location of each problem as {@code loc}. */
    private void collectItem(@Nullable Object item, int depth) {
        Object location = item instanceof Map ? Members.of(item).get("loc") : null;
        int before = locations.length();
        if (location != null) {
            locations.append(location).append(": ");
        }
        collect(item, depth + 1);
        locations.setLength(Math.min(before, locations.length())); // drops this location if no message has cleared it
    }

    private void collectMembers(Members members, int depth) {
        int before = found;
        collectNestedErrors(members, depth);
        collectMain(members, depth);
        collectDetails(members.get("detail"), depth);
        collectDetails(members.get("details"), depth);
        if (ErrorCodes.isErrorCode(ErrorBody.baseRespCode(members))) {
            collect(members.get("baseresp"), depth + 1);
        }
        if (members.get("metadata") instanceof Map<?, ?> metadata) {
            add(Members.of(metadata).text("raw")); // OpenRouter: the message of the provider behind it
        }
        if (found == before) {
            add(members.text(FALLBACK_NAMES));
        }
    }

    private void collectNestedErrors(Members members, int depth) {
        Object error = members.get("error");
        if (!(error instanceof String) && !(error instanceof Boolean)) {
            collect(error, depth + 1);
        }
        Object errors = members.get("errors");
        if (errors instanceof Map) {
            collectDetails(errors, depth);
        } else if (errors instanceof List) {
            collect(errors, depth + 1);
        }
        if (ErrorBody.hasErrorResponse(members)) {
            collect(members.get("response"), depth + 1);
        }
        if (members.get("code") instanceof Map<?, ?> code) {
            collect(code, depth + 1);
        }
    }

    private void collectMain(Members members, int depth) {
        int before = found;
        for (String name : MAIN_NAMES) {
            collect(members.get(name), depth + 1);
            if (found > before) {
                return;
            }
        }
    }

    /**
     * Collects details. If they contain no message, collects each member with its name instead: often the name is that
     * of a request member, and the value says what is wrong with it.
     */
    private void collectDetails(@Nullable Object details, int depth) {
        if (details == null) {
            return;
        }
        int before = found;
        collect(details, depth + 1);
        if (found > before) {
            return;
        }
        for (Object item : details instanceof List<?> items ? items : List.of(details)) {
            if (item instanceof Map<?, ?> members) {
                members.forEach((name, value) -> add(name + ": " + text(value)));
            }
        }
    }
}
