// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.testing.Javac;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A user's program compiles without a warning, and sees what is for users only. */
class ConsumerTest {
    private static final Path CLASSES = Path.of("target/classes");

    private static final ModuleDescriptor MODULE =
            ModuleFinder.of(CLASSES).find("dev.diglot").orElseThrow().descriptor();

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
        Path source = Files.writeString(folder.resolve("Consumer.java"), PROGRAM);

        String reported = Javac.compile(List.of(source), path(databinds), folder.resolve("out"));

        assertThat(reported).as("with %s on the path", name).isEmpty();
    }

    @Test
    void compilesInAModule(@TempDir Path folder) throws Exception {
        assertThat(compileModule(folder, PROGRAM)).isEmpty();
    }

    static Set<String> internalPackages() {
        Set<String> packages = new TreeSet<>(MODULE.packages());
        MODULE.exports().forEach(exported -> packages.remove(exported.source()));
        return packages;
    }

    @ParameterizedTest
    @MethodSource("internalPackages")
    void aModuleCannotImportAnInternalPackage(String internal, @TempDir Path folder) throws Exception {
        String reported = compileModule(folder, "import " + internal + ".*;");

        assertThat(reported).contains("package " + internal + " is not visible");
    }

    /** On a class path, every public type is visible; the name of its package says whether it is for users. */
    @Test
    void onAClassPathThePackageNameTellsWhatIsInternal() {
        assertThat(MODULE.exports())
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactlyInAnyOrder(
                        "dev.diglot",
                        "dev.diglot.api",
                        "dev.diglot.config",
                        "dev.diglot.error",
                        "dev.diglot.json",
                        "dev.diglot.model",
                        "dev.diglot.spring",
                        "dev.diglot.stream",
                        "dev.diglot.tool");
        assertThat(internalPackages())
                .allMatch(name -> name.startsWith("dev.diglot.internal") || name.equals("dev.diglot.sse"));
    }

    private static String compileModule(Path folder, String program) throws IOException {
        Path module = Files.writeString(folder.resolve("module-info.java"), "module user { requires dev.diglot; }");
        Path packageFolder = Files.createDirectories(folder.resolve("user"));
        Path source = Files.writeString(packageFolder.resolve("Consumer.java"), "package user;\n" + program);
        return Javac.compileModule(List.of(module, source), path("2"), folder.resolve("out"));
    }

    /** Returns the path with Diglot, the jars that it needs, and databind of Jackson 2, 3, both or none. */
    private static List<Path> path(String databinds) {
        List<Path> path = new ArrayList<>(Javac.jars("jackson-annotations", "jspecify"));
        path.add(CLASSES.toAbsolutePath());
        for (Path jar : Javac.jars("jackson-core", "jackson-databind")) {
            boolean third = jar.toString().contains("tools");
            if (databinds.contains(third ? "3" : "2")
                    || (!third && jar.getFileName().toString().startsWith("jackson-core"))) {
                path.add(jar);
            }
        }
        return path;
    }
}
