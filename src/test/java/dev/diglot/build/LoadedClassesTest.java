// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.Diglot;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.ContentBlockDeltaEvent;
import dev.diglot.model.Dialect;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.model.TextDelta;
import dev.diglot.stream.ChatStream;
import dev.diglot.stream.MessageStream;
import dev.diglot.testing.Javac;
import dev.diglot.testing.Program;
import dev.diglot.testing.TestKey;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The classes that a new JVM loads to send one streamed call: each costs time at the start of a program. The expected
 * ones are in a golden file for each dialect, which {@code -Dgolden.update=true} rewrites; review the difference.
 */
@Timeout(120)
class LoadedClassesTest {
    private static final String REPLY = "2 plus 3 is 5.";

    /** How many classes may be new: timing, and the version of the JDK, decide on a few. */
    private static final int ROOM = 3;

    /** Classes that the JDK creates for lambdas and method references of ours: each costs more than a class of a jar. */
    private static final int MAX_LAMBDAS = 31;

    private static final Pattern LINE = Pattern.compile("(\\S+) source: .*");
    private static final Pattern LAMBDA = Pattern.compile("(.*[$][$]Lambda).*");

    private static final Map<Dialect, List<String>> LOADED = new EnumMap<>(Dialect.class);

    @BeforeAll
    static void runOneStreamInEachDialect(@TempDir Path folder) throws Exception {
        List<Path> classPath = new ArrayList<>(Javac.jars("jackson-", "jspecify"));
        classPath.add(Path.of("target/classes"));
        classPath.add(Path.of("target/test-classes"));
        String joined = classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        for (Dialect dialect : Dialect.values()) {
            Path log = folder.resolve(dialect + ".log");
            try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.text(REPLY))) {
                String printed = Program.run(List.of(
                        "-Xlog:class+load:file=" + log + ":none",
                        "-cp",
                        joined,
                        OneStream.class.getName(),
                        dialect.name(),
                        endpoint.url(),
                        TestKey.value()));
                assertThat(printed).isEqualTo(REPLY);
            }
            LOADED.put(dialect, names(log));
        }
    }

    @ParameterizedTest
    @EnumSource
    @EnabledForJreRange(max = JRE.JAVA_17) // what the javac of JDK 25 compiles loads more classes of sealed types
    void streamedCallLoadsHardlyMoreThanTheExpectedClasses(Dialect dialect) throws IOException {
        List<String> classes = loaded(dialect, "dev.diglot.", "com.fasterxml.", "tools.jackson.");
        Path golden = Path.of("src/test/resources/golden/loaded-" + lowerCase(dialect) + ".txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.write(golden, classes.stream().sorted().toList());
        }
        List<String> added = new ArrayList<>(classes);
        Files.readAllLines(golden).forEach(added::remove);

        assertThat(added).as("classes that are loaded but not in " + golden).hasSizeLessThanOrEqualTo(ROOM);
    }

    @ParameterizedTest
    @EnumSource
    void streamedCallCreatesFewClassesForLambdas(Dialect dialect) {
        assertThat(loaded(dialect, "dev.diglot."))
                .filteredOn(name -> name.endsWith("$$Lambda"))
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(MAX_LAMBDAS);
    }

    @ParameterizedTest
    @EnumSource
    void streamedCallLoadsNoClassOfJackson(Dialect dialect) {
        assertThat(loaded(dialect, "com.fasterxml.", "tools.jackson.")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void streamedCallLoadsNothingThatItDoesNotUse(Dialect dialect) {
        assertThat(loaded(
                        dialect,
                        "dev.diglot.config.Logging",
                        "dev.diglot.internal.text.Sanitizer",
                        "dev.diglot.json.Jackson",
                        "dev.diglot.spring.",
                        "dev.diglot.tool.",
                        "java.util.logging.",
                        "sun.security.ssl.SSLContextImpl",
                        "org.jspecify."))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void streamedCallLoadsModelsOfItsDialectOnly(Dialect dialect) {
        String other = dialect == Dialect.CHAT ? "Message" : "ChatCompletion";
        assertThat(loaded(dialect, "dev.diglot.model." + other + "Request", "dev.diglot.stream." + other))
                .isEmpty();
    }

    /** The loaded classes whose names have one of these beginnings. */
    private static List<String> loaded(Dialect dialect, String... beginnings) {
        return LOADED.get(dialect).stream()
                .filter(name -> Stream.of(beginnings).anyMatch(name::startsWith))
                .filter(name -> !name.startsWith(LoadedClassesTest.class.getName()))
                .toList();
    }

    /** The names in a log of the JVM; all lambdas of a class have one name. */
    private static List<String> names(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(line -> LAMBDA.matcher(line.group(1)).replaceFirst("$1"))
                .toList();
    }

    private static String lowerCase(Dialect dialect) {
        return dialect.name().toLowerCase(Locale.ROOT);
    }

    /** Sends one streamed call and prints its text. */
    static final class OneStream {
        private OneStream() {}

        public static void main(String[] arguments) {
            try (Diglot client =
                    Diglot.builder().baseUrl(arguments[1]).apiKey(arguments[2]).build()) {
                if (arguments[0].equals("CHAT")) {
                    chat(client);
                } else {
                    messages(client);
                }
            }
        }

        private static void chat(Diglot client) {
            ChatCompletionRequest request = ChatCompletionRequest.builder(
                            "glm-5",
                            List.of(
                                    ChatMessage.system("You answer with the sum only."),
                                    ChatMessage.user("What is 2 plus 3?")))
                    .build();
            try (ChatStream stream = client.chat().stream(request)) {
                for (ChatCompletionChunk chunk : stream) {
                    System.out.print(chunk.text());
                }
            }
        }

        private static void messages(Diglot client) {
            MessageRequest request = MessageRequest.builder(
                            "minimax-m2.7", List.of(MessageParam.user("What is 2 plus 3?")))
                    .system("You answer with the sum only.")
                    .maxTokens(100)
                    .build();
            try (MessageStream stream = client.messages().stream(request)) {
                for (MessageStreamEvent event : stream) {
                    if (event instanceof ContentBlockDeltaEvent delta && delta.delta() instanceof TextDelta piece) {
                        System.out.print(piece.text());
                    }
                }
            }
        }
    }
}
