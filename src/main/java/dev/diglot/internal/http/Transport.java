// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.config.RequestOptions;
import dev.diglot.error.ApiException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.ErrorDecoder;
import dev.diglot.error.RequestId;
import dev.diglot.model.Provider;
import dev.diglot.model.SupportWarning;
import dev.diglot.stream.EventReader;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carries requests to an endpoint and responses back, over one {@link HttpClient}. For any thread.
 *
 * <p>The caller's own thread sends and waits: {@code HttpClient.send} costs half the CPU of {@code sendAsync}. It waits
 * first for the head, then for the body, so that each wait has its own time.
 */
public final class Transport implements AutoCloseable {
    /** The first JDK that lets a request's own {@code Authorization} stand beside an authenticator (JDK-8326949). */
    private static final int KEEPS_AUTHORIZATION = 24;

    private final TransportSettings settings;
    private final RequestWriter requests;
    private final ClientThreads threads;
    private final HttpClient client;

    /** Whether a user may end the client's threads: on JDK 17, {@code send} then waits for ever. */
    private final boolean mayForget;

    private final Delayer pause;
    private final InFlight inFlight = new InFlight();
    private final @Nullable Warnings warnings;

    /**
     * Makes one.
     *
     * @param settings what the client's builder collected
     * @throws IllegalArgumentException if the given {@link HttpClient} would carry the key elsewhere or drop it, or the
     *     key would travel in the open
     */
    public Transport(TransportSettings settings) {
        this(settings, new Delayer());
    }

    Transport(TransportSettings settings, Delayer pause) {
        this.pause = pause;
        HttpClient given = settings.httpClient();
        this.settings = settings;
        this.requests = new RequestWriter(settings);
        this.warnings = settings.provider() == null ? null : new Warnings(settings.provider());
        this.threads = new ClientThreads(settings.connectTimeout(), settings.isPlain());
        this.client = given == null ? threads.build() : checked(given);
        this.mayForget = given != null && given.executor().isPresent();
    }

    private static HttpClient checked(HttpClient given) {
        if (given.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException("The given HttpClient follows redirects, and would carry the key to"
                    + " wherever it is sent; build it with followRedirects(HttpClient.Redirect.NEVER)");
        }
        int jdk = Runtime.version().feature();
        if (given.authenticator().isPresent() && jdk < KEEPS_AUTHORIZATION) {
            throw new IllegalArgumentException("The given HttpClient has an Authenticator, and then JDK " + jdk
                    + " drops the Authorization header that holds the key; build it without one, or run on JDK "
                    + KEEPS_AUTHORIZATION + " or later");
        }
        return given;
    }

    /**
     * Logs what the client's provider would do otherwise than asked, each thing once. Does nothing if none is named.
     *
     * @param check the check of the request
     */
    public void check(Function<Provider, List<SupportWarning>> check) {
        if (warnings != null) {
            warnings.check(check);
        }
    }

    /**
     * Sends a request and waits for the whole response.
     *
     * @param <T> the response
     * @param <E> an event, if the endpoint streams all the same
     * @param operation what to call
     * @param body the request, as it goes over the wire
     * @param reader reads the response, which has been checked
     * @param options what is different for this call
     * @return the response and what came with it
     * @throws DiglotException if there is no good response; its class says why
     * @throws IllegalArgumentException if the key cannot be sent; nothing was sent
     * @throws IllegalStateException if the client is closed, or has no address for the dialect
     */
    public <T, E> Exchange<T> call(
            Operation<T, E> operation, byte[] body, WholeResponse.Reader<T, E> reader, RequestOptions options) {
        Call call = new Call(operation, body, false, options, settings, threads.timer());
        return read(send(call), response -> whole(operation, reader, response));
    }

    /**
     * Sends a request and returns the response once all of it has arrived. No thread waits.
     *
     * @param <T> the response
     * @param <E> an event, if the endpoint streams all the same
     * @param operation what to call
     * @param body the request, as it goes over the wire
     * @param reader reads the response, which has been checked
     * @param options what is different for this call
     * @return the response to come, on a thread of {@link #signals}; cancelling it ends the exchange
     * @throws IllegalArgumentException if the key cannot be sent; nothing was sent
     * @throws IllegalStateException if the client is closed, or has no address for the dialect
     */
    public <T, E> CompletableFuture<Exchange<T>> callAsync(
            Operation<T, E> operation, byte[] body, WholeResponse.Reader<T, E> reader, RequestOptions options) {
        Call call = new Call(operation, body, false, options, settings, threads.timer());
        return sendAsync(call, response -> whole(operation, reader, response));
    }

    /**
     * Sends a request and waits for the head of a stream.
     *
     * @param <E> the event
     * @param operation what to call
     * @param body the request, as it goes over the wire
     * @param options what is different for this call
     * @return where the events come from, to be closed
     * @throws DiglotException if no stream begins; its class says why
     * @throws IllegalArgumentException if the key cannot be sent; nothing was sent
     * @throws IllegalStateException if the client is closed, or has no address for the dialect
     */
    public <E> EventReader<E> open(Operation<?, E> operation, byte[] body, RequestOptions options) {
        Call call = new Call(operation, body, true, options, settings, threads.timer());
        return read(send(call), response -> events(operation, response));
    }

    /**
     * Sends a request and returns the stream once its head is there. No thread waits.
     *
     * @param <E> the event
     * @param operation what to call
     * @param body the request, as it goes over the wire
     * @param options what is different for this call
     * @return where the events will come from, on a thread of {@link #signals}; cancelling it ends the exchange
     * @throws IllegalArgumentException if the key cannot be sent; nothing was sent
     * @throws IllegalStateException if the client is closed, or has no address for the dialect
     */
    public <E> CompletableFuture<EventReader<E>> openAsync(
            Operation<?, E> operation, byte[] body, RequestOptions options) {
        Call call = new Call(operation, body, true, options, settings, threads.timer());
        return sendAsync(call, response -> events(operation, response));
    }

    /** {@return whether streams ask for their token usage where the dialect wants it asked for} */
    public boolean requestsStreamUsage() {
        return settings.streamUsage();
    }

    Delayer pause() {
        return pause;
    }

    /** {@return the daemon threads that tell of what has arrived where no thread waits} */
    public Executor signals() {
        return threads.signals();
    }

    ScheduledExecutorService timer() {
        return threads.timer();
    }

    private <T, E> EventReader<E> events(Operation<T, E> operation, Response response) {
        return new SseEventReader<>(response, operation, settings.maxEventBytes());
    }

    /** Reads a whole response: one value, or the events of a stream that was not asked for. */
    private <T, E> Exchange<T> whole(Operation<T, E> operation, WholeResponse.Reader<T, E> reader, Response response) {
        WholeResponse<T> whole = reader.read(events(operation, response));
        Call call = response.call;
        Map<String, List<String>> headers = response.shownHeaders();
        return new Exchange<>(
                whole.value(),
                response.head().status(),
                Collections.unmodifiableMap(headers),
                RequestId.find(headers),
                call.attempts.count(),
                call.elapsed(),
                whole.warnings());
    }

    /** Makes something of a response that is good by its status. */
    private static <T> T read(Response response, Function<Response, T> reading) {
        try {
            T value = reading.apply(response);
            tellRead(response);
            return value;
        } catch (Throwable e) {
            response.audience().end(e, null);
            throw e;
        }
    }

    /** Reports the good end of a response that was read, unless it is a stream, which ends later. */
    static void tellRead(Response response) {
        if (!response.call.wantsStream) {
            response.audience().end(null, null);
        }
    }

    /** Gives a response that is good by its status: a stream that has begun, or a body that is all there. */
    private Response send(Call call) {
        while (true) {
            Response response = new Response(call);
            HttpRequest request = enter(call, response, Thread.currentThread());
            try {
                exchange(request, response);
                Duration wait = judge(response);
                if (wait == null) {
                    return response;
                }
                pause.sleep(wait);
            } catch (InterruptedException | RejectedExecutionException e) {
                DiglotException failure =
                        response.isClosed() ? Call.closed(call.wantsStream) : call.failure(e, response.request);
                response.close();
                response.audience().end(failure, null);
                throw failure;
            } catch (Throwable e) {
                response.audience().end(e, null);
                throw e;
            } finally {
                inFlight.leave(response);
            }
        }
    }

    /** Sends the request, and waits for the head or that none comes. */
    private void exchange(HttpRequest request, Response response) throws InterruptedException {
        if (mayForget) {
            Future<?> exchange = begin(request, response);
            response.awaitHead();
            if (!response.hasBegun()) {
                exchange.cancel(true);
            }
        } else {
            try {
                response.takeBodiless(client.send(request, response.receiver));
            } catch (IOException e) {
                fail(response, e);
            } catch (RuntimeException e) {
                if (!response.request.mayBeSent()) {
                    throw e; // wrong use of the given client
                }
                fail(response, e); // a malformed head
            }
        }
    }

    /**
     * Ends an attempt without a response. If the connection breaks right behind the head, the JDK fails one call in five
     * as if no head had come (JDK 17 to 25, measured), though the response has its head, its bytes and its end.
     */
    private static void fail(Response response, Throwable cause) {
        if (!response.hasBegun()) {
            response.end(response.call.failure(cause, response.request));
        }
    }

    /**
     * Waits for a good response, on whichever thread.
     *
     * @return the wait until the next attempt, or null if the response is good
     * @throws DiglotException if it is not, and there is no other attempt
     */
    @Nullable
    Duration judge(Response response) {
        try {
            response.audience().head();
            await(response);
            return null;
        } catch (DiglotException e) {
            Duration left = Duration.ofNanos(Math.max(0, response.call.nanosLeft()));
            Duration wait = response.call.attempts.next(e, response.head().isGood(), left, pause.chance());
            response.audience().end(e, wait);
            if (wait == null) {
                throw e;
            }
            return wait;
        }
    }

    /**
     * Waits for a good response: a stream that has begun, or a body that is all there.
     *
     * @throws ApiException if the status is not 2xx, however much of the body came: the status says the most
     * @throws DiglotException if a good response ended too early, which says why
     */
    private static void await(Response response) {
        if (response.isStream()) {
            return;
        }
        response.awaitWhole();
        if (response.hasBegun() && !response.head().isGood() && !response.isClosed()) {
            byte[] body = Decompressor.all(response.head().headers(), response.bytes(), response.mostBytes());
            body = Arrays.copyOf(body, Math.min(body.length, response.mostBytes()));
            throw ErrorDecoder.decode(response.head().status(), response.head().headers(), body, response.call.key);
        }
        DiglotException fault = response.failure();
        if (fault != null && (response.isClosed() || !response.holdsEvents())) {
            throw fault; // what came of a stream is read, and decides whether it is complete
        }
    }

    /**
     * Prepares an attempt.
     *
     * @param waiting the thread that will wait for it, if one will
     * @throws IllegalStateException if the client is closed, or CallCancelledException behind the first attempt
     */
    HttpRequest enter(Call call, Response response, @Nullable Thread waiting) {
        try {
            HttpRequest request = requests.write(call, response);
            inFlight.enter(response, waiting);
            response.expectHead(); // not before: a supplier of keys, or an interceptor, may take its time
            return request;
        } catch (Throwable e) {
            response.audience().end(e, null);
            throw e;
        }
    }

    /** Makes an attempt that no thread waits for; its response tells of every change. */
    @SuppressWarnings("FutureReturnValueIgnored") // the response tells of its end
    CompletableFuture<HttpResponse<BodyReceiver>> begin(HttpRequest request, Response response) {
        CompletableFuture<HttpResponse<BodyReceiver>> exchange;
        try {
            exchange = client.sendAsync(request, response.receiver);
        } catch (RuntimeException e) {
            exchange = CompletableFuture.failedFuture(e); // the given client's own threads may have ended
        }
        exchange.whenComplete((received, e) -> {
            if (e == null) {
                response.takeBodiless(received);
            } else {
                fail(response, e instanceof CompletionException && e.getCause() != null ? e.getCause() : e);
            }
        });
        return exchange;
    }

    private <T> CompletableFuture<T> sendAsync(Call call, Function<Response, T> reading) {
        AsyncCall<T> result = new AsyncCall<>(this, call, reading);
        result.attempt();
        return result;
    }

    /** Ends all calls and streams that are under way, and the threads and connections that are ours. Returns at once. */
    @Override
    public void close() {
        List<Response> open = inFlight.close();
        threads.close();
        open.forEach(response -> response.audience().closed());
    }
}
