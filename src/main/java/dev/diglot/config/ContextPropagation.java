// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.config;

import java.util.function.UnaryOperator;

/**
 * Carries the context of the thread that makes a call, such as the current trace or the values of a logging context, to
 * the threads that continue the call.
 *
 * <pre>{@code
 * Diglot.builder().contextPropagation(() -> Context.current()::wrap)                       // OpenTelemetry
 * Diglot.builder().contextPropagation(() -> ContextSnapshotFactory.builder().build().captureAll()::wrap) // Micrometer
 * }</pre>
 *
 * <p>Register it on the client's builder; it then applies to all forms of a call. Interceptors, observers, suppliers of
 * keys, the sending of requests, the methods of subscribers and the completion of futures run in the captured context,
 * whichever thread runs them. The tools of a loop run in the context of the thread that runs the loop; for a loop that
 * returns a future, in that of the thread that started it. What your own threads do with a stream or a future runs in
 * their own context: reading a stream, and the callbacks of a future that they complete or cancel.
 *
 * <p>It must be thread-safe. If it throws an exception, the exception is logged as a warning, and the call goes on
 * without the context.
 */
@FunctionalInterface
public interface ContextPropagation {
    /**
     * Captures the context of the current thread. Called once for each call, on the thread that makes it; for
     * {@code publish}, on the thread that subscribes. Called also before tools run on other threads.
     *
     * @return wraps a task so that it runs in the captured context. Called for each step of the call, on any thread; the
     *     wrapped task must run the given one once, on the current thread, and then restore the thread's own context
     */
    UnaryOperator<Runnable> capture();
}
