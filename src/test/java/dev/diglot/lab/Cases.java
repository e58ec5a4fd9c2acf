// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs the cases of a class, a few at a time, and counts them: a case that is skipped is noticed. */
final class Cases {
    private static final int THREADS = 4;

    private final AtomicInteger ran = new AtomicInteger();

    /** Runs all and lists every one that fails. */
    void run(Map<String, Callable<?>> cases) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<String> failures = new ArrayList<>();
        try {
            Map<String, Future<?>> running = new LinkedHashMap<>();
            cases.forEach((name, body) -> running.put(name, threads.submit(body)));
            for (Map.Entry<String, Future<?>> one : running.entrySet()) {
                try {
                    one.getValue().get();
                } catch (ExecutionException e) {
                    failures.add(one.getKey() + ": " + e.getCause());
                }
                ran.incrementAndGet();
            }
        } finally {
            threads.shutdownNow();
        }
        if (!failures.isEmpty()) {
            fail("%d of %d cases failed:%n%s", failures.size(), cases.size(), String.join("\n", failures));
        }
    }

    void countAtLeast(String what, int least) {
        System.out.println(what + ": " + ran + " cases ran");
        assertThat(ran.get()).as("cases that ran").isGreaterThanOrEqualTo(least);
    }
}
