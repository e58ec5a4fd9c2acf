// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import org.jspecify.annotations.Nullable;

/** Base class of the builders of objects: the additional properties. Called by the generated subclasses. */
public abstract class ObjectBuilder {
    private @Nullable AdditionalProperties additional;

    /** Creates an empty builder. */
    protected ObjectBuilder() {}

    /**
     * Creates a builder that starts with a copy.
     *
     * @param additional the additional properties of an object, or null
     */
    protected ObjectBuilder(@Nullable AdditionalProperties additional) {
        this.additional = AdditionalProperties.copy(additional);
    }

    /**
     * Stores an additional property.
     *
     * @param name the member's name on the wire
     * @param value free-form JSON or a model, or null
     * @throws IllegalArgumentException if the value contains something that is not JSON
     */
    protected final void putAdditional(String name, @Nullable Object value) {
        additional = AdditionalProperties.put(additional, name, Check.value(name, value));
    }

    /**
     * Removes an additional property, which a setter replaces.
     *
     * @param name the member's name on the wire
     */
    protected final void removeAdditional(String name) {
        additional = AdditionalProperties.remove(additional, name);
    }

    /** {@return a copy of the additional properties, or null if there are none} */
    protected final @Nullable AdditionalProperties copyAdditional() {
        return AdditionalProperties.copy(additional);
    }

    /**
     * Refuses a member that its setter has set and that was then set as an additional property.
     *
     * @param name the member's name on the wire
     * @param value the value from its setter, or null
     * @throws IllegalArgumentException if both are set
     */
    protected final void checkNotSetTwice(String name, @Nullable Object value) {
        if (value != null && AdditionalProperties.has(additional, name)) {
            throw new IllegalArgumentException(
                    name + " is given twice: by its own setter and as an additional property; leave one of them out");
        }
    }
}
