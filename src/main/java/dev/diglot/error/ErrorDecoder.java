// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.json.Json;
import dev.diglot.model.ErrorKind;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the typed exception of an answer that is an error, from any bytes at all. It never throws itself.
 *
 * <p>The shapes of both dialects, and of the gateways between, are read on either endpoint. The class is chosen by the
 * error's code or type, by the table in the spec; where they say nothing, by the status. Stateless, for any thread.
 */
public final class ErrorDecoder {
    /** How much of a body an {@link ApiException} keeps: 64 KiB. */
    public static final int MAX_KEPT_BYTES = 64 * 1024;

    private static final int PROXY_PASSWORD = 407;

    private ErrorDecoder() {}

    /**
     * Makes the exception of an answer whose status says that it is an error.
     *
     * @param status the HTTP status
     * @param headers the answer's headers; only harmless ones are kept
     * @param body what came of the body, whole or cut
     * @return the exception, to be thrown by the caller
     */
    public static ApiException decode(int status, Map<String, List<String>> headers, byte[] body) {
        Map<String, List<String>> all = ErrorHeaders.inAnyCase(headers);
        return exception(status, all, parse(body, ErrorHeaders.charset(all)), body);
    }

    /**
     * Looks for an error inside a 2xx answer: an event of a stream, or a whole body that lacks what it should hold.
     *
     * @param status the HTTP status of the answer
     * @param headers the answer's headers
     * @param body the JSON, as UTF-8
     * @return the exception, to be thrown by the caller; null if the bytes are no error in any known shape
     */
    public static @Nullable ApiException inStream(int status, Map<String, List<String>> headers, byte[] body) {
        Object json = parse(body, StandardCharsets.UTF_8);
        return ErrorText.isError(json) ? exception(status, ErrorHeaders.inAnyCase(headers), json, body) : null;
    }

    /** Reads JSON as the bytes stand; else in the charset that is named, with what is broken replaced; else null. */
    private static @Nullable Object parse(byte[] body, Charset charset) {
        try {
            return Json.parse(body, 0, body.length);
        } catch (IOException | RuntimeException broken) {
            try {
                return Json.parse(new String(body, charset).replace("\uFEFF", ""));
            } catch (IOException | RuntimeException notJson) {
                return null;
            }
        }
    }

    private static ApiException exception(
            int status, Map<String, List<String>> headers, @Nullable Object json, byte[] body) {
        Map<String, List<String>> kept = ErrorHeaders.kept(headers);
        ErrorText text = ErrorText.of(json, describe(status, headers, body));
        String code = text.code();
        // in a 2xx answer a code such as 429 stands for the status that it came too late for
        boolean codeIsStatus = status < 300 && code != null && code.matches("[45]\\d\\d");
        ErrorKind kind = ErrorKind.of(codeIsStatus ? Integer.parseInt(code) : status, code, text.type());
        return create(new ErrorDetails(
                kind,
                status,
                text,
                kept,
                Arrays.copyOf(body, Math.min(body.length, MAX_KEPT_BYTES)),
                ErrorHeaders.retryAfter(kept)));
    }

    /** What to say of a body without a message. */
    private static String describe(int status, Map<String, List<String>> headers, byte[] body) {
        String excerpt = Excerpt.of(body, ErrorHeaders.charset(headers));
        String type = ErrorHeaders.first(headers, "content-type");
        String words = "no message in the body (" + (type.isEmpty() ? "no content-type" : type)
                + "), which begins with: " + excerpt;
        String target = ErrorHeaders.first(headers, "location");
        String advice = "";
        if (status == PROXY_PASSWORD) {
            advice = "the proxy wants a password; send the header Proxy-Authorization, as README says; ";
        } else if (status < 400 && !target.isEmpty()) {
            advice = "a redirect to " + target + ", not followed because it could"
                    + " carry the key to another host; if it is right, use it as base URL; ";
        }
        return advice + (excerpt.isEmpty() ? "the answer has no body" : words);
    }

    /** The one place where a kind becomes a class; a kind that the spec brings anew is a plain exception. */
    static ApiException create(ErrorDetails details) {
        if (details.kind() == null) {
            return new ApiException(details);
        }
        return switch (details.kind()) {
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
