// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TextSearchTest {
    private static String random(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(20) / 19));
        }
        return text.toString();
    }

    @Test
    void findsWhatStringContainsFinds() {
        Random random = new Random(7);

        for (int i = 0; i < 20_000; i++) {
            String text = random(random, random.nextInt(120));
            int from = random.nextInt(text.length() + 1);
            String inside = text.substring(from, from + random.nextInt(text.length() - from + 1));
            String other = random(random, random.nextInt(40));

            assertThat(TextSearch.contains(text, inside)).as(inside).isTrue();
            assertThat(TextSearch.contains(text, other)).as(other).isEqualTo(text.contains(other));
        }
    }
}
