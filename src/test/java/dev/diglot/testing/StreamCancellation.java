// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import static dev.diglot.testing.TestRequests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.diglot.Diglot;
import dev.diglot.error.CallCancelledException;
import dev.diglot.stream.ChatStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** The ways to cancel a streamed call that has received an event and waits for the next one. */
public enum StreamCancellation {
    BY_CLOSING_THE_STREAM {
        @Override
        public void cancel(Diglot client) {
            try (ChatStream stream = client.chat().stream(CHAT)) {
                stream.iterator().next();
            }
        }
    },
    BY_ANOTHER_THREAD {
        @Override
        public void cancel(Diglot client) throws InterruptedException {
            ChatStream stream = client.chat().stream(CHAT);
            CountDownLatch read = new CountDownLatch(1);
            FutureTask<Void> reading = new FutureTask<>(() -> stream.forEach(chunk -> read.countDown()), null);
            new Thread(reading, "reader").start();
            assertThat(read.await(10, TimeUnit.SECONDS)).isTrue();

            stream.close();

            assertThat(catchThrowable(() -> reading.get(10, TimeUnit.SECONDS)))
                    .hasCauseInstanceOf(CallCancelledException.class);
        }
    },
    OF_THE_SUBSCRIPTION {
        @Override
        public void cancel(Diglot client) throws Exception {
            TestSubscriber<?> subscriber =
                    TestSubscriber.subscribe(client.chat().publish(CHAT), 9);
            subscriber.next();
            subscriber.subscription().cancel();
        }
    },
    BY_CLOSING_THE_CLIENT {
        @Override
        public void cancel(Diglot client) {
            client.chat().stream(CHAT).iterator().next();
            client.close();
        }
    };

    /** Makes a call, reads its first event, and cancels it. */
    public abstract void cancel(Diglot client) throws Exception;
}
