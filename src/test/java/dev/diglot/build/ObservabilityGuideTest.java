// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The guide to observability shows the classes that readers copy as they are tested, and they are short. */
class ObservabilityGuideTest {
    private static final Path GUIDE = Path.of("src/site/markdown/observability.md");

    private static Path source(String name) {
        return Path.of("src/test/java/dev/diglot/example", name + ".java");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GenAiAttributes",
                "OpenTelemetryObserver",
                "OpenTelemetryMetrics",
                "MicrometerObserver",
                "MicrometerBuckets"
            })
    void showsEachClassAsItIsTested(String name) throws IOException {
        String source = Files.readString(source(name));
        String shown = source.substring(source.indexOf("package "));

        assertThat(Files.readString(GUIDE)).contains("<!-- class: " + name + " -->\n```java\n" + shown + "```\n");
    }

    /** The observers have at most 60 lines. The names of the conventions, for both observers, need more. */
    @ParameterizedTest
    @CsvSource({"OpenTelemetryObserver, 60", "OpenTelemetryMetrics, 60", "MicrometerObserver, 60", "GenAiAttributes, 72"
    })
    void eachClassIsShort(String name, long limit) throws IOException {
        assertThat(BudgetTest.code(Files.readAllLines(source(name)))).isBetween(1L, limit);
    }
}
