// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.internal.json.Checkpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the events of a stream that do not add up to one response.
 *
 * @param <E> the event
 */
final class EventList<E> extends Accumulator<E, List<E>> {
    private final List<E> events = new ArrayList<>();

    @Override
    public void accept(E event) {
        events.add(event);
    }

    @Override
    List<E> result(Checkpoint checkpoint) {
        return List.copyOf(events);
    }

    @Override
    public @Nullable String missing() {
        return null;
    }

    @Override
    String text(E event) {
        return "";
    }

    @Override
    Iterator<E> eventsOf(List<E> response, Checkpoint checkpoint) {
        return Collections.emptyIterator();
    }

    @Override
    void inspect(List<E> response) {
        // a whole response is never a list of events
    }

    @Override
    @Nullable
    String finish(boolean hasEndMarker, @Nullable Throwable failure) {
        return hasEndMarker ? null : "the end marker of the stream";
    }
}
