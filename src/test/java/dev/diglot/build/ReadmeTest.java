// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.testing.CodeSamples;
import dev.diglot.testing.Readme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every Java snippet of the README, the guides and the spec compiles, without a warning, against the jar's classes, or is
 * the text of a file that a build compiles.
 */
class ReadmeTest {
    static List<Path> pages() throws IOException {
        return Readme.pages();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everySnippetCompiles(Path page, @TempDir Path folder) throws Exception {
        List<Path> sources = Readme.sources(page, folder, UnaryOperator.identity());

        String said = Readme.compile(sources, folder.resolve("out"));

        assertThat(said).isEmpty();
        assertThat(sources.size() + Readme.files(page).size())
                .isGreaterThan(1)
                .isEqualTo(Files.readString(page).split("```java", -1).length - 1);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyFileShownIsThatFile(Path page) throws IOException {
        for (Readme.ShownFile file : Readme.files(page)) {
            assertThat(file.shown()).as(file.file().toString()).isEqualTo(file.text());
            assertThat(file.file().toString()).as("compiled").matches("src/(test|it/\\w+/src/main)/java/.*\\.java");
        }
    }

    @Test
    void everyCodeSampleOfTheSpecCompiles(@TempDir Path folder) throws Exception {
        List<Path> sources = CodeSamples.sources(folder, UnaryOperator.identity());

        String said = Readme.compile(sources, folder.resolve("out"));

        assertThat(said).isEmpty();
        assertThat(sources).hasSizeGreaterThan(3);
    }

    @Test
    void springControllerOfTheReadmeIsTheOneThatRunsInSrcIt() throws IOException {
        String program =
                Files.readString(Path.of("src/it/spring/src/main/java/dev/diglot/it/spring/ChatController.java"));
        String readme = Readme.text();
        String snippet =
                readme.substring(readme.indexOf("<!-- snippet: spring -->")).split("```(java)?\n", 3)[1];

        assertThat(program).endsWith(snippet);
    }

    @Test
    void relayOfTheReadmeIsTheOneThatIsTested() throws IOException {
        String relay = Files.readString(Path.of("src/test/java/dev/diglot/example/Relay.java"));
        String readme = Readme.text();
        String snippet =
                readme.substring(readme.indexOf("<!-- snippet: relay -->")).split("```(java)?\n", 3)[1];

        assertThat(relay.replaceAll("\\s+", " ")).contains(snippet.replaceAll("\\s+", " "));
    }
}
