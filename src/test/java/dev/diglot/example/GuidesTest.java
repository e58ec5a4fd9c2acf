// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.testing.Readme;
import dev.diglot.testing.Snippet;
import dev.diglot.testing.SnippetRunner;
import dev.diglot.testing.TestKey;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Scripts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The snippets of the README and the guides compile, and do what their pages say. */
@Timeout(60)
class GuidesTest {
    @TempDir
    private static Path folder;

    private static SnippetRunner runner;

    @BeforeAll
    static void compile() throws IOException {
        runner = new SnippetRunner(Readme.snippets(), folder);
    }

    @AfterAll
    static void close() throws IOException {
        runner.close();
    }

    static List<Snippet> snippetsThatRun() throws IOException {
        return Readme.snippets().stream().filter(Snippet::runs).toList();
    }

    @Test
    void everySnippetCompilesWithoutAWarning() {
        assertThat(runner.reported()).isEmpty();
    }

    @Test
    void mostSnippetsRun() throws IOException {
        assertThat(snippetsThatRun()).hasSizeGreaterThan(Readme.snippets().size() / 2);
    }

    @ParameterizedTest
    @MethodSource("snippetsThatRun")
    void snippetRunsAndPrintsWhatItsPageSays(Snippet snippet) throws Exception {
        try (FakeEndpoint endpoint = Scripts.start(FakeEndpoint.builder(), snippet.replies(), folder)) {
            String printed = runner.run(snippet, endpoint.url(), TestKey.value());

            if (snippet.printed() != null) {
                assertThat(printed.strip())
                        .isEqualToNormalizingNewlines(snippet.printed().strip());
            }
        }
    }
}
