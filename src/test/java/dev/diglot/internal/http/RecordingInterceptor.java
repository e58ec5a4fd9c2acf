// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.config.Interceptor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Records all that an interceptor can see. */
final class RecordingInterceptor implements Interceptor {
    final List<RecordedAttempt> attempts = new CopyOnWriteArrayList<>();

    /** What was recorded of one attempt. */
    static final class RecordedAttempt implements Interceptor.AttemptObserver {
        final Attempt attempt;
        final Map<String, String> headers;
        final List<String> notes = new CopyOnWriteArrayList<>();
        final List<Head> heads = new CopyOnWriteArrayList<>();
        final List<End> ends = new CopyOnWriteArrayList<>();
        final List<Thread> threads = new CopyOnWriteArrayList<>();
        private final CountDownLatch ended = new CountDownLatch(1);
        private final CountDownLatch headReceived = new CountDownLatch(1);

        private RecordedAttempt(Attempt attempt) {
            this.attempt = attempt;
            this.headers = attempt.headers();
        }

        @Override
        public void onHead(Head head) {
            note("head");
            heads.add(head);
            headReceived.countDown();
        }

        @Override
        public void onFirstEvent(Duration elapsed) {
            note("firstEvent");
        }

        @Override
        public void onEnd(End end) {
            note("end");
            ends.add(end);
            ended.countDown();
        }

        private void note(String what) {
            notes.add(what);
            threads.add(Thread.currentThread());
        }

        void awaitHead() throws InterruptedException {
            assertThat(headReceived.await(10, TimeUnit.SECONDS))
                    .as("the observer was notified of the head")
                    .isTrue();
        }

        /** Waits for the end, which may be reported after the call has returned, and returns it. */
        End end() throws InterruptedException {
            assertThat(ended.await(10, TimeUnit.SECONDS))
                    .as("the observer was notified of the end")
                    .isTrue();
            return ends.get(0);
        }

        /** Waits for the end and returns this attempt. */
        RecordedAttempt ended() throws InterruptedException {
            end();
            return this;
        }
    }

    @Override
    public AttemptObserver intercept(Attempt attempt) {
        RecordedAttempt recorded = new RecordedAttempt(attempt);
        attempts.add(recorded);
        return recorded;
    }

    RecordedAttempt only() {
        assertThat(attempts).hasSize(1);
        return attempts.get(0);
    }

    /** Asserts that each attempt has one end, after all else; call it when the client is closed. */
    void assertOneEndEach() {
        assertThat(attempts).isNotEmpty().allSatisfy(recorded -> {
            recorded.end();
            assertThat(recorded.ends).hasSize(1);
            assertThat(recorded.notes).doesNotHaveDuplicates().endsWith("end");
        });
    }

    /** All readable values, as text. */
    String all() {
        StringBuilder all = new StringBuilder();
        for (RecordedAttempt recorded : attempts) {
            all.append(recorded.attempt).append(recorded.headers).append(recorded.attempt.headers());
            all.append(recorded.attempt.uri())
                    .append(recorded.heads)
                    .append(recorded.ends)
                    .append('\n');
        }
        return all.toString();
    }
}
