// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;

/** Base class of the models that are JSON objects. Writing is protected, so that user code does not see it. */
public abstract class ObjectModel {
    /** Called by the generated subclasses. */
    protected ObjectModel() {}

    /**
     * Writes the members of this object.
     *
     * @param out where to write
     * @throws IOException if the output fails
     */
    protected abstract void write(JsonWriter out) throws IOException;
}
