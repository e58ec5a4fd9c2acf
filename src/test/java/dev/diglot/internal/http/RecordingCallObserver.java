// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.config.CallObserver;
import dev.diglot.config.Interceptor;
import dev.diglot.error.DiglotException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Records all that a call observer can see. */
final class RecordingCallObserver implements CallObserver {
    final List<RecordedCall> calls = new CopyOnWriteArrayList<>();
    private final CountDownLatch started = new CountDownLatch(1);

    /** What was recorded of one call. */
    static final class RecordedCall implements Observation {
        final Call call;
        final Thread startedOn = Thread.currentThread();
        final List<String> notes = new CopyOnWriteArrayList<>();
        final List<DiglotException> retries = new CopyOnWriteArrayList<>();
        final List<Duration> firstEvents = new CopyOnWriteArrayList<>();
        final List<End> ends = new CopyOnWriteArrayList<>();
        private final CountDownLatch retrying = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);

        private RecordedCall(Call call) {
            this.call = call;
        }

        @Override
        public Interceptor.AttemptObserver onAttempt(Interceptor.Attempt attempt) {
            int number = attempt.number();
            notes.add("attempt " + number);
            return end -> notes.add("end of attempt " + number);
        }

        @Override
        public void onFirstEvent(Duration elapsed) {
            notes.add("first event");
            firstEvents.add(elapsed);
        }

        @Override
        public void onRetry(DiglotException failure, Duration delay) {
            notes.add("retry");
            retries.add(failure);
            retrying.countDown();
        }

        @Override
        public void onEnd(End end) {
            notes.add("end");
            ends.add(end);
            ended.countDown();
        }

        /** Waits until a retry was announced. */
        void awaitRetry() throws InterruptedException {
            assertThat(retrying.await(10, TimeUnit.SECONDS)).isTrue();
        }

        /** Waits for the end, which may be reported after the call has returned, and returns it. */
        End end() throws InterruptedException {
            assertThat(ended.await(10, TimeUnit.SECONDS))
                    .as("the observer was notified of the end")
                    .isTrue();
            return ends.get(0);
        }
    }

    @Override
    public Observation start(Call call) {
        RecordedCall recorded = new RecordedCall(call);
        calls.add(recorded);
        started.countDown();
        return recorded;
    }

    /** Waits for the only call to start. */
    RecordedCall awaitCall() throws InterruptedException {
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        return only();
    }

    RecordedCall only() {
        assertThat(calls).hasSize(1);
        return calls.get(0);
    }

    /** Asserts that each call has one end, after all else; call it when the client is closed. */
    void assertOneEndEach() {
        assertThat(calls).allSatisfy(recorded -> {
            recorded.end();
            assertThat(recorded.ends).hasSize(1);
            assertThat(recorded.notes).endsWith("end");
            assertThat(recorded.notes.stream().filter(note -> note.startsWith("attempt")))
                    .hasSize(recorded.ends.get(0).attempts());
        });
    }
}
