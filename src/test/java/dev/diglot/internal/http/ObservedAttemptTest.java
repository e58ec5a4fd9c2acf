// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.config.Interceptor;
import dev.diglot.config.Interceptor.End;
import dev.diglot.config.Interceptor.Head;
import dev.diglot.config.RequestOptions;
import dev.diglot.config.RetryPolicy;
import dev.diglot.model.Dialect;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who tells observers, where two threads bring news of one attempt at once. */
@Timeout(60)
class ObservedAttemptTest {
    private static final int ROUNDS = 50_000;

    private static Call call() {
        RequestOptions options = RequestOptions.builder()
                .responseTimeout(Duration.ofSeconds(1))
                .idleTimeout(Duration.ofSeconds(1))
                .retryPolicy(RetryPolicy.none())
                .build();
        BaseUrl base = BaseUrl.parse("baseUrl", "https://a.example");
        return new Call(
                AnyObject.operation("/v1/chat/completions", Dialect.CHAT, "choices"),
                new byte[0],
                false,
                options,
                new TransportSettings(
                        null, Duration.ofSeconds(1), base, base, options, 1, 1, false, List.of(), false, null),
                new ScheduledThreadPoolExecutor(0));
    }

    @Test
    void theThreadThatBringsBytesTellsNothing() throws InterruptedException {
        Set<Thread> tellers = ConcurrentHashMap.newKeySet();
        Interceptor interceptor = attempt -> new Interceptor.Observer() {
            @Override
            public void onHead(Head head) {
                tellers.add(Thread.currentThread());
            }

            @Override
            public void onEnd(End end) {}
        };
        Call call = call();
        ObservedAttempt[] attempts = new ObservedAttempt[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            Response answer = new Response(call);
            answer.onHead(200, Map.of());
            attempts[i] = new ObservedAttempt(answer, URI.create("https://a.example"), new TreeMap<>());
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

        assertThat(tellers).containsExactly(Thread.currentThread());
    }
}
