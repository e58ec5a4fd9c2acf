// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.json.Json;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words of an error, found in whatever shape the body has.
 *
 * <p>The shapes: {@code {"error": {message, type, code, param}}}, {@code {"error": "text"}}, flat
 * {@code {message, type, code}}, {@code {"detail": text | list | object}}, {@code {status, message}}, each also as the
 * first item of a list.
 *
 * @param code the error's code, a number as text
 * @param type the error's type
 * @param message the endpoint's words; where the body has none, what it has instead
 * @param param the request's member that is to blame
 * @param requestId the endpoint's name for this request
 */
record ErrorText(
        @Nullable String code,
        @Nullable String type,
        String message,
        @Nullable String param,
        @Nullable String requestId)
        implements Serializable {
    /** Whether the body of a 2xx answer, or an event of a stream, is an error: it says so, or says nothing else. */
    static boolean isError(@Nullable Object json) {
        Map<?, ?> root = members(first(json));
        Object error = error(root);
        return !members(error).isEmpty()
                || (error instanceof String words && !words.isBlank())
                || Boolean.TRUE.equals(error)
                || "error".equals(root.get("type"))
                || "error".equals(root.get("object"))
                || (!root.containsKey("choices")
                        && !root.containsKey("content")
                        && (!(root.get("type") instanceof String) || root.containsKey("code"))
                        && (root.get("message") instanceof String || root.get("detail") instanceof String));
    }

    /** Finds the words in a body that was read as JSON; null for one that is no JSON. A body without any gets these. */
    static ErrorText of(@Nullable Object json, String otherwise) {
        Map<?, ?> root = members(first(json));
        Map<?, ?> inner = members(error(root));
        String message = say(json);
        String code = pick(inner, root, "code");
        // {"error": "invalid_token", "error_description": "..."}: the short one is a code
        boolean errorIsCode = code == null && error(root) instanceof String words && !words.equals(message);
        String type = pick(inner, Map.of(), "type");
        return new ErrorText(
                errorIsCode ? text(error(root)) : code,
                type == null && !"error".equals(root.get("type")) ? text(root.get("type")) : type,
                message.isEmpty() ? otherwise : message,
                pick(inner, root, "param"),
                pick(root, inner, "request_id", "requestId", "requestid"));
    }

    private static @Nullable Object error(Map<?, ?> root) {
        return first(root.get("error") == null ? root.get("errors") : root.get("error"));
    }

    /** What a value has to say; empty if nothing. */
    private static String say(@Nullable Object value) {
        if (value instanceof Map<?, ?> members) {
            String words = error(members) instanceof Map<?, ?> inner ? say(inner) : "";
            for (String name : List.of("message", "msg", "error_description", "detail")) {
                words = words.isEmpty() ? say(members.get(name)) : words;
            }
            return words.isEmpty() && !(error(members) instanceof Map) ? say(members.get("error")) : words;
        }
        StringBuilder words = new StringBuilder();
        for (Object item : value instanceof List<?> items ? items : List.of()) {
            Object place = members(item).get("loc"); // FastAPI names the place of each fault
            words.append(words.isEmpty() ? "" : "; ")
                    .append(place == null ? "" : place + ": ")
                    .append(say(item));
        }
        return value == null || value instanceof List<?>
                ? words.toString()
                : String.valueOf(value).strip();
    }

    private static @Nullable String pick(Map<?, ?> first, Map<?, ?> second, String... names) {
        String text = null;
        for (String name : names) {
            text = text == null ? text(first.get(name)) : text;
            text = text == null ? text(second.get(name)) : text;
        }
        return text;
    }

    private static Map<?, ?> members(@Nullable Object value) {
        return value instanceof Map<?, ?> members ? members : Map.of();
    }

    /** The first item of a list, anything else as it is. */
    private static @Nullable Object first(@Nullable Object value) {
        return value instanceof List<?> items ? (items.isEmpty() ? null : items.get(0)) : value;
    }

    /** Text as it is, other kinds as their JSON text, blanks and null as null. */
    private static @Nullable String text(@Nullable Object value) {
        String text = value instanceof String string ? string : value == null ? "" : Json.write(value);
        return text.isBlank() ? null : text;
    }
}
