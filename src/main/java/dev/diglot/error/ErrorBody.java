// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.internal.json.Json;
import dev.diglot.internal.text.TextSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one recogniser of errors: decides for any JSON value whether it is one, and finds what it says in whatever shape
 * it has.
 *
 * <p>The shapes: {@code {"error": {message, type, code, param}}}, {@code {"error": "text"}}, {@code {"errors": [...]}},
 * flat {@code {message, type, code}}, {@code {"detail": text | list | object}}, {@code {code, details}},
 * {@code {text, error_code}}, {@code {status, message}}, {@code {"base_resp": {status_code, status_msg}}}, each also
 * nested, and as the first item of a list.
 *
 * @param status the status of HTTP that the body names, or 0
 * @param code the error's code, a number as text
 * @param type the error's type
 * @param message all of the endpoint's words; null if it has none
 * @param param the request's member that is to blame
 * @param requestId the endpoint's name for this request
 */
record ErrorBody(
        int status,
        @Nullable String code,
        @Nullable String type,
        @Nullable String message,
        @Nullable String param,
        @Nullable String requestId) {
    private static final String[] CODES = {"code", "errorcode", "errcode", "errno", "statuscode"};
    private static final String[] STATUSES = {"httpcode", "httpstatus", "httpstatuscode", "statuscode", "status", "code"
    };

    /** Errors inside errors; what is deeper is not looked at. */
    private static final int DEEPEST = 500;

    /**
     * Decides whether a value inside a 2xx response is an error.
     *
     * <p>Non-empty choices, content or delta, or a usage object, mean a response, unless the error is explicit. A code of
     * 0, 200 or ok means none. What is left is an error if a code, a status or a type says so, or if it holds nothing but
     * words.
     */
    static boolean isError(@Nullable Object json) {
        Members root = Members.of(json);
        return isExplicit(root) || (!isResponse(root) && (isCoded(root) || isNothingButWords(root)));
    }

    private static boolean isExplicit(Members root) {
        return ErrorCodes.says(root.get("error"))
                || ErrorCodes.says(root.get("errors"))
                || isErrorResponse(root)
                || "error".equals(root.get("type"))
                || "error".equals(root.get("object"));
    }

    /** Returns whether the error stands inside a member named response. */
    static boolean isErrorResponse(Members root) {
        return root.get("response") instanceof Map<?, ?> inner
                && ErrorCodes.says(Members.of(inner).get("error"));
    }

    private static boolean isResponse(Members root) {
        return isFilled(root.get("choices"))
                || isFilled(root.get("content"))
                || isFilled(root.get("delta"))
                || root.get("usage") instanceof Map;
    }

    private static boolean isFilled(@Nullable Object value) {
        return (value instanceof String text && !text.isEmpty())
                || (value instanceof List<?> items && !items.isEmpty())
                || (value instanceof Map<?, ?> members && !members.isEmpty());
    }

    /** MiniMax: the code of {@code base_resp}, or null. */
    static @Nullable Object baseCode(Members root) {
        return Members.of(root.get("baseresp")).get("statuscode");
    }

    private static boolean isCoded(Members root) {
        Object code = root.get(CODES);
        if (ErrorCodes.isBad(baseCode(root))
                || isHttpError(root)
                || ErrorCodes.namesError(root.get("status"))
                || Boolean.FALSE.equals(root.get("success"))) {
            return true;
        }
        if (isSuccess(root)) {
            return false;
        }
        if (ErrorCodes.isBad(root.get("errorcode", "errcode", "errno"))
                || !root.text("errormessage", "errormsg", "errmsg", "errordescription")
                        .isEmpty()) {
            return true;
        }
        boolean isNamed = ErrorCodes.namesError(root.get("type")) || ErrorCodes.namesError(code);
        boolean mayBeCode = root.text("type").isEmpty() || code instanceof Number;
        return (isNamed || (mayBeCode && ErrorCodes.isBad(code))) && hasWords(root);
    }

    private static boolean isHttpError(Members root) {
        for (String name : STATUSES) {
            if (ErrorCodes.httpStatus(root.get(name)) > 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSuccess(Members root) {
        return ErrorCodes.isGood(root.get(CODES))
                || ErrorCodes.isGood(root.get("status"))
                || ErrorCodes.isGood(baseCode(root))
                || Boolean.TRUE.equals(root.get("success"));
    }

    private static boolean hasWords(Members root) {
        return ErrorCodes.says(root.get("message", "msg")) || ErrorCodes.says(root.get("detail", "details"));
    }

    /** Returns whether a value has words and nothing that tells what else it could be. */
    private static boolean isNothingButWords(Members root) {
        boolean mayBeElse = isSuccess(root)
                || root.has("choices")
                || root.has("content")
                || !root.text("type", "object", "status").isEmpty();
        boolean isMessage = root.get("message") instanceof String words && ErrorCodes.isBad(words);
        return !mayBeElse && (isMessage || ErrorCodes.says(root.get("detail")));
    }

    /** Finds what an error says. */
    static ErrorBody of(@Nullable Object json) {
        List<Members> levels = levels(json);
        Members root = levels.get(levels.size() - 1);
        String words = ErrorWords.of(json);
        String code = pick(levels, CODES);
        String errorText = root.text("error");
        // {"error": "invalid_token", "error_description": "..."}: the short one is a code
        if (code == null && !errorText.isEmpty() && !TextSearch.contains(words, errorText.strip())) {
            code = errorText;
        }
        String type = pick(levels, "type", "errortype");
        return new ErrorBody(
                status(levels),
                code,
                "error".equals(type) ? null : type,
                words.isEmpty() ? null : words,
                pick(levels, "param", "parameter"),
                requestId(levels));
    }

    /** Returns the objects that stand inside each other, the innermost first, the root last. */
    private static List<Members> levels(@Nullable Object json) {
        List<Members> levels = new ArrayList<>();
        Members at = Members.of(json);
        do {
            levels.add(0, at);
            at = inner(at);
        } while (!at.isEmpty() && levels.size() < DEEPEST);
        return levels;
    }

    private static Members inner(Members outer) {
        for (String name : List.of("error", "errors", "response", "detail", "message", "code", "baseresp")) {
            Object value = outer.get(name);
            boolean isLevel = switch (name) {
                case "error", "errors" -> true;
                case "response" -> isErrorResponse(outer);
                case "baseresp" -> ErrorCodes.isBad(baseCode(outer));
                default -> value instanceof Map;
            };
            Members inner = isLevel ? Members.of(value) : Members.NONE;
            if (!inner.isEmpty()) {
                return inner;
            }
        }
        return Members.NONE;
    }

    private static @Nullable String pick(List<Members> levels, String... names) {
        for (Members level : levels) {
            for (String name : names) {
                String text = text(level.get(name), name);
                if (!text.isBlank() && !(name.equals("type") && text.equals("error"))) {
                    return text;
                }
            }
        }
        return null;
    }

    /** Text as it is, other kinds as their JSON; a code that is an object is a level of its own. */
    private static String text(@Nullable Object value, String name) {
        if (value instanceof String text) {
            return text;
        }
        return value == null || (name.equals("code") && value instanceof Map) ? "" : Json.write(value);
    }

    private static int status(List<Members> levels) {
        for (Members level : levels) {
            for (String name : STATUSES) {
                int status = ErrorCodes.httpStatus(level.get(name));
                if (status > 0) {
                    return status;
                }
            }
        }
        return 0;
    }

    /** Hunyuan has it under {@code error.id}; the id of the root is that of a response. */
    private static @Nullable String requestId(List<Members> levels) {
        for (int i = levels.size() - 1; i >= 0; i--) {
            String id = ErrorCodes.scalar(levels.get(i).get("requestid"));
            if (!id.isEmpty()) {
                return id;
            }
        }
        String id = ErrorCodes.scalar(
                Members.of(levels.get(levels.size() - 1).get("error")).get("id"));
        return id.isEmpty() ? null : id;
    }
}
