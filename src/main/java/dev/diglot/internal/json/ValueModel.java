// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import org.jspecify.annotations.Nullable;

/** A model that is written as the one value that it holds, such as an open enum or the text form of a union. */
public interface ValueModel {
    /** {@return a text, a list, or free-form JSON} */
    @Nullable
    Object value();
}
