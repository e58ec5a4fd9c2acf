// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.config.Interceptor;
import dev.diglot.config.Interceptor.End;
import dev.diglot.config.Interceptor.Head;
import dev.diglot.model.Dialect;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which thread notifies observers, if two threads report on one attempt at once. */
@Timeout(60)
class ObservedAttemptTest {
    private static final int ROUNDS = 50_000;

    /** Held here, because an attempt does not hold its response. */
    private final Response[] responses = new Response[ROUNDS];

    private static Call call() {
        TransportSettings settings =
                TestSettings.of("https://a.example").withoutKey().build();
        return new Call(
                AnyObject.operation("/v1/chat/completions", Dialect.CHAT, "choices"),
                new byte[0],
                false,
                settings.defaults(),
                settings,
                new ClientThreads(Duration.ofSeconds(5)),
                new ObservedCalls(),
                CallContext.capture(null));
    }

    @Test
    void theThreadThatReceivesBytesNotifiesNobody() throws InterruptedException {
        Set<Thread> notifiers = ConcurrentHashMap.newKeySet();
        Interceptor interceptor = attempt -> new Interceptor.AttemptObserver() {
            @Override
            public void onHead(Head head) {
                notifiers.add(Thread.currentThread());
            }

            @Override
            public void onEnd(End end) {}
        };
        Call call = call();
        ObservedCalls observedCalls = new ObservedCalls();
        ObservedAttempt[] attempts = new ObservedAttempt[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            responses[i] = new Response(call);
            responses[i].onHead(200, Map.of());
            attempts[i] = new ObservedAttempt(
                    responses[i],
                    new ObservedCall(call, observedCalls),
                    URI.create("https://a.example"),
                    new TreeMap<>());
            attempts[i].intercept(List.of(interceptor));
        }
        Semaphore turn = new Semaphore(0);
        Thread bringing = new Thread(() -> {
            for (ObservedAttempt attempt : attempts) {
                turn.acquireUninterruptibly();
                attempt.bytesReceived(1);
            }
        });
        bringing.start();

        for (ObservedAttempt attempt : attempts) {
            turn.release();
            attempt.reportHead();
        }
        bringing.join();

        assertThat(notifiers).containsExactly(Thread.currentThread());
    }
}
