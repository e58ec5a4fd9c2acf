// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import java.security.SecureRandom;
import java.util.stream.Collectors;

/**
 * The key that the tests' calls send: the environment's, which {@code .ci/run} sets and then searches for in all that
 * was written, or a random one of this JVM. No test name and no assertion text contains it.
 */
public final class TestKey {
    /** No two of them look alike. */
    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";

    private static final String VALUE = System.getenv().getOrDefault("DIGLOT_TEST_KEY", random());
    private static final String REPEATED = random();

    private TestKey() {}

    public static String value() {
        return VALUE;
    }

    /** A second key, for calls that send another one than their client: the first with its halves swapped. */
    public static String other() {
        int half = VALUE.length() / 2;
        return VALUE.substring(half) + VALUE.substring(0, half);
    }

    /**
     * A key for tests whose endpoint repeats it: the JDK and Jackson quote it in exceptions of their own, so the search of
     * {@code .ci/run} could not distinguish them from ours. Such tests check everything that the user is shown.
     */
    public static String repeated() {
        return REPEATED;
    }

    private static String random() {
        return new SecureRandom()
                .ints(40, 0, ALPHABET.length())
                .mapToObj(i -> ALPHABET.substring(i, i + 1))
                .collect(Collectors.joining());
    }
}
