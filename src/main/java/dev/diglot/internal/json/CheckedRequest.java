// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.util.List;

/**
 * A request that can be compared with the documentation of a provider.
 *
 * @param <P> the provider
 * @param <W> a warning
 */
public interface CheckedRequest<P, W> {
    /** {@return the model to call; empty if none is named} */
    String model();

    /**
     * Compares this request with the documentation of a provider.
     *
     * @param provider the provider
     * @return the warnings
     */
    List<W> check(P provider);
}
