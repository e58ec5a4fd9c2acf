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

    /** What was recorded of one call. */
    static final class RecordedCall implements Observation {
        final Call call;
        final List<String> notes = new CopyOnWriteArrayList<>();
        final List<DiglotException> retries = new CopyOnWriteArrayList<>();
        final List<Duration> firstEvents = new CopyOnWriteArrayList<>();
        final List<End> ends = new CopyOnWriteArrayList<>();
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
        }

        @Override
        public void onEnd(End end) {
            notes.add("end");
            ends.add(end);
            ended.countDown();
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
        return recorded;
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
