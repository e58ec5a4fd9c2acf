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
 * Creates the typed exception of an error response. It accepts any bytes and never throws.
 *
 * <p>The error shapes of both dialects and of common gateways are recognized on both endpoints. The exception class is
 * chosen by the error's code or type, from a table in the spec, and otherwise by the status. The exception contains
 * neither the key nor control characters. Stateless and thread-safe.
 */
public final class ErrorDecoder {
    /** The maximum number of body bytes that an {@link ApiException} keeps: 64 KiB. */
    public static final int MAX_KEPT_BYTES = 64 * 1024;

    /** A larger body of a 2xx response is not parsed as a whole; only its beginning is searched for an error. */
    private static final int MAX_PARSED_BYTES = 1024 * 1024;

    private ErrorDecoder() {}

    /**
     * Returns the exception of a response with an error status.
     *
     * @param status the HTTP status
     * @param headers the response headers; only those of an allow-list are kept, a null name is ignored
     * @param body the body as far as it was received; may be truncated
     * @return the exception, which the caller throws
     */
    public static ApiException decode(int status, Map<String, List<String>> headers, byte[] body) {
        return decode(status, headers, body, null);
    }

    /**
     * Returns the exception of a response with an error status, and removes the key from everything that it shows.
     *
     * @param status the HTTP status
     * @param headers the response headers; only those of an allow-list are kept, a null name is ignored
     * @param body the body as far as it was received; may be truncated
     * @param key the key that was sent, or null; a key of fewer than 8 characters is not removed
     * @return the exception, which the caller throws
     */
    public static ApiException decode(
            int status, Map<String, List<String>> headers, byte[] body, @Nullable String key) {
        ErrorHeaders all = ErrorHeaders.of(headers);
        Charset charset = all.charset(body);
        Parsed json = parse(body, charset);
        Object error = json.isJson ? json.value : ErrorFragments.find(beginning(body, charset));
        return new ApiExceptionFactory(status, all, body, charset, Sanitizer.of(key)).create(error);
    }

    /**
     * Returns the exception of an error inside a 2xx response, if there is one: in a stream event, in a line that
     * belongs to no event, or in a whole body that lacks its required member.
     *
     * @param status the HTTP status of the response
     * @param headers the response headers
     * @param body a JSON value; or text whose first 64 KiB may contain an error on a line of its own, after
     *     {@code error:} or {@code data:}, or next to other JSON values
     * @return the exception, which the caller throws; null if no error is recognized
     */
    public static @Nullable ApiException decodeIfError(int status, Map<String, List<String>> headers, byte[] body) {
        return decodeIfError(status, headers, body, null);
    }

    /**
     * Returns the exception of an error inside a 2xx response, if there is one, and removes the key from everything
     * that it shows.
     *
     * @param status the HTTP status of the response
     * @param headers the response headers
     * @param body as for {@link #decodeIfError(int, Map, byte[])}
     * @param key the key that was sent, or null; a key of fewer than 8 characters is not removed
     * @return the exception, which the caller throws; null if no error is recognized
     */
    public static @Nullable ApiException decodeIfError(
            int status, Map<String, List<String>> headers, byte[] body, @Nullable String key) {
        Charset charset = ErrorHeaders.charset(headers, body);
        Object error = findError(body, charset);
        if (error == null) {
            return null; // the usual case; sanitizing many headers would be wasted on it
        }
        ErrorHeaders all = ErrorHeaders.of(headers);
        return new ApiExceptionFactory(status, all, body, charset, Sanitizer.of(key)).create(error);
    }

    private static @Nullable Object findError(byte[] body, Charset charset) {
        Parsed json = body.length > MAX_PARSED_BYTES ? Parsed.NOT_JSON : parse(body, charset);
        if (json.isJson) {
            return ErrorBody.isError(json.value) ? json.value : null;
        }
        return ErrorFragments.find(beginning(body, charset));
    }

    private record Parsed(boolean isJson, @Nullable Object value) {
        static final Parsed NOT_JSON = new Parsed(false, null);
    }

    /** Parses the bytes as they are; if that fails, their text in the given charset, with invalid bytes replaced. */
    private static Parsed parse(byte[] body, Charset charset) {
        Parsed json = parse(body);
        return json.isJson ? json : parse(new String(body, charset).replace("\uFEFF", ""));
    }

    private static Parsed parse(byte[] body) {
        try {
            return new Parsed(true, Json.parse(body, 0, body.length));
        } catch (IOException | RuntimeException notJson) {
            return Parsed.NOT_JSON;
        }
    }

    private static Parsed parse(String text) {
        try {
            return new Parsed(true, Json.parse(text));
        } catch (IOException | RuntimeException notJson) {
            return Parsed.NOT_JSON;
        }
    }

    private static String beginning(byte[] body, Charset charset) {
        return new String(body, 0, Math.min(body.length, MAX_KEPT_BYTES), charset);
    }

    /** Returns a copy of the bytes that an exception keeps. */
    static byte[] truncate(byte[] body) {
        return Arrays.copyOf(body, Math.min(body.length, MAX_KEPT_BYTES));
    }

    /**
     * Creates the exception of a kind. A kind without a class of its own, which a newer spec may add, has that of the
     * status.
     */
    static ApiException create(ErrorDetails details) {
        ApiException byKind = create(details.kind(), details);
        if (byKind != null) {
            return byKind;
        }
        int status = details.effectiveStatus();
        ApiException byStatus = create(ErrorKind.of(status, null, null), details);
        if (byStatus != null) {
            return byStatus;
        }
        return status >= 500 ? new ServerException(details) : new ApiException(details);
    }

    /** Creates the exception of a kind, or returns null if the kind has no class. */
    private static @Nullable ApiException create(@Nullable ErrorKind kind, ErrorDetails details) {
        if (kind == null) {
            return null;
        }
        return switch (kind) {
            case INVALID_REQUEST -> new InvalidRequestException(details);
            case PAYMENT_REQUIRED -> new PaymentRequiredException(details);
            case AUTHENTICATION -> new AuthenticationException(details);
            case PERMISSION_DENIED -> new PermissionDeniedException(details);
            case MODEL_NOT_AVAILABLE -> new ModelNotAvailableException(details);
            case NOT_FOUND -> new NotFoundException(details);
            case REQUEST_TOO_LARGE -> new RequestTooLargeException(details);
            case RATE_LIMIT -> new RateLimitException(details);
            case SERVER -> new ServerException(details);
            case SERVICE_UNAVAILABLE -> new ServiceUnavailableException(details);
            case OVERLOADED -> new OverloadedException(details);
            default -> null;
        };
    }
}
