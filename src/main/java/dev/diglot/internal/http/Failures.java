// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static java.util.Objects.requireNonNull;

import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.CallTimeoutException.Phase;
import dev.diglot.error.ConnectionException;
import dev.diglot.error.DiglotException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Says what an {@link IOException} of the HTTP client means to the caller, and what to do about it. */
final class Failures {
    private Failures() {}

    /** Names host and port; nothing else of an address belongs into a message. */
    static String where(URI uri) {
        int usual = uri.getScheme().equals("https") ? 443 : 80;
        return uri.getHost() + ":" + (uri.getPort() < 0 ? usual : uri.getPort());
    }

    static DiglotException of(IOException e, String where, Timing timing, @Nullable Duration connectTimeout) {
        if (e instanceof HttpTimeoutException && timing.isOver()) {
            return timing.late(where, e);
        }
        if (e instanceof HttpConnectTimeoutException) {
            boolean isOwn = connectTimeout != null && connectTimeout.compareTo(timing.response()) < 0;
            Duration limit = isOwn ? requireNonNull(connectTimeout) : timing.response();
            return new CallTimeoutException(Phase.CONNECT, limit, where, e);
        }
        if (e instanceof HttpTimeoutException) {
            return new CallTimeoutException(Phase.RESPONSE, timing.response(), where, e);
        }
        return connection(e, where);
    }

    private static ConnectionException connection(IOException e, String where) {
        String reason = "";
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            reason = cause.getMessage() == null ? reason : " (" + cause.getMessage() + ")";
        }
        if (has(e, UnresolvedAddressException.class)) {
            String message = "the host of " + where + " is not known; check the base URL and the name service";
            return new ConnectionException(message, false, e);
        }
        if (e instanceof ConnectException) {
            String advice = "; check that the endpoint runs there and the port is right";
            return new ConnectionException("no connection to " + where + reason + advice, false, e);
        }
        if (has(e, SSLException.class)) {
            boolean sent = !has(e, SSLHandshakeException.class) && !reason.contains("nrecognized SSL message");
            String advice = "; check the certificate, and that the endpoint speaks https there";
            return new ConnectionException("TLS with " + where + " failed" + reason + advice, sent, e);
        }
        String advice = "; the endpoint may have received the request, and billed it";
        return new ConnectionException("the connection to " + where + " broke" + reason + advice, true, e);
    }

    private static boolean has(@Nullable Throwable e, Class<?> kind) {
        return e != null && (kind.isInstance(e) || has(e.getCause(), kind));
    }
}
