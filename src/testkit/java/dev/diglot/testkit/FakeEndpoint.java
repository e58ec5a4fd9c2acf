// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import dev.diglot.Diglot;
import dev.diglot.config.RetryPolicy;
import dev.diglot.model.ErrorKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A model endpoint for tests, on 127.0.0.1 and by default on a free port. It serves both dialects, and responds as a
 * script says: with replies, paced streams, errors and cuts. Thread-safe.
 *
 * <pre>{@code
 * try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.error(ErrorKind.RATE_LIMIT), Reply.text("Hello"));
 *         Diglot client = endpoint.client().build()) {
 *     assertEquals("Hello", client.chat().create(request).text());
 *     assertEquals(2, endpoint.requests().size());
 * }
 * }</pre>
 *
 * <p>The path of a request decides its dialect: {@code /chat/completions}, {@code /messages},
 * {@code /messages/count_tokens} and {@code /models}, after any prefix. Any key, or none, is accepted. A script that fails, for
 * example because a reply is not one of the request's dialect, responds with status 400 and says why.
 */
public final class FakeEndpoint implements AutoCloseable {
    private static final String KEY = "key-of-the-fake-endpoint";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BACKLOG = 500;

    /** Older ones are forgotten, so that an endpoint can run for days. */
    private static final int MAX_REQUESTS = 10_000;

    private static final long MAX_KEPT_BYTES = 256L * 1024 * 1024;

    private final ServerSocket listener;
    private final Exchange.Responder responder;
    private final int maxConcurrent;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger running = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final Deque<ReceivedRequest> requests = new ArrayDeque<>();
    private final Thread acceptor;
    private int received;
    private long keptBytes;

    private FakeEndpoint(ServerSocket listener, Exchange.Responder responder, int maxConcurrent) {
        this.listener = listener;
        this.responder = responder;
        this.maxConcurrent = maxConcurrent;
        this.acceptor = run("fake-endpoint-" + listener.getLocalPort(), this::accept);
    }

    /**
     * Starts an endpoint that responds with these replies in order, and repeats the last one.
     *
     * @param replies at least one reply
     * @return the running endpoint
     */
    public static FakeEndpoint start(Reply... replies) {
        return builder().start(replies);
    }

    /**
     * Starts an endpoint that responds to each request with the reply that a function returns for it.
     *
     * @param replies called for each request, on the thread of its connection
     * @return the running endpoint
     */
    public static FakeEndpoint start(Function<? super ReceivedRequest, Reply> replies) {
        return builder().start(replies);
    }

    /**
     * Starts an endpoint that forwards each request to a real endpoint, and records both in files, without keys and cookies.
     * It deletes the earlier recording in the folder, and no other file.
     *
     * @param baseUrl the real endpoint, such as {@code https://tokenhub-intl.tencentcloudmaas.com}
     * @param folder receives the files; created if it does not exist
     * @return the running endpoint
     */
    public static FakeEndpoint recording(String baseUrl, Path folder) {
        return builder().recording(baseUrl, folder);
    }

    /**
     * Starts an endpoint that responds as recorded, at full speed, without a network.
     *
     * @param folder the files of a recording
     * @return the running endpoint
     */
    public static FakeEndpoint replaying(Path folder) {
        return builder().replaying(folder);
    }

    /** {@return a builder, to set the port, a limit of concurrent requests, the pace of a replay or a redaction} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the base URL, such as {@code http://127.0.0.1:40123}} */
    public String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** {@return the builder of a client that calls this endpoint, with a key, and retries without a
     * backoff; it waits only as long as {@link Reply#retryAfter} says} */
    public Diglot.Builder client() {
        RetryPolicy retries = RetryPolicy.standard().withBackoff(Duration.ZERO, Duration.ZERO);
        return Diglot.builder().baseUrl(url()).apiKey(KEY).retryPolicy(retries);
    }

    /** {@return the requests that have arrived so far, in this order; at most the last 10,000, with 256 MB of bodies} */
    public List<ReceivedRequest> requests() {
        lock.lock();
        try {
            return List.copyOf(requests);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until some requests have arrived; it does not wait for their responses.
     *
     * @param count how many requests
     * @return all requests that have arrived by then
     * @throws AssertionError if fewer arrive within 10 seconds
     * @throws InterruptedException if the thread is interrupted
     */
    public List<ReceivedRequest> awaitRequests(int count) throws InterruptedException {
        lock.lock();
        try {
            long left = PATIENCE.toNanos();
            while (received < count && left > 0) {
                left = arrival.awaitNanos(left);
            }
            if (received < count) {
                throw new AssertionError("Only " + received + " of " + count + " requests arrived within "
                        + PATIENCE.toSeconds() + " s: " + requests);
            }
            return List.copyOf(requests);
        } finally {
            lock.unlock();
        }
    }

    /** {@return how many connections of clients are open} */
    public int openConnections() {
        return connections.size();
    }

    /**
     * Closes the port and all connections, and waits until their threads have ended. On JDK 17, a thread of the HTTP client
     * with which a recording endpoint forwards requests ends later, when it is garbage-collected.
     */
    @Override
    public void close() {
        closeQuietly(listener);
        boolean interrupted = join(acceptor); // from then on, there is no new connection
        connections.forEach(FakeEndpoint::closeQuietly);
        threads.remove(Thread.currentThread()); // a script may close its endpoint
        threads.forEach(Thread::interrupt); // a script may be waiting
        for (Thread thread : threads) {
            interrupted |= join(thread);
        }
        responder.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the end of a thread. Returns whether this thread was interrupted instead. */
    private static boolean join(Thread thread) {
        try {
            thread.join(PATIENCE.toMillis());
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private Thread run(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } finally {
                        threads.remove(Thread.currentThread());
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return thread;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.add(socket);
                run("fake-endpoint-connection", () -> serve(socket));
            } catch (IOException e) {
                // the endpoint was closed, or the client disconnected at once
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            if (listener.isClosed()) {
                return; // close() may not have seen this connection
            }
            socket.setTcpNoDelay(true);
            HttpConnection connection = new HttpConnection(socket);
            boolean isReusable = true;
            while (isReusable) {
                HttpConnection.Request request = connection.read();
                isReusable = request != null && respond(connection, request);
            }
        } catch (IOException e) {
            // the client or the endpoint closed the connection
        } finally {
            connections.remove(socket);
        }
    }

    /** Responds to a request. Returns whether the connection can be used again. */
    private boolean respond(HttpConnection connection, HttpConnection.Request message) throws IOException {
        boolean isOverLimit = running.incrementAndGet() > maxConcurrent; // before awaitRequests returns
        AtomicBoolean isRunning = new AtomicBoolean(true);
        Runnable release = () -> {
            if (isRunning.getAndSet(false)) {
                running.decrementAndGet();
            }
        };
        ReceivedRequest request = add(message);
        Exchange exchange = new Exchange(connection, request, release);
        boolean isCancelled = false;
        try {
            if (isOverLimit) {
                Script.of(List.of(Reply.error(ErrorKind.RATE_LIMIT))).respond(exchange);
            } else {
                responder.respond(exchange);
            }
        } catch (IOException e) {
            isCancelled = !listener.isClosed();
            throw e;
        } finally {
            release.run();
            request.end(isCancelled);
        }
        return exchange.isComplete() && !message.header("connection").equalsIgnoreCase("close");
    }

    private ReceivedRequest add(HttpConnection.Request message) {
        lock.lock();
        try {
            long earlier =
                    requests.stream().filter(request -> request.isSame(message)).count();
            received++;
            ReceivedRequest request = new ReceivedRequest(message, received, (int) earlier + 1);
            requests.add(request);
            keptBytes += message.body().length;
            while (requests.size() > MAX_REQUESTS || (keptBytes > MAX_KEPT_BYTES && requests.size() > 1)) {
                keptBytes -= requests.remove().bodyBytes().length;
            }
            arrival.signalAll();
            return request;
        } finally {
            lock.unlock();
        }
    }

    static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // closed all the same
        }
    }

    /** Configures and starts an endpoint. Not thread-safe. */
    public static final class Builder {
        private int port;
        private int maxConcurrent = Integer.MAX_VALUE;
        private boolean recordedPace;
        private UnaryOperator<String> redaction = UnaryOperator.identity();

        private Builder() {}

        /**
         * Sets the port.
         *
         * @param number the port; a free one by default
         * @return this
         */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /**
         * Limits how many requests are served at once. Others receive a rate limit error.
         *
         * @param requests the maximum; unlimited by default
         * @return this
         */
        public Builder maxConcurrent(int requests) {
            maxConcurrent = requests;
            return this;
        }

        /**
         * Replays with the times of the recording instead of full speed.
         *
         * @param isRecorded whether to do so; false by default
         * @return this
         */
        public Builder recordedPace(boolean isRecorded) {
            recordedPace = isRecorded;
            return this;
        }

        /**
         * Sets a function that removes anything else that must not be recorded. It runs after keys and cookies are removed. A
         * replay applies it to the requests, so set the same function there.
         *
         * @param function receives the text of each file, and returns what is written
         * @return this
         */
        public Builder redaction(UnaryOperator<String> function) {
            redaction = Objects.requireNonNull(function, "function");
            return this;
        }

        /**
         * Starts the endpoint, as {@link FakeEndpoint#start(Reply...)} does.
         *
         * @param replies at least one reply
         * @return the running endpoint
         */
        public FakeEndpoint start(Reply... replies) {
            if (replies.length == 0) {
                throw new IllegalArgumentException("The script needs at least one reply.");
            }
            List<Reply> script = List.of(replies);
            return open(() -> Script.of(script));
        }

        /**
         * Starts the endpoint, as {@link FakeEndpoint#start(Function)} does.
         *
         * @param replies called for each request, on the thread of its connection
         * @return the running endpoint
         */
        public FakeEndpoint start(Function<? super ReceivedRequest, Reply> replies) {
            Objects.requireNonNull(replies, "replies");
            return open(() -> new Script(replies));
        }

        /**
         * Starts the endpoint, as {@link FakeEndpoint#recording} does.
         *
         * @param baseUrl the real endpoint
         * @param folder receives the files
         * @return the running endpoint
         */
        public FakeEndpoint recording(String baseUrl, Path folder) {
            return open(() -> new Recorder(baseUrl, folder, redaction));
        }

        /**
         * Starts the endpoint, as {@link FakeEndpoint#replaying} does.
         *
         * @param folder the files of a recording
         * @return the running endpoint
         */
        public FakeEndpoint replaying(Path folder) {
            return open(() -> Recordings.read(folder, recordedPace, redaction));
        }

        /** Starts the endpoint. The port is taken first: if it is in use, no earlier recording is deleted. */
        private FakeEndpoint open(Supplier<Exchange.Responder> responder) {
            try {
                InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1}); // not ::1
                ServerSocket listener = new ServerSocket(port, BACKLOG, loopback);
                try {
                    return new FakeEndpoint(listener, responder.get(), maxConcurrent);
                } catch (RuntimeException e) {
                    closeQuietly(listener);
                    throw e;
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot listen on port " + port, e);
            }
        }
    }
}
