// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Words for which the field has a standard term do not come back: in code, Javadoc, spec descriptions and README. */
class WordsTest {
    /** An example in the spec is what a model or a user says; the listing of the API is generated. */
    private static final Pattern EXCEPTION = Pattern.compile("^\\s*(-\\s*)?(example|summary|value):.*");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "answer", // response (HTTP), reply or completion (model), result (tool)
                "answers",
                "answered",
                "aside", // pending
                "fold", // accumulate
                "folded",
                "for want of",
                "hears", // is notified of
                "is told", // receives
                "kindness",
                "lest", // so that ... not
                "made again", // retried
                "misfit", // mismatch
                "odd", // mismatched, malformed, anomaly
                "parked", // pending
                "so much",
                "stray", // unknown
                "what of",
                "whoever", // the caller, the user
                "as it came", // unchanged
            })
    void retiredWordIsNowhere(String word) throws IOException {
        Pattern pattern = Pattern.compile("\\b" + word + "\\b", Pattern.CASE_INSENSITIVE);
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (pattern.matcher(line).find() && !EXCEPTION.matcher(line).matches()) {
                    found.add(file + ":" + (i + 1) + ": " + line.strip());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(
                List.of(Path.of("README.md"), Path.of(".github/CONTRIBUTING.md"), Path.of("spec/openapi.yaml")));
        for (String folder : List.of("src/main/java", "src/testkit", "generator-templates", "src/site")) {
            try (Stream<Path> all = Files.walk(Path.of(folder))) {
                all.filter(Files::isRegularFile)
                        .filter(file -> !file.toString().contains("node_modules"))
                        .forEach(files::add);
            }
        }
        assertThat(files).hasSizeGreaterThan(200);
        return files;
    }
}
