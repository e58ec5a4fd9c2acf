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
 * The content of an error body. This is the only place that decides whether a JSON value is an error.
 *
 * <p>Recognized shapes: {@code {"error": {message, type, code, param}}}, {@code {"error": "text"}},
 * {@code {"errors": [...]}}, flat {@code {message, type, code}}, {@code {"detail": text | list | object}},
 * {@code {code, details}}, {@code {text, error_code}}, {@code {status, message}},
 * {@code {"base_resp": {status_code, status_msg}}}; each of them also nested, and as the first item of a list.
 *
 * @param status the HTTP status named in the body, or 0
 * @param code the error code; a number is converted to text
 * @param type the error type
 * @param message the complete message; null if there is none
 * @param param the name of the request member that caused the error
 * @param requestId the endpoint's id of the request
 */
record ErrorBody(
        int status,
        @Nullable String code,
        @Nullable String type,
        @Nullable String message,
        @Nullable String param,
        @Nullable String requestId) {
    /** Members that may contain an error code. All names here are normalized as in {@link Members}. */
    private static final String[] CODE_NAMES = {"code", "errorcode", "errcode", "errno", "statuscode"};

    private static final String[] STATUS_NAMES = {
        "httpcode", "httpstatus", "httpstatuscode", "statuscode", "status", "code"
    };

    /** Members that may contain a nested error, in the order in which they are tried. */
    private static final String[] NESTING_NAMES = {
        "error", "errors", "response", "detail", "message", "code", "baseresp"
    };

    /** Errors nested more deeply are ignored. */
    private static final int MAX_DEPTH = 500;

    /**
     * Returns whether a JSON value inside a 2xx response is an error.
     *
     * <p>An explicit {@code error} always is. Otherwise a value with non-empty choices, content or delta, or with a
     * usage object, is a response. Any other value is an error if its code, status or type names one, or if it contains
     * only a message. A code such as 0, 200 or "ok" means success.
     */
    static boolean isError(@Nullable Object json) {
        Members root = Members.of(json);
        if (isExplicitError(root)) {
            return true;
        }
        if (isResponse(root)) {
            return false;
        }
        return isCodedError(root) || isMessageOnly(root);
    }

    private static boolean isExplicitError(Members root) {
        return ErrorCodes.describesError(root.get("error"))
                || ErrorCodes.describesError(root.get("errors"))
                || hasErrorResponse(root)
                || "error".equals(root.get("type"))
                || "error".equals(root.get("object"));
    }

    /** Returns whether the member {@code response} contains an error, as in {@code {"Response": {"Error": {...}}}}. */
    static boolean hasErrorResponse(Members root) {
        return root.get("response") instanceof Map<?, ?> response
                && ErrorCodes.describesError(Members.of(response).get("error"));
    }

    private static boolean isResponse(Members root) {
        return isNonEmpty(root.get("choices"))
                || isNonEmpty(root.get("content"))
                || isNonEmpty(root.get("delta"))
                || root.get("usage") instanceof Map;
    }

    private static boolean isNonEmpty(@Nullable Object value) {
        return (value instanceof String text && !text.isEmpty())
                || (value instanceof List<?> items && !items.isEmpty())
                || (value instanceof Map<?, ?> members && !members.isEmpty());
    }

    /** Returns the status code in {@code base_resp}, which MiniMax sends with every response, or null. */
    static @Nullable Object baseRespCode(Members root) {
        return Members.of(root.get("baseresp")).get("statuscode");
    }

    private static boolean isCodedError(Members root) {
        if (hasErrorStatus(root)) {
            return true;
        }
        if (meansSuccess(root)) {
            return false;
        }
        return hasErrorMember(root) || hasErrorCodeWithMessage(root);
    }

    private static boolean hasErrorStatus(Members root) {
        return ErrorCodes.isErrorCode(baseRespCode(root))
                || httpErrorStatus(root) > 0
                || ErrorCodes.namesError(root.get("status"))
                || Boolean.FALSE.equals(root.get("success"));
    }

    private static boolean meansSuccess(Members root) {
        return ErrorCodes.isSuccessCode(root.get(CODE_NAMES))
                || ErrorCodes.isSuccessCode(root.get("status"))
                || ErrorCodes.isSuccessCode(baseRespCode(root))
                || Boolean.TRUE.equals(root.get("success"));
    }

    /** Returns whether a member is set whose name shows that it belongs to an error. */
    private static boolean hasErrorMember(Members root) {
        String message = root.text("errormessage", "errormsg", "errmsg", "errordescription");
        return !message.isEmpty() || ErrorCodes.isErrorCode(root.get("errorcode", "errcode", "errno"));
    }

    private static boolean hasErrorCodeWithMessage(Members root) {
        if (!hasMessage(root)) {
            return false;
        }
        Object code = root.get(CODE_NAMES);
        if (ErrorCodes.namesError(root.get("type")) || ErrorCodes.namesError(code)) {
            return true;
        }
        // {"type": "progress", "code": "later", "message": "..."} is an event: its text code can mean anything
        boolean isEvent = !root.text("type").isEmpty() && !(code instanceof Number);
        return !isEvent && ErrorCodes.isErrorCode(code);
    }

    private static boolean hasMessage(Members root) {
        return ErrorCodes.describesError(root.get("message", "msg"))
                || ErrorCodes.describesError(root.get("detail", "details"));
    }

    /** Returns whether there is a message, and no member that would indicate anything but an error. */
    private static boolean isMessageOnly(Members root) {
        if (meansSuccess(root) || root.has("choices") || root.has("content")) {
            return false;
        }
        if (!root.text("type", "object", "status").isEmpty()) {
            return false;
        }
        boolean hasMessage = root.get("message") instanceof String text && ErrorCodes.describesError(text);
        return hasMessage || ErrorCodes.describesError(root.get("detail"));
    }

    /** Extracts the content of an error. The innermost nested error takes precedence. */
    static ErrorBody of(@Nullable Object json) {
        List<Members> levels = levels(json);
        String message = ErrorMessages.of(json);
        String type = find(levels, "type", "errortype");
        return new ErrorBody(
                status(levels),
                code(levels, message),
                "error".equals(type) ? null : type,
                message.isEmpty() ? null : message,
                find(levels, "param", "parameter"),
                requestId(levels));
    }

    /** Returns the nested objects of an error, the innermost first and the root last; never empty. */
    private static List<Members> levels(@Nullable Object json) {
        List<Members> levels = new ArrayList<>();
        Members level = Members.of(json);
        do {
            levels.add(0, level);
            level = nested(level);
        } while (!level.isEmpty() && levels.size() < MAX_DEPTH);
        return levels;
    }

    private static Members nested(Members outer) {
        for (String name : NESTING_NAMES) {
            Members nested = mayNest(outer, name) ? Members.of(outer.get(name)) : Members.NONE;
            if (!nested.isEmpty()) {
                return nested;
            }
        }
        return Members.NONE;
    }

    private static boolean mayNest(Members outer, String name) {
        return switch (name) {
            case "error", "errors" -> true;
            case "response" -> hasErrorResponse(outer);
            case "baseresp" -> ErrorCodes.isErrorCode(baseRespCode(outer));
            default -> outer.get(name) instanceof Map;
        };
    }

    private static Members root(List<Members> levels) {
        return levels.get(levels.size() - 1);
    }

    private static @Nullable String code(List<Members> levels, String message) {
        String code = find(levels, CODE_NAMES);
        if (code != null) {
            return code;
        }
        // {"error": "invalid_token", "error_description": "..."}: a text in error that is not in the message is a code
        String error = root(levels).text("error");
        boolean isCode = !error.isEmpty() && !TextSearch.contains(message, error.strip());
        return isCode ? error : null;
    }

    /** Returns the first member with one of these names, searching the innermost level first; null if there is none. */
    private static @Nullable String find(List<Members> levels, String... names) {
        for (Members level : levels) {
            for (String name : names) {
                String text = text(level, name);
                if (!text.isBlank()) {
                    return text;
                }
            }
        }
        return null;
    }

    /**
     * Returns the string or the JSON of a member. Empty if it is absent, contains a nested error, or only marks the
     * object as an error.
     */
    private static String text(Members level, String name) {
        Object value = level.get(name);
        boolean isNestedError = name.equals("code") && value instanceof Map;
        boolean isErrorMarker = name.equals("type") && "error".equals(value);
        if (value == null || isNestedError || isErrorMarker) {
            return "";
        }
        return value instanceof String text ? text : Json.write(value);
    }

    private static int status(List<Members> levels) {
        for (Members level : levels) {
            int status = httpErrorStatus(level);
            if (status > 0) {
                return status;
            }
        }
        return 0;
    }

    private static int httpErrorStatus(Members level) {
        for (String name : STATUS_NAMES) {
            int status = ErrorCodes.httpErrorStatus(level.get(name));
            if (status > 0) {
                return status;
            }
        }
        return 0;
    }

    /**
     * Returns the request id, searching the root first. Hunyuan sends it as {@code error.id}; an {@code id} of the root
     * is the id of a completion.
     */
    private static @Nullable String requestId(List<Members> levels) {
        for (int i = levels.size() - 1; i >= 0; i--) {
            String id = ErrorCodes.scalarText(levels.get(i).get("requestid"));
            if (!id.isEmpty()) {
                return id;
            }
        }
        Members error = Members.of(root(levels).get("error"));
        String id = ErrorCodes.scalarText(error.get("id"));
        return id.isEmpty() ? null : id;
    }
}
