// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.IntFunction;

/**
 * Checks that work is linear in the size of its input, by the CPU time of the calling thread: other threads, garbage
 * collection and waiting do not count. Use it in classes tagged {@code growth}.
 *
 * <pre>{@code
 * Growth.assertLinear(1000, n -> {
 *     byte[] json = hostile(n);                       // not measured
 *     return () -> ChatCompletionChunk.fromJson(json); // measured, several times
 * });
 * }</pre>
 */
public final class Growth {
    /** By how much the time may grow when the input doubles: a little more than twice. */
    public static final double MOST_PER_DOUBLING = 2.4;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Shorter times say nothing. */
    private static final long LEAST_NANOS = 20_000_000;

    /** Work that takes less is done on a larger input; work that takes more, on inputs that no cache holds. */
    private static final long LEAST_NANOS_ONCE = 4_000_000;

    /** No input grows by more than this: work that is so fast is linear enough. */
    private static final int MOST_DOUBLINGS = 14;

    private static final int WARM_UPS = 10;
    private static final int RUNS = 10;

    /** A busy machine may spoil a measurement; quadratic work fails all of them. */
    private static final int ATTEMPTS = 5;

    private Growth() {}

    /** The work for an input of one size; it must run on the calling thread, and can run again. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does the work.
         *
         * @throws Exception if it fails; the test fails then
         */
        void run() throws Exception;
    }

    /**
     * Asserts that the work is linear: from n to 4n, the CPU time grows by at most
     * {@link #MOST_PER_DOUBLING} per doubling.
     *
     * @param least the least n; it is doubled until the work takes 4 ms, which is then done until 20 ms have passed
     * @param input prepares the work for an input of a size; not measured
     * @throws Exception if the work fails
     */
    public static void assertLinear(int least, IntFunction<Work> input) throws Exception {
        warmUp(input.apply(least));
        int size = measurable(least, input);
        double growth = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            growth = growth(size, input);
            if (growth <= MOST_PER_DOUBLING) {
                return;
            }
        }
        assertThat(growth)
                .as("growth of CPU time per doubling, from n = %d to 4n", size)
                .isLessThanOrEqualTo(MOST_PER_DOUBLING);
    }

    private static void warmUp(Work work) throws Exception {
        for (int i = 0; i < WARM_UPS; i++) {
            work.run();
        }
    }

    private static int measurable(int least, IntFunction<Work> input) throws Exception {
        int size = least;
        for (int i = 0; i < MOST_DOUBLINGS; i++) {
            Work work = input.apply(size);
            work.run(); // a new size may meet code that is not compiled yet
            if (nanos(work) >= LEAST_NANOS_ONCE) {
                return size;
            }
            size *= 2;
        }
        return size;
    }

    /**
     * Returns how much the time grows per doubling, on the geometric mean of two. Both sizes are measured for the same
     * time: a busy machine is more likely to spoil every run of a longer measurement.
     */
    private static double growth(int size, IntFunction<Work> input) throws Exception {
        Work small = input.apply(size);
        Work large = input.apply(4 * size);
        double leastSmall = Double.MAX_VALUE;
        double leastLarge = Double.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
            leastSmall = Math.min(leastSmall, nanosOfOne(small));
            leastLarge = Math.min(leastLarge, nanosOfOne(large));
        }
        return Math.sqrt(leastLarge / leastSmall);
    }

    /** Does the work until {@link #LEAST_NANOS} have passed, and returns the mean. */
    private static double nanosOfOne(Work work) throws Exception {
        int times = 0;
        long nanos = 0;
        while (nanos < LEAST_NANOS) {
            nanos += nanos(work);
            times++;
        }
        return (double) nanos / times;
    }

    private static long nanos(Work work) throws Exception {
        long start = THREADS.getCurrentThreadCpuTime();
        work.run();
        return THREADS.getCurrentThreadCpuTime() - start;
    }
}
