// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.testing.Javac;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A user's program compiles without a warning, and sees what is for users only. */
class ConsumerTest {
    private static final Path CLASSES = Path.of("target/classes");

    private static final Path TEST_KIT = Path.of("target/testkit-classes");

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

    private static final String TEST_PROGRAM = """
            package user;

            import dev.diglot.Diglot;
            import dev.diglot.model.ChatCompletionRequest;
            import dev.diglot.model.ChatMessage;
            import dev.diglot.testkit.FakeEndpoint;
            import dev.diglot.testkit.Reply;
            import java.util.List;

            public class ConsumerChecks {
                public static void main(String[] args) {
                    ChatCompletionRequest request = ChatCompletionRequest.builder("m", List.of(ChatMessage.user("Hi")))
                            .build();
                    try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text("Hello"));
                            Diglot client = endpoint.client().build()) {
                        System.out.println(client.chat().create(request).text() + " "
                                + client.getClass().getModule().getName() + " "
                                + endpoint.getClass().getModule().getName());
                    }
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

    @Test
    void usesTheTestKitOnTheClassPath(@TempDir Path folder) throws Exception {
        Path source = Files.writeString(folder.resolve("ConsumerChecks.java"), TEST_PROGRAM);
        Path out = folder.resolve("out");

        assertThat(Javac.compile(List.of(source), testPath(), out)).isEmpty();

        assertThat(run("--class-path", join(testPath(), out), "user.ConsumerChecks"))
                .isEqualTo("Hello null null");
    }

    @Test
    void usesTheTestKitInAModule(@TempDir Path folder) throws Exception {
        Path module =
                Files.writeString(folder.resolve("module-info.java"), "module user { requires dev.diglot.testkit; }");
        Path source = Files.writeString(folder.resolve("ConsumerChecks.java"), TEST_PROGRAM);
        Path out = folder.resolve("out");

        assertThat(Javac.compileModule(List.of(module, source), testPath(), out))
                .isEmpty();

        assertThat(run("--module-path", join(testPath(), out), "--module", "user/user.ConsumerChecks"))
                .isEqualTo("Hello dev.diglot dev.diglot.testkit");
    }

    @Test
    void testKitHasTheExamplesOfResponsesAndStreams() throws Exception {
        try (Stream<Path> examples = Files.list(Path.of("spec/examples"))) {
            assertThat(Files.readAllLines(TEST_KIT.resolve("dev/diglot/testkit/examples.txt")))
                    .filteredOn(line -> line.startsWith("=== "))
                    .containsExactlyElementsOf(examples.map(file -> "=== " + file.getFileName())
                            .filter(name -> name.endsWith("-response.json") || name.endsWith("-stream.sse"))
                            .sorted()
                            .toList());
        }
    }

    static Set<String> internalPackages() {
        Set<String> packages = new TreeSet<>(MODULE.packages());
        MODULE.exports().stream()
                .filter(exported -> !exported.isQualified())
                .forEach(exported -> packages.remove(exported.source()));
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
                .filteredOn(exported -> !exported.isQualified())
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

    private static List<Path> testPath() {
        List<Path> path = path("0");
        path.add(TEST_KIT.toAbsolutePath());
        return path;
    }

    private static String join(List<Path> path, Path out) {
        return Stream.concat(path.stream(), Stream.of(out)).map(Path::toString).collect(joining(File.pathSeparator));
    }

    /** Runs the JVM; returns what it prints. */
    private static String run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
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
