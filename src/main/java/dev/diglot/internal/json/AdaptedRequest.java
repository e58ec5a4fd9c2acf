// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import org.jspecify.annotations.Nullable;

/**
 * A request whose form depends on what the provider documents.
 *
 * @param <Q> the request
 * @param <P> the provider
 * @param <M> how a reply in JSON is requested
 */
public interface AdaptedRequest<Q, P, M> {
    /**
     * Returns this request in the form that is sent.
     *
     * @param provider the provider, or null if it is unknown
     * @param mode how a reply in JSON is requested; null to decide by the provider
     * @return the request, or this one if nothing differs
     */
    Q adaptedTo(@Nullable P provider, @Nullable M mode);
}
