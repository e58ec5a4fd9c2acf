// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import java.util.Set;
import java.util.TreeSet;

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

    /** The bytes that are in use after a collection. */
    public static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
