// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.internal.json.JsonReader;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The event format of an operation that has no stream: nothing is an event. */
final class NoEvents implements EventFormat<Void> {
    private final Pattern endMarker = EventFormat.endMarker("");

    @Override
    public @Nullable Void read(JsonReader in) throws IOException {
        throw new IOException("this operation has no events");
    }

    @Override
    public boolean isLast(Void event) {
        return true;
    }

    @Override
    public boolean mayBeError(Void event) {
        return true;
    }

    @Override
    public Pattern endMarker() {
        return endMarker;
    }
}
