// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static dev.diglot.testing.TestRequests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.Diglot;
import dev.diglot.config.Interceptor;
import dev.diglot.testing.TestClients;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long, and from where, the headers of an attempt may be changed. */
@Timeout(60)
class AttemptHeadersTest {
    /** Makes one call, and returns the headers that were sent and begin with {@code x-}. */
    private static Map<String, List<String>> call(Interceptor... interceptors) {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("hello"))) {
            Diglot.Builder builder = TestClients.builder(endpoint);
            for (Interceptor interceptor : interceptors) {
                builder.interceptor(interceptor);
            }
            try (Diglot client = builder.build()) {
                client.chat().create(CHAT);
            }
            Map<String, List<String>> sent = endpoint.requests().get(0).headers();
            sent.keySet().removeIf(name -> !name.startsWith("x-"));
            return sent;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theyAreOpenUntilTheLastInterceptorHasReturned() throws Exception {
        CompletableFuture<Interceptor.Attempt> kept = new CompletableFuture<>();
        Interceptor keeping = attempt -> {
            kept.complete(attempt);
            return null;
        };
        Interceptor next = attempt -> {
            kept.join().setHeader("x-by", "the first");
            return null;
        };

        assertThat(call(keeping, next)).isEqualTo(Map.of("x-by", List.of("the first")));
    }

    /** From any thread: the header is sent, or rejected. */
    @RepeatedTest(20)
    void noHeaderIsLost() throws Exception {
        Queue<String> taken = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> refused = new CompletableFuture<>();
        CountDownLatch busy = new CountDownLatch(30);
        Interceptor leaving = attempt -> {
            new Thread(() -> {
                        try {
                            for (int i = 0; true; i++) {
                                String name = "x-" + i % 100 + "-" + i / 100 % 3;
                                attempt.setHeader(name, "1");
                                taken.add(name);
                                busy.countDown();
                            }
                        } catch (IllegalStateException e) {
                            refused.complete(null);
                        } catch (RuntimeException e) {
                            refused.completeExceptionally(e);
                        }
                    })
                    .start();
            await(busy);
            return null;
        };

        Map<String, List<String>> sent = call(leaving);

        refused.join();
        assertThat(sent).containsKeys(taken.toArray(String[]::new));
        assertThat(sent.values()).containsOnly(List.of("1"));
    }
}
