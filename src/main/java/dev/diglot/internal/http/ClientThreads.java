// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one client: daemons, and to be ended.
 *
 * <p>Over plain HTTP its {@link HttpClient} has one, which selects and reads: what we do there never waits, and handing on
 * costs as much CPU as reading. TLS, whose certificates may be checked elsewhere and slowly, has threads of its own.
 *
 * <p>Before 21 the JDK has no way to close an {@link HttpClient}: its selecting thread waits for the garbage collector,
 * which may never come. It begins in the thread group of the thread that builds the client, so that is a thread of ours;
 * interrupting the group makes it close its connections and end, on every JDK from 17 on. Nothing here holds the client,
 * so that the collector can still end one that nobody closed.
 */
final class ClientThreads {
    /** So many subscribers may be busy at once. */
    private static final int MOST_SIGNALS = 32;

    private static final AtomicInteger CLIENTS = new AtomicInteger();

    private final String name = "diglot-" + CLIENTS.incrementAndGet();
    private final AtomicInteger count = new AtomicInteger();
    private final ThreadGroup outer = Thread.currentThread().getThreadGroup();
    private final ThreadGroup group = new ThreadGroup(name);
    private final ThreadPoolExecutor http = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 60, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> daemon(group, work));
    private final Backlog backlog = new Backlog();
    private final ThreadPoolExecutor signals = new ThreadPoolExecutor(
            0, MOST_SIGNALS, 60, TimeUnit.SECONDS, backlog, work -> daemon(outer, work), this::noThreadIsFree);
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, work -> daemon(outer, work), new ThreadPoolExecutor.DiscardPolicy());
    private final Duration connectTimeout;
    private final boolean isPlain;

    ClientThreads(Duration connectTimeout, boolean isPlain) {
        this.connectTimeout = connectTimeout;
        this.isPlain = isPlain;
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        if (Runtime.version().feature() < 19) {
            forgetWhenEmpty(group);
        }
    }

    /** Builds the one HTTP client for these threads. */
    HttpClient build() {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // a connection a stream: no stream limit, no shared failure
                .executor(isPlain ? Runnable::run : http)
                .connectTimeout(connectTimeout);
        return CompletableFuture.supplyAsync(builder::build, http).join();
    }

    /** Where callers are told of what has arrived: apart, so that a slow one cannot hold up the HTTP client. */
    Executor signals() {
        return signals;
    }

    /** Runs short work later. Not the JDK's delay thread: that one lives on, and keeps the user's class loader. */
    ScheduledExecutorService timer() {
        return timer;
    }

    /** Closes the connections and ends the threads, at once; those of {@link #signals} when all was told. */
    void close() {
        signals.shutdown();
        http.shutdownNow();
        timer.shutdownNow();
        group.interrupt();
    }

    private void noThreadIsFree(Runnable signal, ThreadPoolExecutor pool) {
        backlog.add(signal);
        if (pool.isShutdown() && backlog.remove(signal)) { // the client was closed
            daemon(outer, signal).start();
        }
    }

    /**
     * Signals for which no thread is free. What is offered goes to an idle thread or nowhere, so that the pool starts a
     * thread only if all are busy: each keeps buffers of its own.
     */
    @SuppressWarnings("serial")
    private static final class Backlog extends LinkedTransferQueue<Runnable> {
        @Override
        public boolean offer(Runnable signal) {
            return tryTransfer(signal);
        }

        @Override
        public boolean add(Runnable signal) {
            return super.offer(signal);
        }
    }

    private Thread daemon(ThreadGroup in, Runnable work) {
        Thread thread = new Thread(in, work, name + "-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @SuppressWarnings("removal") // what later JDKs do by themselves
    private static void forgetWhenEmpty(ThreadGroup group) {
        group.setDaemon(true);
    }
}
