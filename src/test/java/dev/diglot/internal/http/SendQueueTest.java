// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The order and the pace of requests where no thread blocks. */
class SendQueueTest {
    /** A timer on which the time limit never expires. */
    private static ScheduledExecutorService stoppedTimer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, new ThreadPoolExecutor.DiscardPolicy());
        timer.shutdownNow();
        return timer;
    }

    private static RequestBody body() {
        return new RequestBody(new byte[1]);
    }

    /** Does what the HTTP client does once it has connected. */
    private static void take(RequestBody body) {
        body.subscribe(new Flow.Subscriber<ByteBuffer>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {}

            @Override
            public void onNext(ByteBuffer bytes) {}

            @Override
            public void onError(Throwable cause) {}

            @Override
            public void onComplete() {}
        });
    }

    @Test
    void requestWaitsUntilTheBodyOfThePreviousOneIsTaken() {
        SendQueue queue = new SendQueue(stoppedTimer());
        List<RequestBody> sent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            RequestBody body = body();
            queue.add(() -> {
                queue.start(body);
                sent.add(body);
            });
        }
        assertThat(sent).hasSize(1);

        take(sent.get(0));
        assertThat(sent).hasSize(2);

        take(sent.get(0)); // the JDK itself resends it: that is no turn
        assertThat(sent).hasSize(2);

        take(sent.get(1));
        assertThat(sent).hasSize(3);
    }

    @Test
    void requestIsSentAtOnceAfterAllPreviousOnesAreTaken() {
        SendQueue queue = new SendQueue(stoppedTimer());
        List<RequestBody> sent = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            RequestBody body = body();
            queue.add(() -> {
                queue.start(body);
                sent.add(body);
            });
            assertThat(sent).hasSize(i);
            take(body);
        }
    }

    @Test
    @Timeout(60)
    void hostThatDoesNotAcceptHoldsUpNobody() throws Exception {
        ScheduledExecutorService timer = new ScheduledThreadPoolExecutor(1);
        try {
            SendQueue queue = new SendQueue(timer);
            CountDownLatch sent = new CountDownLatch(100);
            for (int i = 0; i < 100; i++) {
                queue.add(() -> {
                    queue.start(body()); // which nobody takes
                    sent.countDown();
                });
            }

            sent.await();
        } finally {
            timer.shutdownNow();
        }
    }
}
