// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static java.util.Objects.requireNonNull;

import dev.diglot.config.ContextPropagation;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The context of the thread that made a call. Immutable and thread-safe. A broken one never loses a task. */
final class CallContext {
    private static final CallContext NONE = new CallContext(UnaryOperator.identity());

    private final UnaryOperator<Runnable> wrapper;

    private CallContext(UnaryOperator<Runnable> wrapper) {
        this.wrapper = wrapper;
    }

    /** Captures the context of the current thread. */
    @SuppressWarnings("CatchingUnchecked") // other JVM languages throw checked exceptions too
    static CallContext capture(@Nullable ContextPropagation propagation) {
        if (propagation == null) {
            return NONE;
        }
        try {
            return new CallContext(requireNonNull(propagation.capture(), "capture() returned null"));
        } catch (Throwable e) {
            Warnings.log("The context of a call could not be captured; the call goes on without it", e);
            return NONE;
        }
    }

    /** Returns an executor that runs each task in this context. */
    Executor on(Executor executor) {
        if (this == NONE) {
            return executor;
        }
        return task -> executor.execute(() -> run(task));
    }

    /** Runs a task in this context, on the current thread; an exception of the task is thrown. */
    void run(Runnable task) {
        if (this == NONE) {
            task.run();
            return;
        }
        Once once = new Once(task);
        try {
            wrapper.apply(once).run();
        } catch (Throwable e) {
            if (once.isStarted && !once.isDone) {
                throw e; // by the task
            }
            Warnings.log("The context of a call could not be set or reset; the call goes on", e);
        }
        once.run();
    }

    /** A task that runs once; used by one thread. */
    private static final class Once implements Runnable {
        private final Runnable task;
        private boolean isStarted;
        private boolean isDone;

        Once(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (!isStarted) {
                isStarted = true;
                task.run();
                isDone = true;
            }
        }
    }
}
