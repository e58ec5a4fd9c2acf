// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import static dev.diglot.testing.TestRequests.CHAT;

import dev.diglot.Diglot;
import dev.diglot.stream.ChatStream;
import java.util.concurrent.CountDownLatch;
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
            Thread reader = new Thread(() -> stream.forEach(chunk -> read.countDown()));
            reader.setUncaughtExceptionHandler((thread, failure) -> {}); // the stream was closed
            reader.start();
            if (!read.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("no event was read");
            }

            stream.close();
            reader.join(10_000);
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
