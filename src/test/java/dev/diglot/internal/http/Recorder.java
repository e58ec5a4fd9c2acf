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

/** Notes whatever an interceptor can see. */
final class Recorder implements Interceptor {
    final List<Seen> attempts = new CopyOnWriteArrayList<>();

    /** What was seen of one attempt. */
    static final class Seen implements Interceptor.Observer {
        final Attempt attempt;
        final Map<String, String> headers;
        final List<String> notes = new CopyOnWriteArrayList<>();
        final List<Head> heads = new CopyOnWriteArrayList<>();
        final List<End> ends = new CopyOnWriteArrayList<>();
        final List<Thread> threads = new CopyOnWriteArrayList<>();
        private final CountDownLatch ended = new CountDownLatch(1);
        private final CountDownLatch headed = new CountDownLatch(1);

        private Seen(Attempt attempt) {
            this.attempt = attempt;
            this.headers = attempt.headers();
        }

        @Override
        public void head(Head head) {
            note("head");
            heads.add(head);
            headed.countDown();
        }

        @Override
        public void firstEvent(Duration elapsed) {
            note("firstEvent");
        }

        @Override
        public void end(End end) {
            note("end");
            ends.add(end);
            ended.countDown();
        }

        private void note(String what) {
            notes.add(what);
            threads.add(Thread.currentThread());
        }

        void awaitHead() throws InterruptedException {
            assertThat(headed.await(10, TimeUnit.SECONDS)).as("a head is told").isTrue();
        }

        /** The end, once it is told: maybe after the call has returned. */
        End end() throws InterruptedException {
            assertThat(ended.await(10, TimeUnit.SECONDS)).as("an end is told").isTrue();
            return ends.get(0);
        }

        /** This, once its end is told. */
        Seen ended() throws InterruptedException {
            end();
            return this;
        }
    }

    @Override
    public Observer intercept(Attempt attempt) {
        Seen seen = new Seen(attempt);
        attempts.add(seen);
        return seen;
    }

    Seen only() {
        assertThat(attempts).hasSize(1);
        return attempts.get(0);
    }

    /** Each attempt has one end, told last; to be asked when the client is closed. */
    void assertOneEndEach() {
        assertThat(attempts).isNotEmpty().allSatisfy(seen -> {
            seen.end();
            assertThat(seen.ends).hasSize(1);
            assertThat(seen.notes).doesNotHaveDuplicates().endsWith("end");
        });
    }

    /** All that can be read of it, as text. */
    String all() {
        StringBuilder all = new StringBuilder();
        for (Seen seen : attempts) {
            all.append(seen.attempt).append(seen.headers).append(seen.attempt.headers());
            all.append(seen.attempt.url()).append(seen.heads).append(seen.ends).append('\n');
        }
        return all.toString();
    }
}
