// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variant of a tagged union for objects whose tag is missing or unknown. Keeps all members and writes them back
 * unchanged.
 */
@SuppressWarnings("serial") // never in a stream: SerializedModel takes its place
public abstract class UnknownObject extends ObjectModel {
    private final @Nullable AdditionalProperties members;

    /**
     * Reads all members of the current object. If the tag occurs twice, the first one is kept, as it selected the
     * variant.
     *
     * @param in the reader
     * @param tag the tag's name
     * @throws IOException if the bytes are not JSON
     */
    protected UnknownObject(JsonReader in, String tag) throws IOException {
        AdditionalProperties all = null;
        for (String name = in.name(); name != null; name = in.name()) {
            if (name.equals(tag) && AdditionalProperties.has(all, tag)) {
                in.skip();
            } else {
                all = AdditionalProperties.put(all, name, in.any());
            }
        }
        this.members = all;
    }

    /** {@return all members as received, including the tag, in order of arrival} */
    protected Map<String, @Nullable Object> additionalProperties() {
        return AdditionalProperties.view(members);
    }

    /**
     * Returns the tag.
     *
     * @param name the tag's name
     * @return its text, or null if it is missing or not a string
     */
    protected @Nullable String tag(String name) {
        return AdditionalProperties.get(members, name) instanceof String text ? text : null;
    }

    @Override
    protected final void write(JsonWriter out) throws IOException {
        out.begin();
        out.end(members);
    }

    /** {@return the class and the JSON of this value with secrets masked, truncated to 2,000 characters} */
    @Override
    public String toString() {
        return getClass().getName() + JsonWriter.redacted(this);
    }
}
