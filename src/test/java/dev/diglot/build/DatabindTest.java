// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.example.EmbeddedEndpoint;
import dev.diglot.testing.Javac;
import dev.diglot.testing.Program;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs of users that convert replies to records, or do not, with databind on their path or without it. */
@Tag("thorough")
class DatabindTest {
    private static final Path EXAMPLES = Path.of("spec/examples").toAbsolutePath();

    /** Calls both dialects, each for a whole response and for a stream. */
    private static final String CALLS = """
            package user;

            import dev.diglot.Diglot;
            import dev.diglot.model.ChatCompletion;
            import dev.diglot.model.ChatCompletionRequest;
            import dev.diglot.model.Message;
            import dev.diglot.model.MessageRequest;
            import java.nio.file.Files;
            import java.nio.file.Path;

            public class Calls {
                public static void main(String[] arguments) throws Exception {
                    ChatCompletionRequest chat = ChatCompletionRequest.fromJson(
                            Files.readString(Path.of(arguments[2], "chat-reasoning-request.json")));
                    MessageRequest messages = MessageRequest.fromJson(
                            Files.readString(Path.of(arguments[2], "messages-thinking-request.json")));
                    try (Diglot client = Diglot.builder().baseUrl(arguments[0]).apiKey(arguments[1]).build()) {
                        ChatCompletion reply = client.chat().create(chat);
                        Message message = client.messages().create(messages);
                        System.out.println(reply.text().isEmpty() + " " + message.text().isEmpty());
                        try (var stream = client.chat().stream(chat)) {
                            System.out.println(stream.result().text().isEmpty());
                        }
                        try (var stream = client.messages().stream(messages)) {
                            System.out.println(stream.result().text().isEmpty());
                        }
                    }
                }
            }
            """;

    private static final String BINDING = """
            package user;

            import dev.diglot.json.JsonBinding;
            import dev.diglot.json.JsonSchema;
            import dev.diglot.model.ChatCompletion;
            import java.util.concurrent.Callable;
            import user.data.Forecast;

            public class Binding {
                public static void main(String[] arguments) throws Exception {
                    ChatCompletion reply = ChatCompletion.fromJson("{\\"choices\\":[{\\"message\\":"
                            + "{\\"role\\":\\"assistant\\",\\"content\\":\\"{\\\\\\"high\\\\\\":5}\\"}}]}");
                    print("text", reply::text);
                    print("as", () -> reply.as(Forecast.class));
                    print("of", () -> JsonSchema.of(Forecast.class));
                    print("write", () -> JsonBinding.write(reply.as(Forecast.class)));
                    print("binder", () -> reply.as(json -> json.length()));
                }

                private static void print(String what, Callable<?> action) throws Exception {
                    try {
                        System.out.println(what + ": " + action.call());
                    } catch (IllegalStateException | IllegalArgumentException e) {
                        System.out.println(what + ": " + e);
                    }
                }
            }
            """;

    private static final String FORECAST = """
            package user.data;

            public record Forecast(int high) {}
            """;

    private static final String SCHEMA =
            "{type=object, properties={high={type=integer}}, required=[high], additionalProperties=false}";

    private static final String MISSING = "java.lang.IllegalStateException: jackson-databind is missing: add"
            + " com.fasterxml.jackson.core:jackson-databind (in a named module also \"requires"
            + " com.fasterxml.jackson.databind\"), or pass a JsonBinder and a schema as a Map";

    private static final String NO_ACCESS = "java.lang.IllegalArgumentException: Jackson has no access to"
            + " user.data.Forecast: add \"opens user.data to com.fasterxml.jackson.databind;\" to the module-info.java"
            + " of user";

    @Test
    void withoutDatabindOnlyTheBindingFails(@TempDir Path folder) throws Exception {
        List<Path> path = path(false);
        compile(folder, path, "requires dev.diglot;", BINDING, FORECAST);

        assertThat(run(path, folder, "user.Binding").lines())
                .containsExactly(
                        "text: {\"high\":5}", "as: " + MISSING, "of: " + MISSING, "write: " + MISSING, "binder: 10");
    }

    @Test
    void withoutDatabindCallsAndStreamsWork(@TempDir Path folder) throws Exception {
        List<Path> path = path(false);
        compile(folder, path, "requires dev.diglot;", CALLS);

        assertThat(call(path, folder)).containsExactly("false false", "false", "false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "opens user.data;", // jackson-core uses databind as a service
                "exports user.data;",
                "requires com.fasterxml.jackson.databind; opens user.data to com.fasterxml.jackson.databind;",
                "requires com.fasterxml.jackson.databind; exports user.data to com.fasterxml.jackson.databind;",
            })
    void recordBindsIfDatabindHasAccess(String access, @TempDir Path folder) throws Exception {
        List<Path> path = path(true);
        compile(folder, path, "requires dev.diglot; " + access, BINDING, FORECAST);

        assertThat(run(path, folder, "user.Binding").lines())
                .containsExactly(
                        "text: {\"high\":5}",
                        "as: Forecast[high=5]",
                        "of: " + SCHEMA,
                        "write: {\"high\":5}",
                        "binder: 10");
    }

    @Test
    void messageNamesTheMissingOpens(@TempDir Path folder) throws Exception {
        List<Path> path = path(true);
        compile(folder, path, "requires dev.diglot; requires com.fasterxml.jackson.databind;", BINDING, FORECAST);

        assertThat(run(path, folder, "user.Binding").lines())
                .containsExactly(
                        "text: {\"high\":5}",
                        "as: " + NO_ACCESS,
                        "of: " + NO_ACCESS,
                        "write: " + NO_ACCESS,
                        "binder: 10");
    }

    @Test
    void messageNamesTheMissingOpensOfAnInnerRecord(@TempDir Path folder) throws Exception {
        List<Path> path = path(true);
        compile(
                folder,
                path,
                "requires dev.diglot; opens user.data;",
                BINDING,
                "package user.data; public record Forecast(user.hidden.Inner high) {}",
                "package user.hidden; public record Inner(int high) {}");

        assertThat(run(path, folder, "user.Binding").lines())
                .filteredOn(line -> line.matches("(as|of): .*"))
                .hasSize(2)
                .allMatch(line ->
                        line.contains("Jackson has no access to user.hidden.Inner: add \"opens user.hidden to "));
    }

    @Test
    void withDatabindCallsAndStreamsLoadNoClassOfDatabindToolsOrSpring(@TempDir Path folder) throws Exception {
        List<Path> path = path(true);
        compile(folder, path, "requires dev.diglot; requires com.fasterxml.jackson.databind;", CALLS);
        Path log = folder.resolve("classes.log");

        assertThat(call(path, folder, "-Xlog:class+load:file=" + log)).containsExactly("false false", "false", "false");

        List<String> loaded = Files.readAllLines(log);
        assertThat(loaded).anyMatch(line -> line.contains("dev.diglot.model.MessageStreamEvent"));
        assertThat(loaded)
                .noneMatch(line -> line.matches(".*(\\.databind\\.|json\\.JsonSchema|json\\.JsonBinding|json\\.Jackson2"
                        + "|TypedReplies|dev\\.diglot\\.tool\\.|dev\\.diglot\\.spring\\.).*"));
    }

    private static List<Path> path(boolean withDatabind) {
        List<Path> path = new ArrayList<>(Javac.jars("jackson-annotations", "jspecify"));
        path.add(Path.of("target/classes").toAbsolutePath());
        for (Path jar : Javac.jars("jackson-core", "jackson-databind")) {
            boolean isDatabind = jar.getFileName().toString().startsWith("jackson-databind");
            if (!jar.toString().contains("tools") && (withDatabind || !isDatabind)) {
                path.add(jar);
            }
        }
        return path;
    }

    private static void compile(Path folder, List<Path> path, String directives, String... sources) throws IOException {
        List<Path> files = new ArrayList<>();
        files.add(Files.writeString(folder.resolve("module-info.java"), "module user { " + directives + " }"));
        for (String source : sources) {
            String name = source.replaceAll("(?s).*?(?:class|record) (\\w+).*", "$1");
            Path sourceFolder = Files.createDirectories(folder.resolve("source" + files.size()));
            files.add(Files.writeString(sourceFolder.resolve(name + ".java"), source));
        }
        assertThat(Javac.compileModule(files, path, folder.resolve("out"))).isEmpty();
    }

    private static List<String> call(List<Path> path, Path folder, String... options) throws Exception {
        try (EmbeddedEndpoint endpoint = new EmbeddedEndpoint()) {
            List<String> command = new ArrayList<>(List.of(options));
            command.addAll(command(path, folder, "user.Calls"));
            command.addAll(List.of(endpoint.baseUrl(), EmbeddedEndpoint.KEY, EXAMPLES.toString()));
            return Program.run(command).lines().toList();
        }
    }

    private static String run(List<Path> path, Path folder, String main) throws Exception {
        return Program.run(command(path, folder, main));
    }

    private static List<String> command(List<Path> path, Path folder, String main) {
        List<Path> all = new ArrayList<>(path);
        all.add(folder.resolve("out"));
        String joined = all.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        return List.of("-p", joined, "-m", "user/" + main);
    }
}
