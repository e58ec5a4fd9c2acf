// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.example.EmbeddedEndpoint;
import dev.diglot.testing.Javac;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The classes that a program loads to send one streamed call. */
class ColdStartTest {
    private static final String PROGRAM = """
            import dev.diglot.Diglot;
            import dev.diglot.model.*;
            import java.util.List;

            public class OneStream {
                public static void main(String[] arguments) {
                    try (Diglot client = Diglot.builder().baseUrl(arguments[0]).apiKey(arguments[1]).build();
                            var stream = client.chat().stream(ChatCompletionRequest.builder(
                                            "glm-5",
                                            List.of(
                                                    ChatMessage.system("You answer with the sum only."),
                                                    ChatMessage.user("What is 2 plus 3?")))
                                    .build())) {
                        for (ChatCompletionChunk chunk : stream) {
                            System.out.print(chunk.text());
                        }
                    }
                }
            }
            """;

    @Test
    void streamedCallLoadsNoDatabindClass(@TempDir Path folder) throws Exception {
        List<Path> classPath = new ArrayList<>(Javac.jars("jackson-", "jspecify"));
        classPath.add(Path.of("target/classes").toAbsolutePath());
        Path source = Files.writeString(folder.resolve("OneStream.java"), PROGRAM);
        assertThat(Javac.compile(List.of(source), classPath, folder)).isEmpty();
        classPath.add(folder);
        Path log = folder.resolve("classes.log");

        String said;
        try (EmbeddedEndpoint endpoint = new EmbeddedEndpoint()) {
            Process program = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xlog:class+load:file=" + log,
                            "-cp",
                            classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                            "OneStream",
                            endpoint.baseUrl(),
                            EmbeddedEndpoint.KEY)
                    .redirectErrorStream(true)
                    .start();
            program.getOutputStream().close();
            said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(program.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }

        assertThat(said).isEqualTo("2 plus 3 is 5.");
        List<String> loaded = Files.readAllLines(log);
        assertThat(loaded).anyMatch(line -> line.contains("dev.diglot.model.ChatCompletionChunk"));
        assertThat(loaded).noneMatch(line -> line.contains(".databind."));
    }
}
