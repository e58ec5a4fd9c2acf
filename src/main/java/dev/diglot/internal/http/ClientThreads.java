// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLParameters;

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
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    private final String name = "diglot-" + CLIENTS.incrementAndGet();
    private final AtomicInteger count = new AtomicInteger();
    private final ThreadGroup callerGroup = Thread.currentThread().getThreadGroup();
    private final ThreadGroup httpGroup = new ThreadGroup(name);
    private final ThreadPoolExecutor http = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 60, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> daemon(httpGroup, work));
    private final ThreadPoolExecutor signalThreads = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            60,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> daemon(callerGroup, work),
            (work, pool) -> daemon(callerGroup, work).start()); // the client was closed
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, work -> daemon(callerGroup, work), new ThreadPoolExecutor.DiscardPolicy());
    private final SignalExecutor signals = new SignalExecutor(signalThreads, timer);
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

    /**
     * Builds the HTTP client that uses these threads. Called once.
     *
     * @param expectsTls whether an address of the client uses TLS, so that its set-up is part of the client's
     */
    HttpClient buildHttpClient(boolean expectsTls) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // one connection per stream: no stream limit, no shared failure
                .executor(this::execute)
                .connectTimeout(connectTimeout);
        if (!expectsTls) {
            builder.sslContext(new LateTls())
                    .sslParameters(new SSLParameters()); // the default ones would be asked of the context at once
        }
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
        timer.shutdownNow();
        signals.close();
        signalThreads.shutdown();
        http.shutdownNow();
        httpGroup.interrupt();
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
