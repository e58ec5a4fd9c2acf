// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import dev.diglot.internal.text.BaseUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Forwards requests to a real endpoint, and writes each with its response to the files of a {@link Recording}, without
 * secrets. Thread-safe.
 *
 * <p>The files are written before the end of the response is sent. A response that the endpoint cuts, or the client
 * cancels, is recorded as far as it was received. If the endpoint is unreachable, the response is an error that says so,
 * and nothing is recorded.
 */
final class Recorder implements Exchange.Responder {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** Headers that concern one connection, and those that the HTTP client sets. Compressed bodies would not be readable. */
    private static final Set<String> NOT_FORWARDED = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final URI target;
    private final Path folder;
    private final UnaryOperator<String> redact;

    /** Null after the end. The thread of a client ends when nothing refers to it; from JDK 21 on, close() ends it. */
    private volatile @Nullable HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(Recorder::run)
            .build();

    /**
     * Creates the recorder, and deletes an earlier recording in the folder.
     *
     * @param baseUrl the real endpoint
     * @param folder receives the files; created if it does not exist
     * @param redact receives the text of each file, without secrets, and returns what is written
     */
    Recorder(String baseUrl, Path folder, UnaryOperator<String> redact) {
        this.target = URI.create(BaseUrl.parse("baseUrl", baseUrl).url());
        this.folder = folder;
        this.redact = redact;
        try {
            Files.createDirectories(folder);
            Recording.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot record in " + folder, e);
        }
    }

    /** Runs a task of the HTTP client on a thread that ends with it, so that no pool remains. */
    private static void run(Runnable task) {
        Thread thread = new Thread(task, "fake-endpoint-recorder");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void respond(Exchange exchange) throws IOException {
        HttpRequest request;
        try {
            request = request(exchange.request());
        } catch (IllegalArgumentException e) { // its message may quote a key
            refuse(exchange, "the path or a header is malformed");
            return;
        } catch (IllegalStateException e) {
            refuse(exchange, e.getMessage());
            return;
        }
        ForwardedResponse response = new ForwardedResponse(exchange);
        HttpClient current = Objects.requireNonNull(client, "closed");
        Throwable failure = response.await(current.sendAsync(request, response));
        if (!response.hasHead()) {
            response.requireClient();
            if (!isLost(failure)) {
                String message = "Cannot record: no response from " + target.getHost() + ": " + failure;
                Recordings.sendError(exchange, 502, "api_error", message);
                return;
            }
        }
        write(response.recording(failure != null));
        response.requireClient();
        if (failure == null) {
            response.end();
        }
    }

    @Override
    public void close() {
        HttpClient last = client;
        client = null;
        if (last instanceof AutoCloseable closeable) {
            FakeEndpoint.closeQuietly(closeable);
        }
    }

    private static void refuse(Exchange exchange, @Nullable String reason) throws IOException {
        Recordings.sendError(exchange, 400, "invalid_request_error", "Cannot record: " + reason);
    }

    private void write(Recording recording) {
        try {
            recording.write(folder, redact);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot record in " + folder, e);
        }
    }

    private HttpRequest request(ReceivedRequest received) {
        requireReadable(received.receivedHeaders());
        String path = received.path().replaceFirst("^/v\\d+(?=/)", ""); // the target has a version
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target + path))
                .header("accept-encoding", "identity")
                .method(received.method(), HttpRequest.BodyPublishers.ofByteArray(received.bodyBytes()));
        forwarded(received.receivedHeaders())
                .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        return request.build();
    }

    /** Returns the headers to forward, to the endpoint or to the client. */
    static Map<String, List<String>> forwarded(Map<String, List<String>> headers) {
        Map<String, List<String>> forwarded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        forwarded.putAll(headers);
        forwarded.keySet().removeIf(name -> NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT)));
        return forwarded;
    }

    /** Secrets cannot be found in a compressed body. */
    static void requireReadable(Map<String, List<String>> headers) {
        List<String> codings = headers.getOrDefault("content-encoding", List.of("identity"));
        if (!codings.equals(List.of("identity"))) {
            throw new IllegalStateException("a compressed body cannot be recorded: " + codings);
        }
    }

    /** Returns whether the endpoint closed the connection before the response. */
    private static boolean isLost(@Nullable Throwable failure) {
        return failure instanceof IOException
                && !(failure instanceof ConnectException
                        || failure instanceof HttpTimeoutException
                        || failure instanceof SSLException);
    }
}
