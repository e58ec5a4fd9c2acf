// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Sends one streamed request without blocking, in the context of the thread that subscribed.
 *
 * @param <E> the event
 * @param request sends the request when it is called; the future completes when the response head was received
 * @param signalExecutor runs the subscriber's methods
 */
public record EventSender<E>(Supplier<CompletableFuture<EventReader<E>>> request, Executor signalExecutor) {}
