// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.error.ConnectionException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.ErrorDecoder;
import dev.diglot.error.ProtocolException;
import dev.diglot.internal.text.Causes;
import dev.diglot.internal.text.Sanitizer;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Maps what the HTTP client threw to an exception of ours. Whether the request was sent follows from what happened: the
 * HTTP client asks for the body only once it has a connection, and a server that refuses an HTTP/2 stream has not
 * processed its request. The exception's class decides no more than the wording and whether another attempt may help.
 */
final class FailureMapper {
    /** What the JDK throws in place of a 4xx response if a client has an authenticator that does not response. */
    private static final Pattern REFUSED = Pattern.compile("-Authenticate header missing for response code (4\\d\\d)");

    /** An alert of TLS (record type 21, version 3.x) where a status line should be. */
    private static final Pattern TLS_ALERT = Pattern.compile("(Invalid status line: \"|receiving \\[)\\x15\\x03");

    /** HTTP/2: above the stream limit; refused, in the words of JDK 17; refused twice, in those of JDK 25. */
    private static final Pattern UNPROCESSED = Pattern.compile(
            "too many concurrent streams|RST_STREAM: Stream not processed|request not processed by peer");

    private static final Pattern NO_RESPONSE = Pattern.compile("header parser received no bytes");

    /** How much of the JDK's words is shown, which may quote the endpoint. */
    private static final int MAX_REASON = 300;

    private final String where;
    private final Throwable failure;
    private final @Nullable RequestBody request;
    private final String reason;
    private final Sanitizer sanitizer;

    private FailureMapper(
            String where, Throwable failure, @Nullable RequestBody request, String reason, Sanitizer sanitizer) {
        this.where = where;
        this.failure = failure;
        this.request = request;
        this.reason = reason;
        this.sanitizer = sanitizer;
    }

    /**
     * Maps a failure of an attempt that has no response.
     *
     * @param where host and port
     * @param failure what the HTTP client threw
     * @param request the body of the attempt, or null if it is not known
     * @param key the key that was sent, which the JDK may quote
     */
    static DiglotException map(String where, Throwable failure, @Nullable RequestBody request, String key) {
        String first = "";
        String last = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage() == null ? "" : cause.getMessage();
            first = first.isEmpty() ? message : first;
            last = message.isEmpty() ? last : message;
        }
        String reason = first.equals(last) ? first : first + ": " + last;
        return new FailureMapper(where, failure, request, reason, Sanitizer.of(key)).map();
    }

    private DiglotException map() {
        Matcher refused = REFUSED.matcher(reason);
        if (refused.find()) {
            return ErrorDecoder.decode(Integer.parseInt(refused.group(1)), Map.of(), new byte[0]);
        }
        if (has(UnresolvedAddressException.class)) {
            return notSent("the host of " + where + " is not known; check the base URL and the name service");
        }
        if (has(RejectedExecutionException.class)) {
            String message = "the threads of the given HttpClient have ended; give one whose executor runs";
            return new ConnectionException(message, mayBeSent(), cause());
        }
        if (reason.contains("Tunnel failed")) {
            String advice = "; check the proxy, and that it lets you go there";
            return notSent("the proxy does not connect to " + where + reason() + advice);
        }
        if (has(SSLException.class)) {
            return tls();
        }
        if (TLS_ALERT.matcher(reason).find()) {
            return hopeless("the endpoint at " + where + " speaks https there; use https:// in the base URL");
        }
        if (mayBeSent() && (has(java.net.ProtocolException.class) || has(IllegalArgumentException.class))) {
            String problem = "the head of the response from " + where + " is not HTTP" + reason();
            return new ProtocolException(0, problem, new byte[0], cause());
        }
        if (has(ConnectException.class)) {
            String advice = "; check that the endpoint runs there and the port is right";
            return notSent("no connection to " + where + reason() + advice);
        }
        if (!mayBeSent()) {
            return notSent("the request to " + where + " was not sent" + reason());
        }
        String advice = "; the endpoint may have received the request, and billed it";
        if (NO_RESPONSE.matcher(reason).find()) {
            String kept = "; if the connection was kept from an earlier call, the endpoint had ended it:"
                    + " -Djdk.httpclient.keepalive.timeout=<seconds> keeps connections for a shorter time";
            String message = "the connection to " + where + " closed before the first byte of a response" + reason();
            return new ConnectionException(message + advice + kept, true, cause());
        }
        return new ConnectionException("the connection to " + where + " broke" + reason() + advice, true, cause());
    }

    private ConnectionException tls() {
        String problem = "TLS with " + where + " failed" + reason();
        if (reason.contains("nrecognized SSL message")) {
            return hopeless(
                    problem + "; the endpoint does not speak https there; check scheme and port of the base URL");
        }
        if (has(CertificateException.class)) {
            return hopeless(problem + "; check the certificate, its host name, and what the JVM trusts");
        }
        String advice = "; check the certificate, and that the endpoint speaks https there";
        boolean sent = mayBeSent() && !has(SSLHandshakeException.class); // the JDK takes bytes before a handshake ends
        return new ConnectionException(problem + advice, sent, cause());
    }

    /** Whether the endpoint may have processed the request. */
    private boolean mayBeSent() {
        return (request == null || request.mayBeSent())
                && !UNPROCESSED.matcher(reason).find();
    }

    private ConnectionException notSent(String message) {
        return new ConnectionException(message, false, cause());
    }

    /** An attempt that was not sent, and never will be: the next one would fail alike. */
    private ConnectionException hopeless(String message) {
        return ConnectionException.permanent(message, cause());
    }

    private @Nullable Throwable cause() {
        return Causes.clean(failure, sanitizer);
    }

    private String reason() {
        return reason.isEmpty() ? "" : " (" + sanitizer.line(reason, MAX_REASON) + ")";
    }

    private boolean has(Class<?> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
