// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal;

import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What other packages need of a class of calls and users do not; each class registers its own as its
 * {@link InternalConstructor}.
 *
 * @param <T> the transport
 * @param <A> the class of calls
 * @param constructor creates the calls
 * @param context captures the context of the current thread by the propagation of the client, and returns what makes an
 *     executor run its tasks in it
 */
public record ApiAccess<T, A>(Function<T, A> constructor, Function<A, UnaryOperator<Executor>> context) {}
