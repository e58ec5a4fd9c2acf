// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.config.RequestOptions;
import dev.diglot.error.CallCancelledException;
import dev.diglot.error.DiglotException;
import dev.diglot.internal.EventReader;
import dev.diglot.internal.EventSender;
import dev.diglot.internal.json.AdaptedRequest;
import dev.diglot.internal.json.CheckedRequest;
import dev.diglot.internal.json.JsonWriter;
import dev.diglot.json.JsonModel;
import dev.diglot.json.JsonReplyMode;
import dev.diglot.model.Provider;
import dev.diglot.model.SupportWarning;
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
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to an endpoint and returns the responses, over one {@link HttpClient}. Thread-safe. The description of
 * this package follows a call through it.
 *
 * <p>A blocking call sends and waits on the caller's own thread: {@code HttpClient.send} costs half the CPU of
 * {@code sendAsync}. It waits first for the head, then for the body, because each wait has a timeout of its own.
 */
public final class Transport implements AutoCloseable {
    /** The first JDK that keeps a request's own {@code Authorization} if there is an authenticator (JDK-8326949). */
    private static final int KEEPS_AUTHORIZATION = 24;

    private final TransportSettings settings;
    private final RequestWriter requests;
    private final ClientThreads threads;
    private final SendQueue sendQueue;
    private final HttpClient client;

    /**
     * Whether the caller owns the executor: on JDK 17 {@code HttpClient.send} never returns after it is shut down, so
     * {@code sendAsync} is used.
     */
    private final boolean callerOwnsExecutor;

    private final Delayer delayer;
    private final InFlight inFlight = new InFlight();
    private final ObservedCalls observedCalls = new ObservedCalls();
    private final @Nullable Warnings supportWarnings;

    /**
     * Creates a transport.
     *
     * @param settings what the client's builder collected
     * @throws IllegalArgumentException if the given {@link HttpClient} would send the key to another host or drop it,
     *     or the key would be sent in plain text
     */
    public Transport(TransportSettings settings) {
        this(settings, new Delayer());
    }

    Transport(TransportSettings settings, Delayer delayer) {
        this.delayer = delayer;
        HttpClient given = settings.httpClient();
        this.settings = settings;
        this.requests = new RequestWriter(settings);
        this.supportWarnings = settings.provider() == null ? null : new Warnings(settings.provider());
        this.threads = new ClientThreads(settings.connectTimeout());
        this.sendQueue = new SendQueue(threads.timer());
        this.client = given == null ? threads.buildHttpClient(settings.expectsTls()) : requireSafe(given);
        this.callerOwnsExecutor = given != null && given.executor().isPresent();
    }

    private static HttpClient requireSafe(HttpClient given) {
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
     * Logs what the client's provider does not support in a request, and returns the request in the form that is sent.
     *
     * @param <Q> the request
     * @param request the request
     * @param options the options of the call
     * @return the request, which differs if the provider does not document how it asks for JSON
     * @throws IllegalArgumentException if the request cannot be changed as required; nothing was sent
     */
    @SuppressWarnings("unchecked") // every generated request has these types
    public <Q extends JsonModel> Q prepare(Q request, RequestOptions options) {
        if (supportWarnings != null && request instanceof CheckedRequest<?, ?>) {
            supportWarnings.logNew((CheckedRequest<Provider, SupportWarning>) request);
        }
        if (request instanceof AdaptedRequest<?, ?, ?>) {
            JsonReplyMode mode = options.jsonReplyMode();
            JsonReplyMode defaultMode = settings.defaults().jsonReplyMode();
            return ((AdaptedRequest<Q, Provider, JsonReplyMode>) request)
                    .adaptedTo(settings.provider(), mode == null ? defaultMode : mode);
        }
        return request;
    }

    /**
     * Sends a request and waits for the whole response.
     *
     * @param <E> an event, if the endpoint streams although no stream was requested
     * @param <R> the result
     * @param operation the operation to call
     * @param request the request as it is sent, or null if there is none
     * @param reader reads the response to its end
     * @param options the options of this call
     * @return what the reader returned
     * @throws DiglotException if there is no successful response; its class says why
     * @throws IllegalArgumentException if the key cannot be sent; nothing was sent
     * @throws IllegalStateException if the client is closed, or has no address for the dialect
     */
    public <E, R> R call(
            Operation<?, E> operation,
            @Nullable JsonModel request,
            Function<EventReader<E>, R> reader,
            RequestOptions options) {
        Call call = startCall(operation, request, bytes(request), false, options, captureCallContext());
        return read(sendWithRetries(call), response -> reader.apply(eventReader(operation, response)));
    }

    /**
     * Sends a request and returns the whole response once it is complete. No thread blocks.
     *
     * @param <E> an event, if the endpoint streams although no stream was requested
     * @param <R> the result
     * @param operation the operation to call
     * @param request the request as it is sent, or null if there is none
     * @param reader reads the response to its end
     * @param options the options of this call
     * @return the future of what the reader returns, completed on a daemon thread of the client; cancelling it ends the
     *     exchange
     * @throws IllegalArgumentException if the key cannot be sent; nothing was sent
     * @throws IllegalStateException if the client is closed, or has no address for the dialect
     */
    public <E, R> CompletableFuture<R> callAsync(
            Operation<?, E> operation,
            @Nullable JsonModel request,
            Function<EventReader<E>, R> reader,
            RequestOptions options) {
        Call call = startCall(operation, request, bytes(request), false, options, captureCallContext());
        return start(new AsyncCall<R>(this, call, response -> reader.apply(eventReader(operation, response))))
                .copy(); // a derived future passes failures to its callbacks in a CompletionException, as users expect
    }

    /**
     * Sends a request and waits for the head of a stream.
     *
     * @param <E> the event
     * @param operation the operation to call
     * @param request the request as it is sent, or null if there is none
     * @param options the options of this call
     * @return the reader of the events, which the caller must close
     * @throws DiglotException if no stream begins; its class says why
     * @throws IllegalArgumentException if the key cannot be sent; nothing was sent
     * @throws IllegalStateException if the client is closed, or has no address for the dialect
     */
    public <E> EventReader<E> open(Operation<?, E> operation, @Nullable JsonModel request, RequestOptions options) {
        Call call = startCall(operation, request, bytes(request), true, options, captureCallContext());
        return read(sendWithRetries(call), response -> eventReader(operation, response));
    }

    /**
     * Returns the supplier of senders of a streamed request. A sender belongs to the context of the thread that gets it.
     *
     * @param <E> the event
     * @param operation the operation to call
     * @param request the request as it is sent, or null if there is none
     * @param options the options of this call
     * @return the supplier. A sender throws an {@link IllegalArgumentException} if the key cannot be sent, and an
     *     {@link IllegalStateException} if the client is closed, or has no address for the dialect. Its future
     *     completes on a thread of the sender's executor; cancelling the future ends the exchange
     */
    public <E> Supplier<EventSender<E>> sender(
            Operation<?, E> operation, @Nullable JsonModel request, RequestOptions options) {
        byte[] body = bytes(request);
        return () -> {
            CallContext context = captureCallContext();
            return new EventSender<>(
                    () -> {
                        Call call = startCall(operation, request, body, true, options, context);
                        return start(new AsyncCall<>(this, call, response -> eventReader(operation, response)));
                    },
                    context.on(threads.signals()));
        };
    }

    private static byte[] bytes(@Nullable JsonModel request) {
        return request == null ? new byte[0] : JsonWriter.toBytes(request);
    }

    private Call startCall(
            Operation<?, ?> operation,
            @Nullable JsonModel request,
            byte[] body,
            boolean wantsStream,
            RequestOptions options,
            CallContext context) {
        Call call = new Call(operation, body, wantsStream, options, settings, threads, observedCalls, context);
        if (call.base.isTls()) {
            threads.useTls();
        }
        if (call.observed != null) {
            observedCalls.add(call.observed);
            observedCalls.endDropped(threads.signals());
        }
        call.start(request, settings);
        return call;
    }

    private CallContext captureCallContext() {
        return CallContext.capture(settings.contextPropagation());
    }

    /** {@return a function that makes an executor run its tasks in the context of the current thread} */
    public UnaryOperator<Executor> captureContext() {
        return captureCallContext()::on;
    }

    private static <R> CompletableFuture<R> start(AsyncCall<R> call) {
        call.startAttempt();
        return call;
    }

    private <T, E> EventReader<E> eventReader(Operation<T, E> operation, Response response) {
        return new SseEventReader<>(response, operation, settings.maxEventBytes());
    }

    /** {@return whether streams request their token usage where the dialect sends it only on request} */
    public boolean requestsStreamUsage() {
        return settings.streamUsage();
    }

    SendQueue sendQueue() {
        return sendQueue;
    }

    Delayer delayer() {
        return delayer;
    }

    ScheduledExecutorService timer() {
        return threads.timer();
    }

    /** Reads a successful response, and reports success or the failure to read to interceptors. */
    private static <R> R read(Response response, Function<Response, R> reader) {
        try {
            R result = reader.apply(response);
            reportSuccess(response);
            return result;
        } catch (Throwable e) {
            response.listener().ended(e, null);
            throw e;
        }
    }

    /** Reports success to interceptors, unless the response is a stream, which ends later. */
    static void reportSuccess(Response response) {
        if (!response.call.wantsStream) {
            response.listener().ended(null, null);
        }
    }

    /** Sends a blocking call, with its retries, and returns the successful response: a stream or a complete body. */
    private Response sendWithRetries(Call call) {
        while (true) {
            Response response = new Response(call);
            HttpRequest request = prepareAttempt(call, response, Thread.currentThread());
            try {
                sendAndAwaitHead(request, response);
                Duration retryDelay = awaitOutcome(response);
                if (retryDelay == null) {
                    return response;
                }
                delayer.sleep(retryDelay);
            } catch (InterruptedException | RejectedExecutionException e) {
                DiglotException failure = interruptedFailure(response, e);
                response.close();
                response.listener().ended(failure, null);
                throw failure;
            } catch (Throwable e) {
                response.listener().ended(e, null);
                throw e;
            } finally {
                inFlight.stopWaiting(response);
            }
        }
    }

    /**
     * Returns the failure of a blocking attempt that was ended from outside.
     *
     * @param cause an interrupt, or the refusal of a task by an executor that was shut down; if the client was closed,
     *     that is the reason
     */
    private static DiglotException interruptedFailure(Response response, Exception cause) {
        if (response.isClosed()) {
            return Call.closedFailure(response.call.wantsStream);
        }
        return response.call.failureOf(cause, response.requestBody);
    }

    /**
     * Writes the request of an attempt, which runs the interceptors, and registers the response as in flight.
     *
     * @param waitingThread the thread that will wait for the response, or null if none will
     * @throws IllegalStateException if the client is closed and this is the first attempt
     * @throws CallCancelledException if the client is closed and this is a later attempt
     */
    HttpRequest prepareAttempt(Call call, Response response, @Nullable Thread waitingThread) {
        try {
            HttpRequest request = requests.write(call, response);
            inFlight.add(response, waitingThread);
            response.startResponseTimeout(); // not earlier: a supplier of keys, or an interceptor, may take long
            return request;
        } catch (Throwable e) {
            response.listener().ended(e, null);
            throw e;
        }
    }

    /** Sends the request and waits until the body starts or the response ends without one. */
    private void sendAndAwaitHead(HttpRequest request, Response response) throws InterruptedException {
        if (callerOwnsExecutor) {
            Future<?> exchange = sendAsync(request, response);
            response.awaitHead();
            if (!response.hasBodyStarted()) {
                exchange.cancel(true);
            }
            return;
        }
        try {
            response.onResponseWithoutBody(client.send(request, response.receiver));
        } catch (IOException e) {
            endWithoutHead(response, e);
        } catch (RuntimeException e) {
            if (!response.requestBody.mayBeSent()) {
                throw e; // wrong use of the given client
            }
            endWithoutHead(response, e); // a malformed head
        }
    }

    /** Sends the request of an attempt without blocking. The response itself reports its head, bytes and end. */
    @SuppressWarnings("FutureReturnValueIgnored") // the response reports its end
    CompletableFuture<HttpResponse<BodyReceiver>> sendAsync(HttpRequest request, Response response) {
        CompletableFuture<HttpResponse<BodyReceiver>> exchange;
        try {
            exchange = client.sendAsync(request, response.receiver);
        } catch (RuntimeException e) {
            exchange = CompletableFuture.failedFuture(e); // the executor of the given client may be shut down
        }
        exchange.whenComplete((received, e) -> {
            if (e == null) {
                response.onResponseWithoutBody(received);
            } else {
                endWithoutHead(response, withoutWrapper(e));
            }
        });
        return exchange;
    }

    private static Throwable withoutWrapper(Throwable e) {
        Throwable cause = e.getCause();
        return e instanceof CompletionException && cause != null ? cause : e;
    }

    /**
     * Ends an attempt for which the HTTP client threw an exception. If its body has started, the exception is ignored,
     * because the response receives its own end. This happens if the connection breaks right after the head: in one of
     * five such calls the JDK then throws as if there were no head (measured on JDK 17 to JDK 25).
     */
    private static void endWithoutHead(Response response, Throwable cause) {
        if (!response.hasBodyStarted()) {
            response.end(response.call.failureOf(cause, response.requestBody));
        }
    }

    /**
     * Waits until an attempt has succeeded or failed, and decides whether there is another one. Blocks only where the
     * calling thread waits for the response; an {@link AsyncCall} calls this after the outcome.
     *
     * @return the delay before the next attempt, or null if this one succeeded
     * @throws DiglotException the failure, if there is no other attempt
     */
    @Nullable
    Duration awaitOutcome(Response response) {
        try {
            response.listener().reportHead();
            awaitSuccess(response);
            return null;
        } catch (DiglotException e) {
            Call call = response.call;
            Duration timeLeft = Duration.ofNanos(Math.max(0, call.nanosLeft()));
            boolean hadSuccessStatus = response.head().isSuccessful();
            Duration retryDelay = call.retryState.recordFailure(e, hadSuccessStatus, timeLeft, delayer.jitter());
            response.listener().ended(e, retryDelay);
            if (retryDelay == null) {
                throw e;
            }
            return retryDelay;
        }
    }

    /**
     * Waits for a successful response: a stream that has begun, or a body that is complete.
     *
     * @throws DiglotException if the status is not 2xx, or the body of a 2xx response is truncated
     */
    private static void awaitSuccess(Response response) {
        if (response.isStream()) {
            return;
        }
        response.awaitBody();
        StatusMapper.throwForStatus(response);
        DiglotException failure = response.failure();
        if (failure == null) {
            return;
        }
        boolean holdsEvents = response.call.operation.hasStream() && response.startsWithEvents();
        if (response.isClosed() || !holdsEvents) {
            throw failure;
        }
        // a truncated stream in place of a whole response: its events are read, and decide whether it is complete
    }

    /** Ends all calls and streams in flight, and the threads and connections of this client. Returns at once. */
    @Override
    public void close() {
        List<Response> open = inFlight.close();
        threads.close();
        open.forEach(response -> response.listener().closed());
        observedCalls.close();
    }
}
