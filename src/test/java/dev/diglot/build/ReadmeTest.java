// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.testing.CodeSamples;
import dev.diglot.testing.Readme;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every Java snippet of the README and of the spec compiles, without a warning, against the jar's classes. */
class ReadmeTest {
    @Test
    void everySnippetCompiles(@TempDir Path folder) throws Exception {
        List<Path> sources = Readme.sources(folder, UnaryOperator.identity());

        String said = Readme.compile(sources, folder.resolve("out"));

        assertThat(said).isEmpty();
        assertThat(sources).hasSizeGreaterThan(5).hasSize(Readme.text().split("```java", -1).length - 1);
    }

    @Test
    void everyCodeSampleOfTheSpecCompiles(@TempDir Path folder) throws Exception {
        List<Path> sources = CodeSamples.sources(folder, UnaryOperator.identity());

        String said = Readme.compile(sources, folder.resolve("out"));

        assertThat(said).isEmpty();
        assertThat(sources).hasSizeGreaterThan(3);
    }
}
