// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.testing.Javac;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's compiler is silent, whichever databind stands on its path. */
class ConsumerTest {
    private static final String PROGRAM = """
            import dev.diglot.Diglot;
            import dev.diglot.model.ChatCompletion;
            import dev.diglot.model.ChatCompletionRequest;
            import dev.diglot.model.ChatMessage;
            import dev.diglot.model.Message;
            import dev.diglot.model.MessageParam;
            import dev.diglot.model.MessageRequest;
            import java.util.List;

            public class Consumer {
                public static String ask(Diglot client) {
                    ChatCompletion reply = client.chat()
                            .create(ChatCompletionRequest.builder("glm-5", List.of(ChatMessage.user("Calculate 1+1")))
                                    .temperature(1)
                                    .stop("11.")
                                    .build());
                    Message message = client.messages()
                            .create(MessageRequest.builder("minimax-m2.7", List.of(MessageParam.user("Hi")))
                                    .maxTokens(1000)
                                    .system("Be brief.")
                                    .build());
                    return reply.text() + message.text();
                }
            }
            """;

    @ParameterizedTest
    @CsvSource({"none,0", "Jackson 2,2", "Jackson 3,3", "both,23"})
    void compilesWithoutAWarning(String name, String databinds, @TempDir Path folder) throws Exception {
        List<Path> classPath = new ArrayList<>(Javac.jars("jackson-annotations", "jspecify"));
        classPath.add(Path.of("target/classes").toAbsolutePath());
        for (Path jar : Javac.jars("jackson-core", "jackson-databind")) {
            boolean third = jar.toString().contains("tools");
            if (databinds.contains(third ? "3" : "2")
                    || (!third && jar.getFileName().toString().startsWith("jackson-core"))) {
                classPath.add(jar);
            }
        }
        Path source = Files.writeString(folder.resolve("Consumer.java"), PROGRAM);

        String said = Javac.compile(List.of(source), classPath, folder.resolve("out"));

        assertThat(said).as("with %s on the path", name).isEmpty();
    }
}
