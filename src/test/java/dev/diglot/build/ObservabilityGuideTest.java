// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.testing.Readme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The classes that readers of the guide to observability copy are short. {@link ReadmeTest} compares their text. */
class ObservabilityGuideTest {
    private static final Path GUIDE = Path.of("src/site/markdown/observability.md");

    /** The most lines of code of each class, without imports. The names of the conventions need more than the rest. */
    private static final Map<String, Integer> LIMITS = Map.of(
            "GenAiAttributes.java", 72,
            "OpenTelemetryObserver.java", 60,
            "OpenTelemetryMetrics.java", 60,
            "MicrometerObserver.java", 60,
            "MicrometerBuckets.java", 60);

    @Test
    void eachClassIsShort() throws IOException {
        assertThat(Readme.files(GUIDE))
                .extracting(shown -> shown.file().getFileName().toString())
                .containsExactlyInAnyOrderElementsOf(LIMITS.keySet());

        for (Readme.ShownFile shown : Readme.files(GUIDE)) {
            String name = shown.file().getFileName().toString();
            assertThat(BudgetTest.code(Files.readAllLines(shown.file())))
                    .as(name)
                    .isLessThanOrEqualTo(LIMITS.get(name));
        }
    }
}
