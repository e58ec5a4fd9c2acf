// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static dev.diglot.testing.TestRequests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.Diglot;
import dev.diglot.config.Interceptor;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
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
    private static final String REPLY = "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"hello\"}}]}";

    private final Queue<String> sent = new ConcurrentLinkedQueue<>();

    /** Makes one call, and records the headers that were sent. */
    private void call(Interceptor... interceptors) throws Exception {
        RawServer.Handler handler = exchange -> {
            exchange.request().lines().filter(line -> line.startsWith("x-")).forEach(sent::add);
            exchange.raw(
                    "HTTP/1.1 200 X\r\nconnection: close\r\ncontent-length: " + REPLY.length() + "\r\n\r\n" + REPLY);
        };
        try (RawServer server = RawServer.start(handler)) {
            Diglot.Builder builder = TestClients.builder(server);
            for (Interceptor interceptor : interceptors) {
                builder.interceptor(interceptor);
            }
            try (Diglot client = builder.build()) {
                client.chat().create(CHAT);
            }
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

        call(keeping, next);

        assertThat(sent).containsExactly("x-by: the first");
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
                                taken.add(name + ": 1");
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

        call(leaving);

        refused.join();
        assertThat(sent).containsAll(taken);
    }
}
