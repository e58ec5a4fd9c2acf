// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.testing.CodeSamples;
import dev.diglot.testing.Maven;
import dev.diglot.testing.Readme;
import dev.diglot.testing.Snippet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The Java code of the README and the guides is checked: each block is a snippet, which {@code GuidesTest} compiles, or
 * the text of a file that a build compiles.
 */
class ReadmeTest {
    static List<Path> pages() throws IOException {
        return Readme.pages();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyJavaBlockIsASnippetOrAFile(Path page) throws IOException {
        assertThat(Readme.snippets(page).size() + Readme.files(page).size())
                .isEqualTo(Files.readString(page).split("```java", -1).length - 1);
    }

    @Test
    void everySnippetHasANameOfItsOwn() throws IOException {
        assertThat(Readme.snippets()).extracting(Snippet::name).doesNotHaveDuplicates();
    }

    @Test
    void pagesNameTheReleasedVersion() throws IOException {
        Pattern named = Pattern.compile("<artifactId>diglot</artifactId>\\s*<version>([^<]+)<"
                + "|dev\\.diglot:diglot:([\\w.-]+)|diglot-(\\d[\\w.-]*?)(-testkit)?\\.jar");

        assertThat(named.matcher(Readme.text())
                        .results()
                        .flatMap(found -> Stream.of(found.group(1), found.group(2), found.group(3)))
                        .filter(Objects::nonNull))
                .hasSizeGreaterThan(8)
                .containsOnly(Maven.property("version.released"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyFileShownIsThatFile(Path page) throws IOException {
        for (Readme.ShownFile file : Readme.files(page)) {
            assertThat(file.shown()).as(file.file().toString()).isEqualTo(file.text());
            assertThat(file.file().toString().replace('\\', '/'))
                    .as("compiled")
                    .matches("src/(test|it/\\w+/src/(main|test))/java/.*\\.java");
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
    void springControllerOfTheGuideIsTheOneThatRunsInSrcIt() throws IOException {
        String program =
                Files.readString(Path.of("src/it/spring/src/main/java/dev/diglot/it/spring/ChatController.java"));
        String guide = Files.readString(Path.of("src/site/markdown/spring-boot.md"));
        String snippet = guide.substring(guide.indexOf("<!-- snippet: spring_controller -->"))
                .split("```(java)?\n", 3)[1];

        assertThat(program).endsWith(snippet);
    }

    @Test
    void relayOfTheGuideIsTheOneThatIsTested() throws IOException {
        String relay = Files.readString(Path.of("src/test/java/dev/diglot/example/Relay.java"));
        Snippet snippet = Readme.snippets(Path.of("src/site/markdown/streams.md")).stream()
                .filter(shown -> shown.name().equals("relay"))
                .findFirst()
                .orElseThrow();

        assertThat(relay.replaceAll("\\s+", " ")).contains(snippet.code().replaceAll("\\s+", " "));
    }
}
