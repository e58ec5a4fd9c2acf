// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import dev.diglot.internal.EventReader;
import dev.diglot.internal.InternalConstructor;
import java.util.List;
import java.util.function.Function;

/**
 * The stream of an operation whose events do not add up to one response. {@link #result()} returns all of them.
 *
 * <p>It is complete if the server marked its end as the operation documents it. Otherwise it is truncated.
 *
 * @param <E> the event
 */
public final class PlainStream<E> extends EventStream<E, List<E>> {
    static {
        // for the client, which is in another package: the constructor is not public
        Function<EventReader<Object>, PlainStream<Object>> constructor = PlainStream::new;
        InternalConstructor.register(PlainStream.class, constructor);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // List.class has no element type
    PlainStream(EventReader<E> reader) {
        super(reader, new EventList<>(), (Class) List.class);
    }
}
