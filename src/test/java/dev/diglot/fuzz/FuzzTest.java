// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Searches for inputs that break a reader of foreign bytes, with Jazzer in a JVM of its own, for as many seconds per
 * target as {@code -Ddiglot.fuzz.seconds} says. A finding fails the test, which then names the input and the seed;
 * stored under {@code src/test/resources/fuzz/<class>} it is replayed by every build.
 */
class FuzzTest {
    private static final Path FOUND = Path.of("src/test/resources/fuzz");
    private static final Path OUTPUT = Path.of("target/fuzz");
    private static final int SECONDS = Integer.getInteger("diglot.fuzz.seconds", 60);
    private static final int SECONDS_PER_INPUT = 30;
    private static final int MOST_BYTES = 16_384;

    /** 0: Jazzer takes a random one, and prints it. */
    private static final int SEED = Integer.getInteger("diglot.fuzz.seed", 0);

    private static final int CHARACTERS_SHOWN = 6_000;

    @ParameterizedTest
    @EnumSource
    @Timeout(60)
    void everyInputThatOnceFailedAndEverySeedIsHandled(Target target) throws Exception {
        List<byte[]> inputs = new ArrayList<>(target.seeds());
        assertThat(inputs).isNotEmpty();
        inputs.addAll(found(target));
        for (byte[] input : inputs) {
            try {
                target.run(input);
            } catch (InvocationTargetException e) {
                throw new AssertionError(
                        target + ", Base64 " + Base64.getEncoder().encodeToString(input), e.getCause());
            }
        }
    }

    private static List<byte[]> found(Target target) throws IOException {
        Path folder = FOUND.resolve(target.folder());
        if (!Files.exists(folder)) {
            return List.of();
        }
        List<byte[]> inputs = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                inputs.add(Files.readAllBytes(file));
            }
        }
        return inputs;
    }

    @ParameterizedTest
    @EnumSource
    @Tag("fuzz")
    void noInputIsFoundThatFails(Target target, @TempDir Path folder) throws Exception {
        Path seeds = Files.createDirectories(folder.resolve("seeds"));
        int number = 0;
        for (byte[] seed : target.seeds()) {
            Files.write(seeds.resolve("seed-" + number++), seed);
        }
        Path output = Files.createDirectories(OUTPUT.resolve(target.folder()));
        Path log = output.resolve("log");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:-UseGCOverheadLimit",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.className(),
                "--instrumentation_includes=dev.diglot.**",
                "--custom_hook_includes=dev.diglot.**",
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery",
                "--reproducer_path=" + output,
                "-artifact_prefix=" + output + "/",
                "-max_total_time=" + SECONDS,
                "-timeout=" + SECONDS_PER_INPUT,
                "-max_len=" + MOST_BYTES,
                "-seed=" + SEED,
                "-rss_limit_mb=4096",
                "-print_final_stats=1",
                seeds.toString());

        Process jazzer = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(jazzer.waitFor(SECONDS + 120L, TimeUnit.SECONDS))
                    .as("it ended by itself")
                    .isTrue();
        } finally {
            jazzer.destroyForcibly();
        }

        String said = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        assertThat(jazzer.exitValue())
                .as(
                        "%s: the input and the log, which names the seed, are in %s%n%s",
                        target, output, said.substring(Math.max(0, said.length() - CHARACTERS_SHOWN)))
                .isZero();
        System.out.println(
                "fuzz " + target + ": " + line(said, "stat::number_of_executed_units") + ", " + line(said, "Seed:"));
    }

    private static String line(String text, String part) {
        return text.lines().filter(line -> line.contains(part)).findFirst().orElse("no " + part);
    }
}
