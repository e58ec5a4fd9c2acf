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
 * Maps what the HTTP client threw to an exception of this library.
 *
 * <p>The class of the exception decides our message and whether another attempt may help; where the class is too
 * general, the text of the JDK's message decides.
 *
 * <p>A request counts as sent if the endpoint may have processed it. It was not sent in three cases. The HTTP client
 * never requested its body, which it does only once it has a connection. Or the server refused its HTTP/2 stream, and
 * so has not processed it. Or the failure can occur only before the request is sent (no connection, no proxy tunnel, no
 * TLS handshake), which its class or its message shows.
 */
final class FailureMapper {
    /**
     * Thrown by the JDK in place of a 401 or 407 response that has no header {@code WWW-Authenticate} or
     * {@code Proxy-Authenticate}, if the client has an authenticator.
     */
    private static final Pattern REFUSED = Pattern.compile("-Authenticate header missing for response code (4\\d\\d)");

    /** A TLS alert (record type 21, version 3.x) in place of a status line. */
    private static final Pattern TLS_ALERT = Pattern.compile("(Invalid status line: \"|receiving \\[)\\x15\\x03");

    /** HTTP/2: stream limit exceeded; stream refused, as JDK 17 words it; refused twice, as JDK 25 words it. */
    private static final Pattern UNPROCESSED = Pattern.compile(
            "too many concurrent streams|RST_STREAM: Stream not processed|request not processed by peer");

    private static final Pattern NO_RESPONSE = Pattern.compile("header parser received no bytes");

    /** Maximum number of characters of the JDK's message that are shown; it may quote the endpoint. */
    private static final int MAX_REASON = 300;

    private final String hostAndPort;
    private final Throwable failure;
    private final @Nullable RequestBody request;
    private final String reason;
    private final Sanitizer sanitizer;

    private FailureMapper(
            String hostAndPort, Throwable failure, @Nullable RequestBody request, String reason, Sanitizer sanitizer) {
        this.hostAndPort = hostAndPort;
        this.failure = failure;
        this.request = request;
        this.reason = reason;
        this.sanitizer = sanitizer;
    }

    /**
     * Maps a failure of an attempt that has no response.
     *
     * @param hostAndPort the address, for messages
     * @param failure what the HTTP client threw
     * @param request the body of the attempt, or null if it is not known; then it counts as sent
     * @param key the key that was sent, which the JDK's message may quote
     */
    static DiglotException map(String hostAndPort, Throwable failure, @Nullable RequestBody request, String key) {
        return new FailureMapper(hostAndPort, failure, request, messages(failure), Sanitizer.of(key)).map();
    }

    /** Returns the first and the last message of the chain of causes. */
    private static String messages(Throwable failure) {
        String first = "";
        String last = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message == null || message.isEmpty()) {
                continue;
            }
            if (first.isEmpty()) {
                first = message;
            }
            last = message;
        }
        return first.equals(last) ? first : first + ": " + last;
    }

    /** Goes from specific to general: the order of the checks matters. */
    private DiglotException map() {
        Matcher refused = REFUSED.matcher(reason);
        if (refused.find()) {
            return ErrorDecoder.decode(Integer.parseInt(refused.group(1)), Map.of(), new byte[0]);
        }
        if (has(UnresolvedAddressException.class)) {
            return notSent("the host of " + hostAndPort + " is not known; check the base URL and the name service");
        }
        if (has(RejectedExecutionException.class)) {
            String message =
                    "the threads of the given HttpClient have ended; give one whose executor runs; the request to "
                            + hostAndPort + " failed";
            return mayBeSent() ? new ConnectionException(message, true, cause()) : neverSent(message);
        }
        if (reason.contains("Tunnel failed")) {
            String advice = "; check the proxy, and that it lets you go there";
            return notSent("the proxy does not connect to " + hostAndPort + shownReason() + advice);
        }
        if (has(SSLException.class)) {
            return tlsFailure();
        }
        if (TLS_ALERT.matcher(reason).find()) {
            return neverSent("the endpoint at " + hostAndPort + " speaks https there; use https:// in the base URL");
        }
        if (mayBeSent() && (has(java.net.ProtocolException.class) || has(IllegalArgumentException.class))) {
            String problem = "the head of the response from " + hostAndPort + " is not HTTP" + shownReason();
            return new ProtocolException(0, problem, new byte[0], cause());
        }
        if (has(ConnectException.class)) {
            String advice = "; check that the endpoint runs there and the port is right";
            return notSent("no connection to " + hostAndPort + shownReason() + advice);
        }
        if (!mayBeSent()) {
            return notSent("the request to " + hostAndPort + " was not sent" + shownReason());
        }
        return brokenConnection();
    }

    private ConnectionException brokenConnection() {
        String advice = "; the endpoint may have received the request, and billed it";
        if (NO_RESPONSE.matcher(reason).find()) {
            String pooled = "; if the connection was kept from an earlier call, the endpoint had ended it:"
                    + " -Djdk.httpclient.keepalive.timeout=<seconds> keeps connections for a shorter time";
            String message =
                    "the connection to " + hostAndPort + " closed before the first byte of a response" + shownReason();
            return new ConnectionException(message + advice + pooled, true, cause());
        }
        return new ConnectionException(
                "the connection to " + hostAndPort + " broke" + shownReason() + advice, true, cause());
    }

    private ConnectionException tlsFailure() {
        String problem = "TLS with " + hostAndPort + " failed" + shownReason();
        if (reason.contains("nrecognized SSL message")) {
            return neverSent(
                    problem + "; the endpoint does not speak https there; check scheme and port of the base URL");
        }
        if (has(CertificateException.class)) {
            return neverSent(problem + "; check the certificate, its host name, and what the JVM trusts");
        }
        String advice = "; check the certificate, and that the endpoint speaks https there";
        // the JDK requests bytes of the body before the handshake ends
        boolean sent = mayBeSent() && !has(SSLHandshakeException.class);
        return new ConnectionException(problem + advice, sent, cause());
    }

    /** Returns whether the endpoint may have processed the request. */
    private boolean mayBeSent() {
        boolean isRefused = UNPROCESSED.matcher(reason).find();
        return !isRefused && (request == null || request.mayBeSent());
    }

    /** Returns the failure of a request that was not sent; another attempt may help. */
    private ConnectionException notSent(String message) {
        return new ConnectionException(message, false, cause());
    }

    /** Returns the failure of a request that was not sent, and would not be by another attempt either. */
    private ConnectionException neverSent(String message) {
        return ConnectionException.permanent(message, cause());
    }

    /** Returns the cause without the key. */
    private @Nullable Throwable cause() {
        return Causes.clean(failure, sanitizer);
    }

    /** Returns the JDK's message in brackets, or nothing. */
    private String shownReason() {
        return reason.isEmpty() ? "" : " (" + sanitizer.line(reason, MAX_REASON) + ")";
    }

    /** Returns whether the chain of causes has an exception of a class. */
    private boolean has(Class<?> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
