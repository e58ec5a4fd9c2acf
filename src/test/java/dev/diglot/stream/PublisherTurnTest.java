// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.error.DiglotException;
import dev.diglot.internal.EventReader;
import dev.diglot.internal.EventSender;
import dev.diglot.internal.InternalConstructor;
import dev.diglot.testing.TestSubscriber;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Streams share the threads that run their subscribers: here one thread, which runs one task after another. */
class PublisherTurnTest {
    private static final int EVENTS = 1000;

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<String> delivered = new ArrayList<>();

    private TestSubscriber<String> subscribe(String event) {
        BiFunction<
                        Supplier<EventSender<String>>,
                        Function<EventReader<String>, EventStream<String, List<String>>>,
                        EventPublisher<String, List<String>>>
                constructor = InternalConstructor.of(EventPublisher.class);
        EventReader<String> reader = new ReceivedEvents(Collections.nCopies(EVENTS, event));
        EventSender<String> sender = new EventSender<>(() -> CompletableFuture.completedFuture(reader), tasks::add);
        return TestSubscriber.subscribe(constructor.apply(() -> sender, PlainStream::new), delivered::add);
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Test
    void streamWithManyEventsGivesOthersTheirTurn() throws Exception {
        List<TestSubscriber<String>> streams = List.of(subscribe("first"), subscribe("second"));

        runTasks();

        assertThat(delivered).hasSize(2 * EVENTS);
        assertThat(delivered.indexOf("second")).isLessThan(EVENTS / 10);
        assertThat(delivered.lastIndexOf("first")).isGreaterThan(2 * EVENTS - EVENTS / 5);
        for (TestSubscriber<String> stream : streams) {
            assertThat(stream.failure()).isNull();
        }
    }

    @Test
    void cancellationEndsAStreamThatWaitsForItsNextTurn() throws Exception {
        TestSubscriber<String> stream = subscribe("event");
        tasks.remove().run();
        while (delivered.isEmpty()) {
            tasks.remove().run();
        }
        int before = delivered.size();

        stream.subscription().cancel();
        runTasks();

        assertThat(delivered).hasSize(before).hasSizeLessThan(EVENTS);
        assertThat(stream.hasEnded()).isFalse();
    }

    /** Events that have all been received, and then the end. */
    private static final class ReceivedEvents implements EventReader<String> {
        private final Queue<String> events;

        ReceivedEvents(List<String> events) {
            this.events = new ArrayDeque<>(events);
        }

        @Override
        public @Nullable String next() {
            return events.poll();
        }

        @Override
        public @Nullable String poll() {
            return events.poll();
        }

        @Override
        public boolean isEnded() {
            return events.isEmpty();
        }

        @Override
        public void setListener(Runnable listener) {
            listener.run();
        }

        @Override
        public boolean hasEndMarker() {
            return true;
        }

        @Override
        public @Nullable Object wholeResponse() {
            return null;
        }

        @Override
        public void setReceived(Function<@Nullable Throwable, @Nullable Object> function) {}

        @Override
        public void beginRead() {}

        @Override
        public void endRead() {}

        @Override
        public int status() {
            return 200;
        }

        @Override
        public Map<String, List<String>> headers() {
            return Map.of();
        }

        @Override
        public int attempts() {
            return 1;
        }

        @Override
        public Duration elapsed() {
            return Duration.ZERO;
        }

        @Override
        public List<String> warnings() {
            return List.of();
        }

        @Override
        public void checkpoint() {}

        @Override
        public long nanosLeft() {
            return Long.MAX_VALUE;
        }

        @Override
        public void finish(@Nullable DiglotException failure) {}

        @Override
        public void close() {}
    }
}
