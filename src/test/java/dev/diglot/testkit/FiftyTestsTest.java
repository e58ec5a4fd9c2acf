// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.Diglot;
import dev.diglot.model.Dialect;
import dev.diglot.testing.CallForm;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Fifty tests with an endpoint and a client each, one after the other, as a user's test class has them. */
@Isolated
@Timeout(120)
class FiftyTestsTest {
    private static final int REPETITIONS = 5; // of five forms in two dialects

    /** Generous: the measured time is printed, and belongs to the documentation. */
    private static final Duration BOUND = Duration.ofSeconds(60);

    @Test
    void fiftyEndpointsWithAClientEachAreFastAndLeaveNoThread() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        long start = System.nanoTime();
        for (int i = 0; i < REPETITIONS; i++) {
            for (CallForm form : CallForm.values()) {
                for (Dialect dialect : Dialect.values()) {
                    test(form, dialect);
                }
            }
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);

        System.out.println("50 endpoints with a client each: " + elapsed.toMillis() + " ms");
        assertThat(elapsed).isLessThan(BOUND);
        assertThat(newThreads(before, "fake-endpoint")).isEmpty();
        while (!newThreads(before, "diglot-").isEmpty()) {
            Thread.onSpinWait(); // a closed client does not wait for its threads
        }
    }

    private static Set<String> newThreads(Set<Thread> before, String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.toSet());
    }

    private static void test(CallForm form, Dialect dialect) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("Hello"));
                Diglot client = endpoint.client().build()) {
            assertThat(form.call(client, dialect).text()).isEqualTo("Hello");
            assertThat(endpoint.requests()).hasSize(1);
        }
    }
}
