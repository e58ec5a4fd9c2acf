// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members that are added, removed and added again, few and many, compared with a map of the JDK. */
class AdditionalPropertiesTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 15, 16, 17, 18, 40, 1000})
    void membersStandInOrderOfArrivalWhateverWasRemoved(int names) {
        Random random = new Random(names);
        Map<String, Object> expected = new LinkedHashMap<>();
        AdditionalProperties extras = null;

        for (int i = 0; i < 20 * names; i++) {
            String name = "n" + random.nextInt(names);
            if (random.nextBoolean()) {
                extras = AdditionalProperties.put(extras, name, i);
                expected.put(name, i);
            } else {
                extras = AdditionalProperties.remove(extras, name);
                expected.remove(name);
            }
            assertThat(AdditionalProperties.has(extras, name)).isEqualTo(expected.containsKey(name));
            assertThat(AdditionalProperties.get(extras, name)).isEqualTo(expected.get(name));
        }

        assertSame(extras, expected);
        assertSame(AdditionalProperties.copy(extras), expected);
    }

    private static void assertSame(AdditionalProperties extras, Map<String, Object> expected) {
        List<Map.Entry<String, Object>> members =
                new ArrayList<>(AdditionalProperties.view(extras).entrySet());
        assertThat(members).containsExactlyElementsOf(expected.entrySet());
    }

    @Test
    void whatIsLeftAfterRemovalsIsEqualToWhatNeverHadMore() {
        AdditionalProperties many = null;
        for (int i = 0; i < 100; i++) {
            many = AdditionalProperties.put(many, "n" + i, i);
        }
        for (int i = 1; i < 100; i++) {
            many = AdditionalProperties.remove(many, "n" + i);
        }
        AdditionalProperties one = AdditionalProperties.put(null, "n0", 0);

        assertThat(many).isEqualTo(one).hasSameHashCodeAs(one);
        assertThat(AdditionalProperties.remove(many, "n0")).isNull();
    }

    @Test
    void aCopyDoesNotFollowItsOriginal() {
        AdditionalProperties original = null;
        for (int i = 0; i < 40; i++) {
            original = AdditionalProperties.put(original, "n" + i, i);
        }
        AdditionalProperties copy = AdditionalProperties.copy(original);

        AdditionalProperties.put(original, "n1", "changed");
        AdditionalProperties.remove(original, "n2");
        AdditionalProperties.put(copy, "own", true);

        assertThat(AdditionalProperties.view(copy))
                .hasSize(41)
                .containsEntry("n1", 1)
                .containsEntry("n2", 2);
        assertThat(AdditionalProperties.view(original)).hasSize(39).doesNotContainKey("own");
    }
}
