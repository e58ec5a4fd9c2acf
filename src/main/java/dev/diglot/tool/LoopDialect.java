// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import dev.diglot.config.RequestOptions;
import dev.diglot.internal.ApiAccess;
import dev.diglot.internal.InternalConstructor;
import dev.diglot.stream.EventStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What the loop needs of one dialect.
 *
 * @param <Q> the request
 * @param <R> the reply
 * @param <S> the stream of a reply
 */
interface LoopDialect<Q, R, S extends EventStream<?, R>> {
    /** Captures the context of the current thread; returns what makes an executor run its tasks in it. */
    UnaryOperator<Executor> captureContext();

    /** Captures the context of the current thread as the client of these calls does. */
    static <A> UnaryOperator<Executor> captureContext(Class<A> type, A api) {
        ApiAccess<?, A> access = InternalConstructor.of(type);
        return access.context().apply(api);
    }

    /** Returns the class of the blocks or parts that a result may have. */
    Class<?> contentType();

    /** Adds the tools to those that a request declares. */
    Q withTools(Q request);

    R create(Q request, RequestOptions options);

    CompletableFuture<R> createAsync(Q request, RequestOptions options);

    /** Opens a stream that reports each complete call to the listener. */
    S stream(Q request, RequestOptions options, Consumer<ToolCall> listener);

    /** Returns the calls of a reply, with ids that no other call of the conversation has. */
    List<ToolCall> calls(Q request, R reply);

    /**
     * Returns the request with the reply, and the results of its calls.
     *
     * @param results one for each call, in order, with the ids of {@link #calls}
     */
    Q append(Q request, R reply, List<ToolResult> results);

    /** Returns the request without a tool choice that forces a call. */
    Q withoutForcedChoice(Q request);

    /** Whether the reply was cut off or withheld, so that its calls may be incomplete. */
    boolean isCutOff(R reply);

    /** Whether the provider paused the reply, and continues it if it is sent back. */
    boolean isPaused(R reply);
}
