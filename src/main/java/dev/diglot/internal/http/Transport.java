// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.config.RequestOptions;
import dev.diglot.error.DiglotException;
import dev.diglot.error.RequestId;
import dev.diglot.model.Provider;
import dev.diglot.model.SupportWarning;
import dev.diglot.stream.EventSource;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
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
     * Sends a request and waits for the whole answer.
     *
     * @param <T> the answer
     * @param operation what to call
     * @param body the request, as it goes over the wire
     * @param options what is different for this call
     * @return the answer and what came with it
     * @throws DiglotException if there is no good answer; its class says why
     * @throws IllegalArgumentException if the key cannot be sent; nothing was sent
     * @throws IllegalStateException if the client is closed, or has no address for the dialect
     */
    public <T> Exchange<T> call(Operation<T, ?> operation, byte[] body, RequestOptions options) {
        Call call = new Call(operation, body, false, options, settings);
        Answer answer = send(call);
        T value = read(answer, from -> new GoodBody(from).read(operation));
        AnswerHead head = answer.head();
        String requestId = RequestId.in(head.headers());
        return new Exchange<>(value, head.status(), head.headers(), requestId, call.attempts.count(), call.elapsed());
    }

    /**
     * Sends a request and gives the answer once it is all there. No thread waits.
     *
     * @param <T> the answer
     * @param operation what to call
     * @param body the request, as it goes over the wire
     * @param options what is different for this call
     * @return the answer to come, on a thread of {@link #signals}; cancelling it ends the exchange
     * @throws IllegalArgumentException if the key cannot be sent; nothing was sent
     * @throws IllegalStateException if the client is closed, or has no address for the dialect
     */
    public <T> CompletableFuture<T> callAsync(Operation<T, ?> operation, byte[] body, RequestOptions options) {
        return sendAsync(
                new Call(operation, body, false, options, settings), answer -> new GoodBody(answer).read(operation));
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
        return read(send(new Call(operation, body, true, options, settings)), answer -> events(operation, answer));
    }

    /**
     * Sends a request and gives the stream once its head is there. No thread waits.
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
        return sendAsync(new Call(operation, body, true, options, settings), answer -> events(operation, answer));
    }

    Pause pause() {
        return pause;
    }

    /** {@return the daemon threads that tell of what has arrived where no thread waits} */
    public Executor signals() {
        return threads.signals();
    }

    private <E> EventSource<E> events(Operation<?, E> operation, Answer answer) {
        return new Events<>(answer, operation, settings.maxEventBytes());
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

    /** Tells the good end of an answer that was read, unless it is a stream, which goes on. */
    static void tellRead(Answer answer) {
        if (!answer.head().isStream()) {
            answer.audience().end(null, null);
        }
    }

    /** Gives an answer that is good by its status: a stream that has begun, or a body that is all there. */
    private Answer send(Call call) {
        while (true) {
            Answer answer = new Answer(call);
            HttpRequest request = enter(call, answer, Thread.currentThread());
            try {
                exchange(call, request, answer);
                Duration wait = judge(answer);
                if (wait == null) {
                    return answer;
                }
                pause.sleep(wait);
            } catch (InterruptedException | RejectedExecutionException e) {
                DiglotException failure = answer.isClosed() ? Call.closed(call.wantsStream) : call.failure(e, null);
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
    private void exchange(Call call, HttpRequest request, Answer answer) throws InterruptedException {
        if (mayForget) {
            Future<?> exchange = begin(call, request, answer);
            answer.awaitHead();
            if (!answer.hasBegun()) {
                exchange.cancel(true);
            }
        } else {
            try {
                answer.takeBodiless(client.send(request, answer));
            } catch (IOException e) {
                // If the connection breaks right behind the head, the JDK fails one call in five as if no head had come
                // (17 to 25, measured), though the answer has its head, its bytes and its end. So the answer is asked.
                if (!answer.hasBegun()) {
                    answer.end(call.failure(e, client.connectTimeout().orElse(null)));
                }
            }
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
            GoodBody.await(answer);
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
    CompletableFuture<HttpResponse<Answer>> begin(Call call, HttpRequest request, Answer answer) {
        CompletableFuture<HttpResponse<Answer>> exchange;
        try {
            exchange = client.sendAsync(request, answer);
        } catch (RuntimeException e) {
            exchange = CompletableFuture.failedFuture(e); // the given client's own threads may have ended
        }
        exchange.whenComplete((response, e) -> {
            if (e == null) {
                answer.takeBodiless(response);
            } else if (!answer.hasBegun()) {
                Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
                answer.end(call.failure(cause, client.connectTimeout().orElse(null)));
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
