// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The threads of an {@link HttpClient} of our own: daemons, and to be ended.
 *
 * <p>Before 21 the JDK has no way to close an {@link HttpClient}: its selector thread waits for the garbage collector,
 * which may never come. That thread begins in the thread group of the thread that builds the client, so that is a
 * thread of ours; interrupting the group makes it close its connections and end, on every JDK from 17 on. Nothing here
 * holds the client, so that the collector can still end one that nobody closed.
 */
final class OwnThreads implements ThreadFactory, Supplier<HttpClient> {
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    private final ThreadGroup group = new ThreadGroup("diglot-" + CLIENTS.incrementAndGet());
    private final AtomicInteger threads = new AtomicInteger();
    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 60, TimeUnit.SECONDS, new SynchronousQueue<>(), this);
    private final Duration connectTimeout;

    OwnThreads(Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
        if (Runtime.version().feature() < 19) {
            forgetWhenEmpty(group);
        }
    }

    /** Builds the one client for these threads. */
    HttpClient build() {
        return CompletableFuture.supplyAsync(this, pool).join();
    }

    /** Ends the threads and closes the connections, at once. */
    void close() {
        pool.shutdownNow();
        group.interrupt();
    }

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(group, work, group.getName() + "-" + threads.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public HttpClient get() {
        return HttpClient.newBuilder()
                .executor(pool)
                .connectTimeout(connectTimeout)
                .build();
    }

    @SuppressWarnings("removal") // what later JDKs do by themselves
    private static void forgetWhenEmpty(ThreadGroup group) {
        group.setDaemon(true);
    }
}
