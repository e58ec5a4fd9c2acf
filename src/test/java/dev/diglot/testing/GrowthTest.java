// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The measure itself: it distinguishes linear work from quadratic work. */
@Tag("growth")
class GrowthTest {
    private int mixed;

    @Test
    void linearWorkIsAccepted() {
        assertThatCode(() -> Growth.assertLinear(10_000, n -> () -> mixed += mixAll(n)))
                .doesNotThrowAnyException();
    }

    @Test
    void quadraticWorkIsRefused() {
        assertThatThrownBy(() -> Growth.assertLinear(1000, n -> () -> insertAllInFront(n)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("growth of CPU time");
    }

    private static int mixAll(int n) {
        int mixed = 1;
        for (int i = 0; i < n; i++) {
            mixed = 31 * mixed + Integer.rotateLeft(mixed, i);
        }
        return mixed;
    }

    private static List<Integer> insertAllInFront(int n) {
        List<Integer> list = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            list.add(0, i);
        }
        return list;
    }
}
