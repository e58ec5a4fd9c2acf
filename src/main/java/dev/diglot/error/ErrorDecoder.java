// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.internal.json.Json;
import dev.diglot.internal.text.Sanitizer;
import dev.diglot.model.ErrorKind;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the typed exception of a response that is an error, from any bytes at all. It never throws itself.
 *
 * <p>The shapes of both dialects, and of the gateways between, are read on either endpoint. The class is chosen by the
 * error's code or type, by the table in the spec; where they say nothing, by the status. What the exception shows holds
 * neither the key nor control characters. Stateless, thread-safe.
 */
public final class ErrorDecoder {
    /** How much of a body an {@link ApiException} keeps: 64 KiB. */
    public static final int MAX_KEPT_BYTES = 64 * 1024;

    /** No error is larger; of what is, only the beginning is looked at. */
    private static final int MAX_PARSED_BYTES = 1024 * 1024;

    private ErrorDecoder() {}

    /**
     * Makes the exception of a response whose status says that it is an error.
     *
     * @param status the HTTP status
     * @param headers the response's headers; only harmless ones are kept, a null name is ignored
     * @param body what came of the body, whole or cut
     * @return the exception, to be thrown by the caller
     */
    public static ApiException decode(int status, Map<String, List<String>> headers, byte[] body) {
        return decode(status, headers, body, null);
    }

    /**
     * Makes the exception of a response whose status says that it is an error, and removes the key from all that it
     * shows.
     *
     * @param status the HTTP status
     * @param headers the response's headers; only harmless ones are kept, a null name is ignored
     * @param body what came of the body, whole or cut
     * @param key the key that was sent, or null; one of fewer than 8 characters is not removed
     * @return the exception, to be thrown by the caller
     */
    public static ApiException decode(
            int status, Map<String, List<String>> headers, byte[] body, @Nullable String key) {
        ErrorHeaders all = ErrorHeaders.of(headers);
        Charset charset = all.charset(body);
        Parsed json = parse(body, charset);
        Object error = json.isJson ? json.value : ErrorFragments.find(beginning(body, charset));
        return new ErrorWriter(status, all, body, charset, Sanitizer.of(key)).exception(error);
    }

    /**
     * Looks for an error inside a 2xx response: in an event of a stream, in a line that belongs to none, or in a whole
     * body that lacks what it should hold.
     *
     * @param status the HTTP status of the response
     * @param headers the response's headers
     * @param body a JSON value; or text in whose first 64 KiB an error may stand on a line of its own, also behind
     *     {@code error:} or {@code data:}, or beside other values
     * @return the exception, to be thrown by the caller; null if there is no error in any known shape
     */
    public static @Nullable ApiException inStream(int status, Map<String, List<String>> headers, byte[] body) {
        return inStream(status, headers, body, null);
    }

    /**
     * Looks for an error inside a 2xx response, and removes the key from all that its exception shows.
     *
     * @param status the HTTP status of the response
     * @param headers the response's headers
     * @param body as in {@link #inStream(int, Map, byte[])}
     * @param key the key that was sent, or null; one of fewer than 8 characters is not removed
     * @return the exception, to be thrown by the caller; null if there is no error in any known shape
     */
    public static @Nullable ApiException inStream(
            int status, Map<String, List<String>> headers, byte[] body, @Nullable String key) {
        Charset charset = ErrorHeaders.charset(headers, body);
        Parsed json = body.length > MAX_PARSED_BYTES ? Parsed.NONE : parse(body, charset);
        if (json.isJson && !ErrorBody.isError(json.value)) {
            return null;
        }
        Object error = json.isJson ? json.value : ErrorFragments.find(beginning(body, charset));
        boolean isError = json.isJson ? ErrorBody.isError(error) : error != null;
        if (!isError) {
            return null; // nearly always so: the headers, which may be many, are cleaned for an error alone
        }
        return new ErrorWriter(status, ErrorHeaders.of(headers), body, charset, Sanitizer.of(key)).exception(error);
    }

    private record Parsed(boolean isJson, @Nullable Object value) {
        static final Parsed NONE = new Parsed(false, null);
    }

    /** Reads JSON as the bytes stand; else in the charset that is found, with invalid bytes replaced. */
    private static Parsed parse(byte[] body, Charset charset) {
        Parsed raw = parse(body);
        return raw.isJson ? raw : parse(text(body, charset));
    }

    private static String text(byte[] body, Charset charset) {
        return new String(body, charset).replace("\uFEFF", "");
    }

    private static Parsed parse(String text) {
        try {
            return new Parsed(true, Json.parse(text));
        } catch (IOException | RuntimeException notJson) {
            return Parsed.NONE;
        }
    }

    private static Parsed parse(byte[] body) {
        try {
            return new Parsed(true, Json.parse(body, 0, body.length));
        } catch (IOException | RuntimeException broken) {
            return Parsed.NONE;
        }
    }

    private static String beginning(byte[] body, Charset charset) {
        return new String(body, 0, Math.min(body.length, MAX_KEPT_BYTES), charset);
    }

    static byte[] kept(byte[] body) {
        return Arrays.copyOf(body, Math.min(body.length, MAX_KEPT_BYTES));
    }

    /** The one place where a kind becomes a class; a kind that the spec brings anew is a plain exception. */
    static ApiException create(ErrorDetails details) {
        ErrorKind kind = details.kind();
        if (kind == null) {
            return new ApiException(details);
        }
        return switch (kind) {
            case INVALID_REQUEST -> new InvalidRequestException(details);
            case AUTHENTICATION -> new AuthenticationException(details);
            case PERMISSION_DENIED -> new PermissionDeniedException(details);
            case MODEL_NOT_AVAILABLE -> new ModelNotAvailableException(details);
            case NOT_FOUND -> new NotFoundException(details);
            case REQUEST_TOO_LARGE -> new RequestTooLargeException(details);
            case RATE_LIMIT -> new RateLimitException(details);
            case SERVER -> new ServerException(details);
            case SERVICE_UNAVAILABLE -> new ServiceUnavailableException(details);
            case OVERLOADED -> new OverloadedException(details);
            default -> new ApiException(details);
        };
    }
}
