// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The transport: sends the generated calls over {@code java.net.http} and returns their responses. Not exported. This
 * page explains it as a whole; each class explains its part.
 *
 * <pre>{@code
 * client    Transport ---- ClientThreads (HTTP threads, signal threads, timer), InFlight (what close() ends)
 *               |
 * call        Call ------- RetryState (attempts), CallContext (of the caller)   AsyncCall (where no thread blocks)
 *               |
 * attempt   RequestWriter -> HttpRequest, RequestBody -> HttpClient -> BodyReceiver -> Response (BodyBuffer, IdleTimer)
 *                                                                                          |
 *             ObservedCall <- ObservedAttempt (AttemptListener) <- - - - - - - - - - - - - - +
 *                                                                                          |
 *           failed:     FailureMapper (no response), StatusMapper (status not 2xx) <-------+
 *           successful: SseEventReader -> ResponseBody (whole value)               <-------+
 *                             `--> Decompressor -> SseParser -> EventDecoder (events)
 * }</pre>
 *
 * <h2>The life of a call</h2>
 *
 * <ol>
 *   <li>The client's builder collects {@link dev.diglot.internal.http.TransportSettings}, and the client creates its
 *       {@link dev.diglot.internal.http.Transport} from them. A generated call prepares its request and calls
 *       {@code call}, {@code callAsync}, {@code open} or, for a publisher, {@code sender}. The transport serializes
 *       the request, creates a {@code Call}, whose deadline runs from then on, and notifies the call observers of its
 *       start. What the transport must know of a dialect (path, headers, end marker, which event is the last one or may
 *       be an error) is in the {@code Operation} and the {@code EventFormat} that generated code passes.
 *   <li>Each attempt has a {@code Response} of its own. {@code prepareAttempt} writes the HTTP request, which runs the
 *       interceptors, adds the response to {@code InFlight}, and starts the response timeout.
 *   <li>The HTTP client sends the request. It passes head, bytes and end to the {@code BodyReceiver}, which forwards
 *       them to the {@code Response}. One chunk is requested at a time, and none while 64 KiB of a stream are buffered.
 *   <li>{@code awaitOutcome} waits until a stream has begun, the complete body is buffered, or the attempt has failed.
 *       A failure goes to {@code RetryState}, which returns the delay before the next attempt (continue with step 2) or
 *       none (the call ends with the failure). A 2xx status is never retried.
 *   <li>{@code SseEventReader} reads a 2xx response. It decodes a stream when its reader requests events, a complete
 *       body at once.
 *   <li>The attempt ends: a whole response once it is read; a stream once its reader finishes or closes it.
 *       Interceptors are notified of exactly one end for each attempt, then call observers of the end of the call. A
 *       fully consumed stream drains up to 16 KiB within one second, so that its connection can be reused; any other
 *       stream that is closed cancels the exchange.
 * </ol>
 *
 * <h2>Which thread runs what</h2>
 *
 * <table>
 *   <caption>Threads of each form of a call</caption>
 *   <tr><th></th><th>create</th><th>stream</th><th>createAsync</th><th>publish</th></tr>
 *   <tr><td>interceptors, first attempt</td><td>caller</td><td>caller</td><td>caller</td><td>signal</td></tr>
 *   <tr><td>interceptors, later attempts</td><td>caller</td><td>caller</td><td>signal</td><td>signal</td></tr>
 *   <tr><td>sends the request</td><td>caller</td><td>caller</td><td>signal</td><td>signal</td></tr>
 *   <tr><td>waits for head and body</td><td>caller</td><td>caller</td><td>none</td><td>none</td></tr>
 *   <tr><td>waits before a retry</td><td>caller</td><td>caller</td><td>none (timer)</td><td>none (timer)</td></tr>
 *   <tr><td>measures the idle timeout</td><td>caller</td><td>reader</td><td>timer</td><td>timer</td></tr>
 *   <tr><td>decodes the response</td><td>caller</td><td>reader</td><td>signal</td><td>signal</td></tr>
 *   <tr><td>start of call observers</td><td>caller</td><td>caller</td><td>caller</td><td>signal</td></tr>
 *   <tr><td>notifications of observers</td><td>caller</td><td>reader</td><td>signal</td><td>signal</td></tr>
 * </table>
 *
 * <ul>
 *   <li><b>Caller</b>: the thread that makes the call. <b>Reader</b>: the thread that iterates over the stream, one at
 *       a time, often the caller.
 *   <li><b>HTTP threads</b>: the selector thread of the client's own {@code HttpClient}, with a pool beside it from the
 *       first call over TLS on; or the threads of the user's own client. They call {@code BodyReceiver} and
 *       {@code RequestBody}, whose methods buffer bytes, wake the waiting thread, or submit a task to the signal
 *       threads. These methods never wait, run no code of the user, and decode no more than the first bytes of a body.
 *   <li><b>Signal threads</b>: daemons, which run everything that follows where no thread blocks, code of the user
 *       included: callbacks of futures, subscribers, observers. {@code SignalExecutor} uses as many as there are
 *       processors, and up to 32 if tasks block. A stream with many events takes turns with others, and {@code
 *       SendQueue} sends a burst of requests one after another, so that received events do not wait for it.
 *   <li><b>Timer</b>: one daemon for idle timeouts, retry delays and the limit of draining. It hands longer work to the
 *       signal threads.
 *   <li>The thread that cancels a call, or closes a stream or the client, itself reports that end to the observers,
 *       unless another thread is at work on the call, which then reports it.
 * </ul>
 *
 * <p>Where no thread blocks, the callback of {@code IdleTimer} takes the place of the waiting thread: it is called
 * after every change of the {@code Response} and submits the next step to the signal threads. First it belongs to
 * {@code AsyncCall}; once a stream has begun, {@code EventPublisher} replaces it by its own.
 *
 * <h2>Locks</h2>
 *
 * <ul>
 *   <li>The lock of {@code Response} guards its {@code BodyBuffer}, its end, its close, and whether it is consumed.
 *       While it is held, the lock of {@code ObservedAttempt} may be taken (to count bytes), and those inside the
 *       executors (to cancel the timer, to submit a task from the callback of {@code IdleTimer}), but no other lock.
 *   <li>The lock of {@code ObservedAttempt} guards the progress of the attempt, and whether its head and its end were
 *       reported. No other lock is taken under it; observers are called without it, from the queue of the
 *       {@code ObservedCall}, which one thread at a time empties. Who starts an attempt waits until it is empty.
 *   <li>The lock of {@code ObservedCall} is held while an attempt is started, while events are read, and while the end
 *       of the call is made of them. All other locks may be taken under it, and user code may run. It is never awaited
 *       with another lock, and a thread that ends a call only tries to take it.
 *   <li>The lock of {@code InFlight} guards the responses in flight and their waiting threads. No other lock of this
 *       package is taken under it, nor is it taken under another one.
 *   <li>The HTTP client has locks of its own and may call us while it holds them. So its methods, {@code request} and
 *       {@code cancel} of the subscription included, are called without any lock of ours.
 *   <li>Everything else is immutable, volatile, or used by one thread at a time: {@code RetryState} by the thread that
 *       runs the current step of its call, {@code SseEventReader} and {@code EventDecoder} by the reader.
 * </ul>
 *
 * <h2>How a call is ended from outside</h2>
 *
 * <p>Everything below leads to {@code Response.end}, which wakes the waiting thread, and then to
 * {@code Response.requestMoreOrCancel}, which cancels the subscription and so frees the connection. Before the body has
 * started there is no subscription yet: the exchange's future is cancelled, or the thread inside
 * {@code HttpClient.send} is interrupted.
 *
 * <ul>
 *   <li><b>Cancel</b> of a future, or of one derived from it: {@code AsyncCall.completeExceptionally} reports the end,
 *       closes the response, and cancels the exchange's future. <b>Cancel</b> of a subscription, or <b>close</b> of a
 *       stream: {@code SseEventReader.close} closes the response; a thread waiting in {@code next()} fails at once.
 *   <li><b>Close</b> of the client: {@code InFlight.close} refuses new calls, closes every response, and interrupts the
 *       threads that wait for them. Then {@code ClientThreads.close} ends connections and threads. Last, observers are
 *       notified of the end of open streams.
 *   <li><b>Deadline</b>: limits the timeout of the HTTP request, each wait for bytes, and the delay of a retry. While
 *       bytes are decoded, {@code Response.checkpoint} checks it, every 64 events and within long JSON. What was
 *       received of an uncompressed stream is still decoded for up to 500 ms after it.
 *   <li><b>Response timeout</b>: the HTTP client applies it. Where no thread is inside {@code HttpClient.send},
 *       {@code Response.endIfIdle} applies it too, one second later, in case the HTTP client never does.
 *   <li><b>Idle timeout</b>: {@code Response.endIfIdle} applies it, only while bytes are requested.
 *   <li><b>Interrupt</b> of a thread that blocks: its wait, or the next {@code checkpoint}, ends the call with a
 *       {@code CallCancelledException}, and the interrupt flag stays set. If {@code InFlight.close} sent the interrupt,
 *       the flag is cleared when the thread stops waiting.
 * </ul>
 */
@NullMarked
package dev.diglot.internal.http;

import org.jspecify.annotations.NullMarked;
