// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import dev.diglot.config.RequestOptions;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.ToolLoopException;
import dev.diglot.json.JsonModel;
import dev.diglot.stream.EventStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The state of one loop: the conversation, the number of replies and the deadline. One thread at a time runs the loop;
 * any thread may read the conversation.
 */
final class LoopState<Q extends JsonModel, R, S extends EventStream<?, R>> {
    final ToolSet.Settings settings;

    private final LoopDialect<Q, R, S> dialect;
    private final RequestOptions options;
    private Q request;
    private int rounds;

    /** Valid to send at any time: a call without a result yet has one that says so. */
    private volatile Q conversation;

    /** When the deadline expires, as {@link System#nanoTime()}; set by {@link #start()}, null if there is none. */
    private @Nullable Long end;

    private boolean isStarted;

    LoopState(ToolSet.Settings settings, LoopDialect<Q, R, S> dialect, Q request, RequestOptions options) {
        this.settings = settings;
        this.dialect = dialect;
        this.options = options;
        this.request = settings.tools().isEmpty() ? request : dialect.withTools(request);
        this.conversation = this.request;
    }

    Q conversation() {
        return conversation;
    }

    /** Returns the class of the blocks or parts that a result may have. */
    Class<?> contentType() {
        return dialect.contentType();
    }

    void start() {
        if (isStarted) {
            throw new IllegalStateException("a loop can be run only once; create another one");
        }
        isStarted = true;
        Duration deadline = options.deadline();
        end = deadline == null ? null : Long.valueOf(System.nanoTime() + deadline.toNanos());
    }

    /** Returns an executor that runs each task in the context of the current thread. */
    Executor inContext(Executor executor) {
        return dialect.captureContext().apply(executor);
    }

    R create() {
        return dialect.create(request, remainingOptions());
    }

    CompletableFuture<R> createAsync() {
        return dialect.createAsync(request, remainingOptions());
    }

    S stream(Consumer<ToolCall> listener) {
        return dialect.stream(request, remainingOptions(), listener);
    }

    private RequestOptions remainingOptions() {
        if (end == null) {
            return options;
        }
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (left.isNegative() || left.isZero()) {
            throw deadlineFailure();
        }
        return RequestOptions.builder().deadline(left).build().withDefaults(options);
    }

    /** Returns the time until the deadline expires; null if there is none. */
    @Nullable
    Duration timeLeft() {
        return end == null ? null : Duration.ofNanos(end - System.nanoTime());
    }

    CallTimeoutException deadlineFailure() {
        Duration deadline = options.deadline();
        Duration limit = deadline == null ? Duration.ZERO : deadline;
        return new CallTimeoutException(CallTimeoutException.Phase.DEADLINE, limit, "tool loop", null);
    }

    /**
     * Adds a reply to the conversation, and runs its calls.
     *
     * @param reported how many of its calls the listener already knows
     * @return whether another request is to be sent
     */
    boolean proceed(R reply, int reported) {
        rounds++;
        List<ToolCall> calls = dialect.calls(request, reply);
        ToolRound round = new ToolRound(this, calls);
        conversation = dialect.append(request, reply, round.results());
        calls.stream().skip(reported).forEach(settings.listener());
        boolean isLast = calls.isEmpty() ? !dialect.isPaused(reply) : dialect.isCutOff(reply);
        if (isLast) {
            return false;
        }
        if (rounds >= settings.maxRounds()) {
            throw new ToolLoopException(
                    "the model still calls tools after " + rounds + " replies (maxRounds)", conversation, null);
        }
        runTools(reply, round);
        request = dialect.withoutForcedChoice(conversation);
        return true;
    }

    private void runTools(R reply, ToolRound round) {
        Throwable thrownByTool = null;
        try {
            round.run();
        } catch (ExecutionException e) {
            thrownByTool = e.getCause();
        } finally {
            conversation = dialect.append(request, reply, round.results());
        }
        if (thrownByTool instanceof Error error) {
            throw error;
        }
        if (thrownByTool != null) {
            throw new ToolLoopException("a tool failed: " + thrownByTool, conversation, thrownByTool);
        }
    }
}
