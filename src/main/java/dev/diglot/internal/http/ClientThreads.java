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
 * The threads of one client. All are daemons, and {@link #close} ends them.
 *
 * <p>While the client uses plain HTTP only, its {@link HttpClient} has one thread, which selects and reads: our code on
 * that thread never waits, and a hop to another thread would cost as much CPU as reading. TLS has a pool of threads,
 * because a trust manager may check certificates slowly or over the network.
 *
 * <p>Before JDK 21 there is no way to close an {@link HttpClient}: its selector thread ends only when the client is
 * garbage collected, which may never happen. But that thread belongs to the thread group of the thread that builds the
 * client, so a thread of ours builds it, in a group of its own. Interrupting the group makes the selector thread close
 * its connections and end, on every JDK from 17 on. Nothing here references the {@link HttpClient}, so it can be
 * garbage collected even if nobody closes it.
 */
final class ClientThreads {
    /** Maximum number of threads that run callbacks and subscribers at once. */
    private static final int MAX_SIGNAL_THREADS = 32;

    private static final AtomicInteger CLIENTS = new AtomicInteger();

    private final String name = "diglot-" + CLIENTS.incrementAndGet();
    private final AtomicInteger count = new AtomicInteger();
    private final ThreadGroup callerGroup = Thread.currentThread().getThreadGroup();
    private final ThreadGroup httpGroup = new ThreadGroup(name);
    private final ThreadPoolExecutor http = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 60, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> daemon(httpGroup, work));
    private final Backlog backlog = new Backlog();
    private final ThreadPoolExecutor signals = new ThreadPoolExecutor(
            0,
            MAX_SIGNAL_THREADS,
            60,
            TimeUnit.SECONDS,
            backlog,
            work -> daemon(callerGroup, work),
            this::onTaskRefused);
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, work -> daemon(callerGroup, work), new ThreadPoolExecutor.DiscardPolicy());
    private final Duration connectTimeout;
    private volatile boolean usesTls;

    ClientThreads(Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        if (Runtime.version().feature() < 19) {
            destroyWhenEmpty(httpGroup);
        }
    }

    /** Builds the HTTP client that uses these threads. Called once. */
    HttpClient buildHttpClient() {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // one connection per stream: no stream limit, no shared failure
                .executor(this::execute)
                .connectTimeout(connectTimeout);
        return CompletableFuture.supplyAsync(builder::build, http).join();
    }

    /** Uses the pool of threads from now on: a connection with TLS is about to be opened. */
    void useTls() {
        usesTls = true;
    }

    private void execute(Runnable work) {
        if (usesTls) {
            http.execute(work);
        } else {
            work.run();
        }
    }

    /** Returns the threads for callbacks and subscribers: separate, so that a slow one cannot block the HTTP client. */
    Executor signals() {
        return signals;
    }

    /** Returns the timer for short tasks. The JDK's delay thread never ends, and would keep the user's class loader. */
    ScheduledExecutorService timer() {
        return timer;
    }

    /** Closes the connections and ends the threads at once; those of {@link #signals} after their queued tasks. */
    void close() {
        signals.shutdown();
        http.shutdownNow();
        timer.shutdownNow();
        httpGroup.interrupt();
    }

    /** Queues a task that the pool refused: all its threads are busy, or the client was closed. */
    private void onTaskRefused(Runnable signal, ThreadPoolExecutor pool) {
        backlog.add(signal);
        boolean isClosed = pool.isShutdown();
        if (isClosed && backlog.remove(signal)) { // otherwise a thread of the pool took it
            daemon(callerGroup, signal).start();
        }
    }

    /**
     * The queue of tasks for which no thread is free. {@link #offer} hands a task to an idle thread, or returns false,
     * and then the pool starts a thread. So no thread is started while another one is idle: each keeps buffers of its
     * own. {@link #add} really queues.
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

    private Thread daemon(ThreadGroup group, Runnable work) {
        Thread thread = new Thread(group, work, name + "-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @SuppressWarnings("removal") // later JDKs do not keep empty groups
    private static void destroyWhenEmpty(ThreadGroup group) {
        group.setDaemon(true);
    }
}
