// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import dev.diglot.error.CallCancelledException;
import dev.diglot.json.JsonBindingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs the calls of one reply. */
final class ToolRound {
    /** The name that a call gets in the conversation if the endpoint sent none. */
    static final String UNNAMED = "unknown";

    /** A tool with its arguments. */
    @FunctionalInterface
    interface Work {
        @Nullable
        Object run() throws Exception;
    }

    private final LoopState<?, ?, ?> loop;
    private final ToolSet.Settings settings;
    private final List<ToolResult> results = new ArrayList<>();

    ToolRound(LoopState<?, ?, ?> loop, List<ToolCall> calls) {
        this.loop = loop;
        this.settings = loop.settings;
        for (ToolCall call : calls) {
            results.add(ToolResult.error(call, "the tool was not run, because the loop ended before"));
        }
    }

    /** Returns the results so far; a call that was not run has one that says so. */
    List<ToolResult> results() {
        return results;
    }

    /**
     * Runs all calls, in parallel if there is an executor.
     *
     * @throws ExecutionException if a tool threw an exception that ends the loop; its cause is that exception
     */
    void run() throws ExecutionException {
        List<Running> running = new ArrayList<>();
        try {
            for (int i = 0; i < results.size(); i++) {
                FutureTask<ToolResult> task = task(results.get(i).call(), i);
                if (task != null) {
                    running.add(new Running(task, i));
                }
                if (settings.executor() == null) {
                    startAll(running);
                    awaitAll(running);
                }
            }
            startAll(running);
            awaitAll(running);
        } finally {
            running.forEach(this::stop);
        }
    }

    /** Interrupts a call for which the loop does not wait; keeps the result if there is one. */
    private void stop(Running call) {
        if (!call.task.cancel(true) && !call.task.isCancelled()) {
            try {
                results.set(call.position, call.task.get());
            } catch (InterruptedException e) { // only for the compiler: the task is done
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof InterruptedException)) {
                    setError(call, "the tool failed");
                }
            }
        }
    }

    private void setError(Running call, String message) {
        results.set(call.position, ToolResult.error(results.get(call.position).call(), message));
    }

    /** A call that runs, or is about to. */
    private record Running(FutureTask<ToolResult> task, int position) {}

    /** Returns what runs a call; null if it is not to run, which is then its result. */
    private @Nullable FutureTask<ToolResult> task(ToolCall call, int position) {
        String problem;
        Tool<?> tool = settings.tools().get(call.name());
        if (tool == null) {
            String names = String.join(", ", settings.tools().keySet());
            problem = "there is no tool named \"" + call.name() + "\"; the tools are " + names;
        } else {
            Work work;
            try {
                work = tool.prepare(call);
            } catch (JsonBindingException e) {
                results.set(position, ToolResult.error(call, "the arguments do not fit: " + e.getMessage()));
                return null;
            }
            problem = settings.approval().apply(call);
            if (problem == null) {
                return new FutureTask<>(() -> run(call, work));
            }
        }
        results.set(position, ToolResult.error(call, problem));
        return null;
    }

    private ToolResult run(ToolCall call, Work work) throws Exception {
        try {
            return ToolResult.of(call, work.run(), loop.contentType(), settings.maxResultChars());
        } catch (ToolFailure e) {
            return ToolResult.error(call, String.valueOf(e.getMessage()));
        }
    }

    private void startAll(List<Running> running) throws ExecutionException {
        Executor executor = executor();
        for (Running call : running) {
            start(call.task, executor);
            setError(call, "the tool was interrupted, because the loop ended before it finished");
        }
    }

    /** Returns the executor of the tools: the current thread, if there is neither an executor nor a limit. */
    private Executor executor() {
        if (settings.executor() != null) {
            return loop.inContext(settings.executor());
        }
        if (settings.timeout() != null || loop.timeLeft() != null) {
            return loop.inContext(LoopFuture::startThread);
        }
        return Runnable::run;
    }

    private static void start(FutureTask<ToolResult> task, Executor executor) throws ExecutionException {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            throw new ExecutionException(e);
        }
    }

    private void awaitAll(List<Running> running) throws ExecutionException {
        long start = System.nanoTime();
        for (Running call : running) {
            results.set(call.position, await(call, start));
        }
        running.clear();
    }

    private ToolResult await(Running call, long start) throws ExecutionException {
        Duration timeout = settings.timeout();
        Duration timeLeft = loop.timeLeft();
        Duration limit = timeout == null ? null : timeout.minusNanos(System.nanoTime() - start);
        if (limit == null || (timeLeft != null && timeLeft.compareTo(limit) < 0)) {
            limit = timeLeft;
        }
        try {
            return limit == null ? call.task.get() : call.task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            call.task.cancel(true);
            if (timeout == null || limit.equals(timeLeft)) {
                throw loop.deadlineFailure();
            }
            ToolCall late = results.get(call.position).call();
            return ToolResult.error(late, "the tool did not finish within " + timeout.toMillis() + " ms");
        } catch (InterruptedException e) {
            throw cancelled(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptedException interrupt) {
                throw cancelled(interrupt);
            }
            throw e;
        }
    }

    private static CallCancelledException cancelled(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new CallCancelledException("the thread was interrupted while a tool ran", cause);
    }
}
