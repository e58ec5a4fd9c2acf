// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import static dev.diglot.internal.text.Sanitizer.MAX_NAME;
import static dev.diglot.internal.text.Sanitizer.MAX_QUOTE;

import dev.diglot.internal.text.Sanitizer;
import dev.diglot.model.ErrorKind;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** Creates the exception of one error response: extracts, sanitizes and bounds everything that the exception shows. */
final class ApiExceptionFactory {
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    private static final int MAX_CONTENT_TYPE = 60;

    private final int status;
    private final ErrorHeaders headers;
    private final byte[] body;
    private final Charset charset;
    private final Sanitizer sanitizer;

    ApiExceptionFactory(int status, ErrorHeaders headers, byte[] body, Charset charset, Sanitizer sanitizer) {
        this.status = status;
        this.headers = headers;
        this.body = ErrorDecoder.truncate(body);
        this.charset = charset;
        this.sanitizer = sanitizer;
    }

    /** Creates the exception. The argument is the body, or the error found in it, as JSON; null if there is no JSON. */
    ApiException create(@Nullable Object json) {
        ErrorBody error = ErrorBody.of(json);
        int effectiveStatus = effectiveStatus(error);
        String code = sanitizeName(error.code());
        String type = sanitizeName(error.type());
        String requestId = requestId(error);
        String found = message(error);
        // code and request id are part of getMessage() too, and share its bound with the message
        int available = MAX_QUOTE - length(ErrorDetails.name(status, code, type)) - length(requestId);
        String message = found == null ? describeBody(MAX_QUOTE) : found;
        String shortMessage = found == null ? describeBody(available) : Sanitizer.cut(found, available);
        return ErrorDecoder.create(new ErrorDetails(
                ErrorKind.of(effectiveStatus, code, type),
                status,
                effectiveStatus,
                code,
                type,
                message,
                shortMessage,
                sanitizeName(error.param()),
                requestId,
                headers.allowed(sanitizer),
                sanitizer.body(body, charset),
                charset.name(),
                headers.retryAfter()));
    }

    /**
     * Returns the status that decides the kind of error. A 2xx status was sent before the error occurred, so the status
     * in the body takes precedence over it.
     */
    private int effectiveStatus(ErrorBody error) {
        boolean isInsideSuccess = status < 300;
        return isInsideSuccess && error.status() > 0 ? error.status() : status;
    }

    private @Nullable String requestId(ErrorBody error) {
        String fromHeader = sanitizeName(headers.requestId());
        return fromHeader == null ? sanitizeName(error.requestId()) : fromHeader;
    }

    private @Nullable String sanitizeName(@Nullable String foreign) {
        String clean = foreign == null ? "" : sanitizer.line(foreign, MAX_NAME);
        return clean.isEmpty() ? null : clean;
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private @Nullable String message(ErrorBody error) {
        String foreign = error.message() == null ? plainText() : error.message();
        String clean = sanitizer.line(foreign, ErrorDecoder.MAX_KEPT_BYTES);
        return clean.isEmpty() ? null : clean;
    }

    /** Returns the whole body if it is plain text, neither HTML nor JSON; otherwise an empty string. */
    private String plainText() {
        if (!contentType().startsWith("text/plain")) {
            return "";
        }
        String text = new String(body, charset);
        String start = text.stripLeading();
        return start.startsWith("<") || start.startsWith("{") ? "" : text;
    }

    private String contentType() {
        return sanitizer.line(headers.first("content-type"), MAX_CONTENT_TYPE);
    }

    /** Describes a body without a message, and quotes its beginning. */
    private String describeBody(int maxQuoted) {
        String redirectTarget = status < 400 ? sanitizer.address(headers.first("location")) : "";
        String advice = advice(redirectTarget);
        String quote = sanitizer.line(new String(body, charset), MAX_QUOTE);
        if (quote.isEmpty()) {
            return advice + "the response has no body";
        }
        String type = contentType();
        return advice + "no message in the body (" + (type.isEmpty() ? "no content-type" : type)
                + "), which begins with: " + Sanitizer.cut(quote, Math.max(0, maxQuoted - redirectTarget.length()));
    }

    private String advice(String redirectTarget) {
        if (status == PROXY_AUTHENTICATION_REQUIRED) {
            return "the proxy requires a password; set the header Proxy-Authorization, see the guide \"Network\"; ";
        }
        if (redirectTarget.isEmpty()) {
            return "";
        }
        return "a redirect to " + redirectTarget
                + ", not followed because it could carry the key to another host; if the"
                + " address is correct, use it as the base URL; ";
    }
}
