// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import static dev.diglot.internal.text.Sanitizer.MAX_NAME;
import static dev.diglot.internal.text.Sanitizer.MAX_WORDS;

import dev.diglot.internal.text.Sanitizer;
import dev.diglot.model.ErrorKind;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** Makes the exception of one error: chooses its class, cleans and bounds all that it shows. */
final class ErrorWriter {
    private static final int PROXY_PASSWORD = 407;

    /** A content type is shown where a body has no words. */
    private static final int MAX_TYPE = 60;

    private final int status;
    private final ErrorHeaders headers;
    private final byte[] body;
    private final Charset charset;
    private final Sanitizer sanitizer;

    ErrorWriter(int status, ErrorHeaders headers, byte[] body, Charset charset, Sanitizer sanitizer) {
        this.status = status;
        this.headers = headers;
        this.body = ErrorDecoder.kept(body);
        this.charset = charset;
        this.sanitizer = sanitizer;
    }

    ApiException exception(@Nullable Object json) {
        ErrorBody error = ErrorBody.of(json);
        // in a 2xx response a code such as 429 stands for the status that it came too late for
        int meant = status < 300 && error.status() > 0 ? error.status() : status;
        String code = name(error.code());
        String type = name(error.type());
        String id = name(headers.requestId());
        id = id == null ? name(error.requestId()) : id;
        String name = code == null || code.equals("" + status) ? type : code;
        int left = MAX_WORDS - length(name) - length(id);
        String words = words(error);
        return ErrorDecoder.create(new ErrorDetails(
                ErrorKind.of(meant, code, type),
                status,
                meant,
                code,
                type,
                words == null ? instead(MAX_WORDS) : words,
                words == null ? instead(left) : Sanitizer.cut(words, left),
                name(error.param()),
                id,
                headers.kept(sanitizer),
                sanitizer.body(body, charset),
                charset.name(),
                headers.retryAfter()));
    }

    private @Nullable String name(@Nullable String foreign) {
        String clean = foreign == null ? "" : sanitizer.line(foreign, MAX_NAME);
        return clean.isEmpty() ? null : clean;
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    /** The endpoint's words; a plain text is all words. */
    private @Nullable String words(ErrorBody error) {
        String words = error.message() == null ? "" : error.message();
        if (words.isEmpty() && contentType().startsWith("text/plain")) {
            String text = new String(body, charset);
            words = text.stripLeading().startsWith("<") || text.stripLeading().startsWith("{") ? "" : text;
        }
        String clean = sanitizer.line(words, ErrorDecoder.MAX_KEPT_BYTES);
        return clean.isEmpty() ? null : clean;
    }

    private String contentType() {
        return sanitizer.line(headers.first("content-type"), MAX_TYPE);
    }

    /** What to say of a body without words, with so much of it. */
    private String instead(int most) {
        String target = status < 400 ? sanitizer.address(headers.first("location")) : "";
        String advice = "";
        if (status == PROXY_PASSWORD) {
            advice = "the proxy wants a password; send the header Proxy-Authorization, as README says; ";
        } else if (!target.isEmpty()) {
            advice = "a redirect to " + target + ", not followed because it could"
                    + " carry the key to another host; if it is right, use it as base URL; ";
        }
        String excerpt = sanitizer.line(new String(body, charset), most - target.length());
        String type = contentType();
        String shown = "no message in the body (" + (type.isEmpty() ? "no content-type" : type)
                + "), which begins with: " + excerpt;
        return advice + (excerpt.isEmpty() ? "the response has no body" : shown);
    }
}
