// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import java.lang.ref.Reference;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** What calls may leave behind in this JVM. */
public final class Leaks {
    private Leaks() {}

    /** The threads of clients, by name. */
    public static Set<String> threads() {
        Set<String> names = new TreeSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("diglot-") || thread.getName().startsWith("HttpClient-")) {
                names.add(thread.getName());
            }
        }
        return names;
    }

    /** Waits until the garbage collector has collected these objects. */
    public static void awaitCollected(List<? extends Reference<?>> references) throws InterruptedException {
        long start = System.nanoTime();
        while (!references.stream().allMatch(reference -> reference.refersTo(null))) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(20)) {
                throw new AssertionError("something holds an object that should be collected");
            }
            System.gc();
            TimeUnit.MILLISECONDS.sleep(10); // references are cleared by another thread
        }
    }

    /** The bytes that are in use after a collection. */
    public static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /**
     * Returns the bytes that the heap grew by; while these are more than allowed, measures again for some seconds, since
     * the threads of an ended call, and those of the server, hold what they work with until they are idle again.
     */
    public static long growth(long heap, long allowed) throws InterruptedException {
        long start = System.nanoTime();
        long grown = heap() - heap;
        while (grown > allowed && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(10)) {
            TimeUnit.MILLISECONDS.sleep(50);
            grown = heap() - heap;
        }
        return grown;
    }
}
