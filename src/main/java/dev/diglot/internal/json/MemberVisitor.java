// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import org.jspecify.annotations.Nullable;

/** Sees the members of one object, without what is inside their values. */
abstract class MemberVisitor extends JsonWriter {
    @Override
    public final void begin() {}

    @Override
    final void endObject() {}

    @Override
    final void beginArray() {
        throw new IllegalStateException("a value is not visited");
    }

    @Override
    final void endArray() {
        throw new IllegalStateException("a value is not visited");
    }

    @Override
    final void scalar(@Nullable Object value) {
        throw new IllegalStateException("a value is not visited");
    }
}
