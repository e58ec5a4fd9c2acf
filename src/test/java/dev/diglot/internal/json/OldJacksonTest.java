// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.model.ChatCompletion;
import dev.diglot.testing.Javac;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With a jackson-core that is too old, what needs Jackson fails with one sentence that names both versions. */
class OldJacksonTest {
    /** Precedes the real one on the class path. */
    private static final String VERSION = """
            package com.fasterxml.jackson.core.json;

            import com.fasterxml.jackson.core.Version;

            public final class PackageVersion implements com.fasterxml.jackson.core.Versioned {
                public static final Version VERSION =
                        new Version(%s, %s, 4, null, "com.fasterxml.jackson.core", "jackson-core");

                @Override
                public Version version() {
                    return VERSION;
                }
            }
            """;

    /** Uses the jar twice: the first failure must not change the second one. */
    static final class Uses {
        private Uses() {}

        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                report(() -> ChatCompletion.fromJson("{\"id\":\"c\"}").toJson()); // does not need it
                report(() -> ChatCompletion.fromJson("{\"id\":").toJson());
            }
        }

        private static void report(java.util.function.Supplier<String> use) {
            try {
                System.out.println(use.get());
            } catch (IllegalStateException | IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2,15", "2,9", "1,9"})
    void whatNeedsItNamesTheVersionThatIsThereAndTheOneThatIsNeeded(int major, int minor, @TempDir Path folder)
            throws Exception {
        List<String> said = run(major, minor, folder);

        assertThat(said).hasSize(4);
        assertThat(List.of(said.get(1), said.get(3)))
                .allSatisfy(line -> assertThat(line)
                        .startsWith("Diglot needs jackson-core 2.16 or newer, but " + major + "." + minor
                                + ".4 is on the"));
    }

    @ParameterizedTest
    @CsvSource({"2,15", "1,9"})
    void wellFormedJsonIsReadAndWrittenWithoutIt(int major, int minor, @TempDir Path folder) throws Exception {
        List<String> said = run(major, minor, folder);

        assertThat(List.of(said.get(0), said.get(2))).containsOnly("{\"id\":\"c\"}");
    }

    @ParameterizedTest
    @CsvSource({"2,16", "2,23"})
    void oldestThatIsNeededWorks(int major, int minor, @TempDir Path folder) throws Exception {
        List<String> said = run(major, minor, folder);

        assertThat(said.get(1)).startsWith("cannot read JSON at line 1");
    }

    private static List<String> run(int major, int minor, Path folder) throws Exception {
        Path source = Files.writeString(folder.resolve("PackageVersion.java"), VERSION.formatted(major, minor));
        Path classes = folder.resolve("classes");
        assertThat(Javac.compile(List.of(source), Javac.jars("jackson-core"), classes))
                .isEmpty();
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes + File.pathSeparator + System.getProperty("java.class.path"),
                        Uses.class.getName())
                .redirectErrorStream(true)
                .start();
        program.getOutputStream().close();
        List<String> said = new String(program.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(program.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return said;
    }
}
