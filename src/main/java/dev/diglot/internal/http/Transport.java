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
import dev.diglot.stream.EventSource;
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
 * Carries requests to an endpoint and answers back, over one {@link HttpClient}. For any thread.
 *
 * <p>The caller's own thread sends and waits: {@code HttpClient.send} costs half the CPU of {@code sendAsync}. It waits
 * first for the head, then for the body, so that each wait has its own time.
 */
public final class Transport implements AutoCloseable {
    /** The first JDK that lets a request's own {@code Authorization} stand beside an authenticator (JDK-8326949). */
    private static final int KEEPS_AUTHORIZATION = 24;

    private final TransportSettings settings;
    private final RequestWriter requests;
    private final OwnThreads threads;
    private final HttpClient client;

    /** Whether a user may end the client's threads: on JDK 17, {@code send} then waits for ever. */
    private final boolean mayForget;

    private final Pause pause;
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
        this(settings, new Pause());
    }

    Transport(TransportSettings settings, Pause pause) {
        this.pause = pause;
        HttpClient given = settings.httpClient();
        this.settings = settings;
        this.requests = new RequestWriter(settings);
        this.warnings = settings.provider() == null ? null : new Warnings(settings.provider());
        this.threads = new OwnThreads(settings.connectTimeout(), settings.isPlain());
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
            Operation<T, E> operation, byte[] body, Whole.Reader<T, E> reader, RequestOptions options) {
        Call call = new Call(operation, body, false, options, settings, threads.timer());
        return read(send(call), answer -> whole(operation, reader, answer));
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
            Operation<T, E> operation, byte[] body, Whole.Reader<T, E> reader, RequestOptions options) {
        Call call = new Call(operation, body, false, options, settings, threads.timer());
        return sendAsync(call, answer -> whole(operation, reader, answer));
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
    public <E> EventSource<E> open(Operation<?, E> operation, byte[] body, RequestOptions options) {
        Call call = new Call(operation, body, true, options, settings, threads.timer());
        return read(send(call), answer -> events(operation, answer));
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
    public <E> CompletableFuture<EventSource<E>> openAsync(
            Operation<?, E> operation, byte[] body, RequestOptions options) {
        Call call = new Call(operation, body, true, options, settings, threads.timer());
        return sendAsync(call, answer -> events(operation, answer));
    }

    /** {@return whether streams ask for their token usage where the dialect wants it asked for} */
    public boolean requestsStreamUsage() {
        return settings.streamUsage();
    }

    Pause pause() {
        return pause;
    }

    /** {@return the daemon threads that tell of what has arrived where no thread waits} */
    public Executor signals() {
        return threads.signals();
    }

    ScheduledExecutorService timer() {
        return threads.timer();
    }

    private <T, E> EventSource<E> events(Operation<T, E> operation, Answer answer) {
        return new Events<>(answer, operation, settings.maxEventBytes());
    }

    /** Reads a whole response: one value, or the events of a stream that was not asked for. */
    private <T, E> Exchange<T> whole(Operation<T, E> operation, Whole.Reader<T, E> reader, Answer answer) {
        Whole<T> whole = reader.read(events(operation, answer));
        Call call = answer.call;
        Map<String, List<String>> headers = answer.shownHeaders();
        return new Exchange<>(
                whole.value(),
                answer.head().status(),
                Collections.unmodifiableMap(headers),
                RequestId.in(headers),
                call.attempts.count(),
                call.elapsed(),
                whole.warnings());
    }

    /** Makes something of an answer that is good by its status. */
    private static <T> T read(Answer answer, Function<Answer, T> reading) {
        try {
            T value = reading.apply(answer);
            tellRead(answer);
            return value;
        } catch (Throwable e) {
            answer.audience().end(e, null);
            throw e;
        }
    }

    /** Reports the good end of a response that was read, unless it is a stream, which ends later. */
    static void tellRead(Answer answer) {
        if (!answer.call.wantsStream) {
            answer.audience().end(null, null);
        }
    }

    /** Gives an answer that is good by its status: a stream that has begun, or a body that is all there. */
    private Answer send(Call call) {
        while (true) {
            Answer answer = new Answer(call);
            HttpRequest request = enter(call, answer, Thread.currentThread());
            try {
                exchange(request, answer);
                Duration wait = judge(answer);
                if (wait == null) {
                    return answer;
                }
                pause.sleep(wait);
            } catch (InterruptedException | RejectedExecutionException e) {
                DiglotException failure =
                        answer.isClosed() ? Call.closed(call.wantsStream) : call.failure(e, answer.request);
                answer.close();
                answer.audience().end(failure, null);
                throw failure;
            } catch (Throwable e) {
                answer.audience().end(e, null);
                throw e;
            } finally {
                inFlight.leave(answer);
            }
        }
    }

    /** Sends the request, and waits for the head or that none comes. */
    private void exchange(HttpRequest request, Answer answer) throws InterruptedException {
        if (mayForget) {
            Future<?> exchange = begin(request, answer);
            answer.awaitHead();
            if (!answer.hasBegun()) {
                exchange.cancel(true);
            }
        } else {
            try {
                answer.takeBodiless(client.send(request, answer.receiver));
            } catch (IOException e) {
                fail(answer, e);
            } catch (RuntimeException e) {
                if (!answer.request.mayBeSent()) {
                    throw e; // wrong use of the given client
                }
                fail(answer, e); // a malformed head
            }
        }
    }

    /**
     * Ends an attempt without a response. If the connection breaks right behind the head, the JDK fails one call in five
     * as if no head had come (JDK 17 to 25, measured), though the response has its head, its bytes and its end.
     */
    private static void fail(Answer answer, Throwable cause) {
        if (!answer.hasBegun()) {
            answer.end(answer.call.failure(cause, answer.request));
        }
    }

    /**
     * Waits for a good answer, on whichever thread.
     *
     * @return the wait until the next attempt, or null if the answer is good
     * @throws DiglotException if it is not, and there is no other attempt
     */
    @Nullable
    Duration judge(Answer answer) {
        try {
            answer.audience().head();
            await(answer);
            return null;
        } catch (DiglotException e) {
            Duration left = Duration.ofNanos(Math.max(0, answer.call.nanosLeft()));
            Duration wait = answer.call.attempts.next(e, answer.head().isGood(), left, pause.chance());
            answer.audience().end(e, wait);
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
    private static void await(Answer answer) {
        if (answer.isStream()) {
            return;
        }
        answer.awaitWhole();
        if (answer.hasBegun() && !answer.head().isGood() && !answer.isClosed()) {
            byte[] body = Decompressor.all(answer.head().headers(), answer.bytes(), answer.mostBytes());
            body = Arrays.copyOf(body, Math.min(body.length, answer.mostBytes()));
            throw ErrorDecoder.decode(answer.head().status(), answer.head().headers(), body, answer.call.key);
        }
        DiglotException fault = answer.failure();
        if (fault != null && (answer.isClosed() || !answer.holdsEvents())) {
            throw fault; // what came of a stream is read, and decides whether it is complete
        }
    }

    /**
     * Prepares an attempt.
     *
     * @param waiting the thread that will wait for it, if one will
     * @throws IllegalStateException if the client is closed, or CallCancelledException behind the first attempt
     */
    HttpRequest enter(Call call, Answer answer, @Nullable Thread waiting) {
        try {
            HttpRequest request = requests.write(call, answer);
            inFlight.enter(answer, waiting);
            answer.expectHead(); // not before: a supplier of keys, or an interceptor, may take its time
            return request;
        } catch (Throwable e) {
            answer.audience().end(e, null);
            throw e;
        }
    }

    /** Makes an attempt that no thread waits for; its answer tells of every change. */
    @SuppressWarnings("FutureReturnValueIgnored") // the answer tells of its end
    CompletableFuture<HttpResponse<BodyReceiver>> begin(HttpRequest request, Answer answer) {
        CompletableFuture<HttpResponse<BodyReceiver>> exchange;
        try {
            exchange = client.sendAsync(request, answer.receiver);
        } catch (RuntimeException e) {
            exchange = CompletableFuture.failedFuture(e); // the given client's own threads may have ended
        }
        exchange.whenComplete((response, e) -> {
            if (e == null) {
                answer.takeBodiless(response);
            } else {
                fail(answer, e instanceof CompletionException && e.getCause() != null ? e.getCause() : e);
            }
        });
        return exchange;
    }

    private <T> CompletableFuture<T> sendAsync(Call call, Function<Answer, T> reading) {
        AsyncCall<T> result = new AsyncCall<>(this, call, reading);
        result.attempt();
        return result;
    }

    /** Ends all calls and streams that are under way, and the threads and connections that are ours. Returns at once. */
    @Override
    public void close() {
        List<Answer> open = inFlight.close();
        threads.close();
        open.forEach(answer -> answer.audience().closed());
    }
}
