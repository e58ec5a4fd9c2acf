// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.changereport.Change;
import dev.diglot.changereport.ChangeReport;
import dev.diglot.changereport.PublishedState;
import dev.diglot.testing.Jars;
import dev.diglot.testing.Javac;
import dev.diglot.testing.Maven;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The day when the documents change, rehearsed: in a copy of the project, the spec and nothing else is edited. The copy
 * is generated once, as the build does it, and compiled.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("thorough")
class SpecChangeTest {
    private static final Path CLASSES = Path.of("target/classes");
    private static final String MODEL = "      - {id: rehearsal-1, name: Rehearsal, dialects: [chat]}\n";
    private static final String DEPRECATED = "          deprecated: true\n          x-replaced-by: rehearsed_option\n";

    private final List<AutoCloseable> open = new ArrayList<>();
    private Path generated;
    private ChangeReport report;
    private Class<?> request;

    @BeforeAll
    void buildAChangedCopy(@TempDir Path folder) throws Exception {
        Path copy = folder.resolve("project");
        for (String part :
                List.of("pom.xml", "LICENSE", ".mvn", "spec", "generator-templates", "src/main", "src/build")) {
            copy(Path.of(part), copy.resolve(part));
        }
        Path spec = copy.resolve("spec/openapi.yaml");
        Files.writeString(spec, changed(Files.readString(spec)));
        generate(copy);

        generated = copy.resolve("target/generated-sources/openapi");
        Path classes = copy.resolve("target/classes");
        assertThat(Javac.compileWithDeprecated(
                        Javac.sources(copy.resolve("src/main/java"), generated),
                        Javac.jars("jackson-", "jspecify", "spring-"),
                        classes))
                .isEmpty();
        Files.copy(CLASSES.resolve("module-info.class"), classes.resolve("module-info.class"));
        request = load(classes, "dev.diglot.model.ChatCompletionRequest");
        report = ChangeReport.of(
                PublishedState.ofJar("before", Jars.jar(CLASSES, folder.resolve("before.jar"))),
                PublishedState.ofJar("after", Jars.jar(classes, folder.resolve("after.jar"))));
    }

    private static String changed(String spec) throws IOException {
        String request = "\n    ChatCompletionRequest:\n";
        String changed = after(spec, part("field"), request, "\n      properties:\n");
        changed = after(changed, DEPRECATED, request, "\n        seed:\n");
        changed = after(
                changed, "          deprecated: true\n", "\n    ChatAssistantMessage:\n", "\n        function_call:\n");
        changed = after(changed, MODEL, "\nx-providers:\n", "\n    models:\n");
        changed = after(changed, part("provider"), "\nx-providers:\n");
        changed = after(changed, "  stage: {title: Stage, keyHeader: bearer}\n", "\nx-dialects:\n");
        changed = after(changed, part("scheme"), "\n  securitySchemes:\n");
        changed = after(changed, part("responses"), "\n  responses:\n");
        changed = after(changed, part("schemas"), "\n  schemas:\n");
        changed = after(changed, part("paths"), "\npaths:\n");
        changed = union(changed, "ContentBlock", "rehearsal", "RehearsalBlock");
        changed = union(changed, "MessageStreamEvent", "rehearsal_event", "RehearsalEvent");
        changed = after(changed, "            - rehearsed\n", "\n    FinishReason:\n", "\n          enum:\n");
        changed = after(
                changed,
                "        rehearsed: It was a rehearsal.\n",
                "\n    FinishReason:\n",
                "\n      x-enumDescriptions:\n");
        int range = changed.indexOf("maximum: 20\n", changed.indexOf("\n        top_logprobs:\n"));
        return changed.substring(0, range) + "maximum: 10\n" + changed.substring(range + "maximum: 20\n".length());
    }

    private static String part(String name) throws IOException {
        try (InputStream in = SpecChangeTest.class.getResourceAsStream("/rehearsal/" + name + ".yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Adds a member to a tagged union. */
    private static String union(String spec, String union, String tag, String member) {
        String reference = "'#/components/schemas/" + member + "'\n";
        String changed = after(spec, "        - $ref: " + reference, "\n    " + union + ":\n", "\n      oneOf:\n");
        return after(changed, "          " + tag + ": " + reference, "\n    " + union + ":\n", "\n        mapping:\n");
    }

    /** Inserts a text after the last of these marks; each is searched for after the one before. */
    private static String after(String spec, String text, String... marks) {
        int at = 0;
        for (String mark : marks) {
            int found = spec.indexOf(mark, at);
            assertThat(found).as(mark).isPositive();
            at = found + mark.length() - 1;
        }
        return spec.substring(0, at + 1) + text + spec.substring(at + 1);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.toString().contains("node_modules")) {
                    continue;
                }
                Path target = to.resolve(from.relativize(file).toString()).normalize();
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    /** Generates as the build does; the compiler runs here, without the further checks of the build. */
    private static void generate(Path project) throws Exception {
        Path log = project.resolveSibling("generate.log");
        Process maven = new ProcessBuilder(Maven.command("-q", "-o", "-B", "process-resources"))
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        maven.getOutputStream().close();
        assertThat(maven.waitFor(8, TimeUnit.MINUTES)).isTrue();
        assertThat(maven.exitValue()).as(Files.readString(log)).isZero();
    }

    private Class<?> load(Path classes, String name) throws Exception {
        List<URL> path = new ArrayList<>(List.of(classes.toUri().toURL()));
        for (Path jar : Javac.jars("jackson-", "jspecify")) {
            path.add(jar.toUri().toURL());
        }
        URLClassLoader loader = new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        open.add(loader);
        return loader.loadClass(name);
    }

    private Class<?> model(String name) throws ClassNotFoundException {
        return type("dev.diglot.model." + name);
    }

    private Class<?> type(String name) throws ClassNotFoundException {
        return request.getClassLoader().loadClass(name);
    }

    @AfterAll
    void close() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }

    @Test
    void builderSendsANewField() throws Exception {
        Object builder = builder();

        builder.getClass().getMethod("rehearsedOption", Boolean.class).invoke(builder, true);

        Object built = builder.getClass().getMethod("build").invoke(builder);
        assertThat(Trees.read((String) request.getMethod("toJson").invoke(built))
                        .get("rehearsed_option")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void accessorReadsANewField() throws Exception {
        Object read = request.getMethod("fromJson", String.class).invoke(null, "{\"rehearsed_option\":true}");

        assertThat(request.getMethod("rehearsedOption").invoke(read)).isEqualTo(true);
        assertThat(request.getMethod("additionalProperties").invoke(read)).isEqualTo(Map.of());
    }

    @Test
    void jsonHoldsANewField() throws Exception {
        Object read = request.getMethod("fromJson", String.class).invoke(null, "{\"rehearsed_option\":false}");

        assertThat(Trees.same((String) request.getMethod("toJson").invoke(read), "{\"rehearsed_option\":false}"))
                .isTrue();
    }

    @Test
    void javadocOfAccessorAndSetterDescribesANewField() throws Exception {
        String source = source("ChatCompletionRequest").replaceAll("\\s*\\n\\s*\\* *", " ");

        assertThat(source.split("Whether the model may look things up before it answers\\.", -1))
                .hasSizeGreaterThan(2);
        assertThat(source)
                .contains("rehearsal#request")
                .contains("tokenhub: ignored")
                .contains("theatre: unsupported")
                .contains("Use {@code rehearsed_option} instead.");
    }

    @Test
    void builderChecksAChangedRange() throws Exception {
        Object builder = builder();
        builder.getClass().getMethod("topLogprobs", Integer.class).invoke(builder, 11);

        assertThatThrownBy(() -> builder.getClass().getMethod("build").invoke(builder))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .hasMessageContaining("top_logprobs")
                .hasMessageContaining("11")
                .hasMessageContaining("10");
    }

    private Object builder() throws Exception {
        Object user = model("ChatMessage").getMethod("user", String.class).invoke(null, "hi");
        return request.getMethod("builder", String.class, List.class).invoke(null, "m", List.of(user));
    }

    @Test
    void errorTableKnowsANewRow() throws Exception {
        Method of = model("ErrorKind").getMethod("of", int.class, String.class, String.class);

        assertThat(of.invoke(null, 400, "blocked_by_law", null))
                .hasToString("LEGAL_REASONS")
                .isEqualTo(of.invoke(null, 451, null, null));
    }

    @Test
    void errorWithoutAClassOfItsOwnHasThatOfItsStatus() throws Exception {
        Method decode = type("dev.diglot.error.ErrorDecoder").getMethod("decode", int.class, Map.class, byte[].class);
        byte[] body = "{\"error\":{\"code\":\"blocked_by_law\"}}".getBytes(StandardCharsets.UTF_8);

        assertThat(List.of(451, 403, 500))
                .extracting(status ->
                        decode.invoke(null, status, Map.of(), body).getClass().getSimpleName())
                .containsExactly("ApiException", "PermissionDeniedException", "ServerException");
    }

    @Test
    void unionsHaveTheirNewMembers() throws Exception {
        Object block = model("ContentBlock")
                .getMethod("fromJson", String.class)
                .invoke(null, "{\"type\":\"rehearsal\",\"play\":\"hamlet\"}");
        Object event = model("MessageStreamEvent")
                .getMethod("fromJson", String.class)
                .invoke(null, "{\"type\":\"rehearsal_event\"}");

        assertThat(block.getClass().getSimpleName()).isEqualTo("RehearsalBlock");
        assertThat(call(block, "play")).isEqualTo("hamlet");
        assertThat(event.getClass().getSimpleName()).isEqualTo("RehearsalEvent");
    }

    @Test
    void openEnumHasItsNewValue() throws Exception {
        assertThat(model("FinishReason").getField("REHEARSED").get(null)).hasToString("rehearsed");
    }

    @Test
    void javadocTellsADefaultOfEveryJsonType() throws Exception {
        assertThat(source("RehearsalRequest"))
                .contains(List.of("false", "0.25", "100", "main hall", "true").stream()
                        .map(value -> "Default of the endpoint: {@code " + value + "}.")
                        .toList())
                .containsPattern("Default of the endpoint: \\{@code \\[.*king.*queen.*]}")
                .containsPattern("Default of the endpoint: \\{@code \\{.*chairs.*2.*}}");
    }

    @Test
    void newOperationSendsAndReads() throws Exception {
        try (RawServer server = RawServer.responding(200, "application/json", "{\"outcome\":\"ready\"}")) {
            Object client = client(server);

            Object reply = call(call(client, "chat"), "rehearse", rehearsal());

            assertThat(call(reply, "outcome")).isEqualTo("ready");
            assertThat(server.request())
                    .startsWith("POST /v1/rehearsals HTTP/1.1\r\n")
                    .containsIgnoringCase("stage-key: " + TestKey.value())
                    .endsWith("{\"model\":\"hamlet\"}");
        }
    }

    @Test
    void newStreamEndsWithItsOwnMarker() throws Exception {
        String lines = "data: {\"line\":\"To be\"}\n\ndata: {\"line\":\"or not\"}\n\n";
        try (RawServer complete = RawServer.responding(200, "text/event-stream", lines + "data: [CURTAIN]\n\n");
                RawServer truncated = RawServer.responding(200, "text/event-stream", lines)) {
            Object stream = call(call(client(complete), "chat"), "streamRehearse", rehearsal());
            Object cut = call(call(client(truncated), "chat"), "streamRehearse", rehearsal());

            assertThat((List<?>) call(stream, "result")).hasSize(2);
            assertThat(complete.request()).contains("\"stream\":true");
            assertThatThrownBy(() -> call(cut, "result"))
                    .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo("StreamTruncatedException"));
        }
    }

    @Test
    void pathAndQueryParametersOfANewTagAreSent() throws Exception {
        try (RawServer server = RawServer.responding(200, "application/json", "{\"outcome\":\"ready\"}")) {
            Object rehearsals = rehearsals(client(server));

            call(rehearsals, "act", "king lear", 2);
            assertThat(server.request()).startsWith("GET /v1/rehearsals/king%20lear/acts/2 HTTP/1.1\r\n");
            call(rehearsals, "listRehearsals", "tragedies");
            assertThat(server.request()).startsWith("GET /v1/rehearsals?only=tragedies HTTP/1.1\r\n");
            Object options =
                    type("dev.diglot.config.RequestOptions").getMethod("none").invoke(null);
            call(rehearsals, "listRehearsals", "tragedies", 5, options);
            assertThat(server.request()).startsWith("GET /v1/rehearsals?only=tragedies&limit=5 HTTP/1.1\r\n");
        }
    }

    @Test
    void thirdProviderHasItsSitesKeyHeadersAndModels() throws Exception {
        Class<?> provider = model("Provider");
        Object theatre = provider.getField("THEATRE").get(null);
        Object stage = model("Dialect").getField("STAGE").get(null);
        Object chat = model("Dialect").getField("CHAT").get(null);

        assertThat(call(theatre, "sites")).isEqualTo(List.of("east", "west"));
        assertThat(call(theatre, "baseUrl", stage)).isEqualTo("https://east.theatre.example/stage/v1");
        assertThat(call(theatre, "baseUrl", chat, "west")).isEqualTo("https://west.theatre.example/v1");
        assertThat(call(theatre, "keyHeader", chat)).hasToString("STAGE_KEY");
        assertThat(call(theatre, "models", stage)).isEqualTo(List.of("hamlet"));
    }

    private Object rehearsal() throws Exception {
        Object builder =
                model("RehearsalRequest").getMethod("builder", String.class).invoke(null, "hamlet");
        return call(builder, "build");
    }

    /** A client of the changed copy, whose key goes where the new provider documents it. */
    private Object client(RawServer server) throws Exception {
        Object builder = type("dev.diglot.Diglot").getMethod("builder").invoke(null);
        call(builder, "provider", model("Provider").getField("THEATRE").get(null));
        call(builder, "baseUrl", server.url());
        call(builder, "apiKey", TestKey.value());
        Object client = call(builder, "build");
        open.add((AutoCloseable) client);
        return client;
    }

    /** The calls of the new tag, for which the client has no accessor yet. */
    private Object rehearsals(Object client) throws Exception {
        Field transport = client.getClass().getDeclaredField("transport");
        transport.setAccessible(true);
        Object access = type("dev.diglot.internal.InternalConstructor")
                .getMethod("of", Class.class)
                .invoke(null, type("dev.diglot.api.RehearsalsApi"));
        return call(call(access, "constructor"), "apply", transport.get(client));
    }

    /** Calls the public method that accepts these arguments; throws what it throws. */
    private static Object call(Object target, String name, Object... arguments) throws Exception {
        for (Method method : target.getClass().getMethods()) {
            if (method.getName().equals(name) && accepts(method, arguments)) {
                method.setAccessible(true);
                try {
                    return method.invoke(target, arguments);
                } catch (InvocationTargetException e) {
                    throw (Exception) e.getCause();
                }
            }
        }
        throw new NoSuchMethodException(target.getClass() + "." + name + List.of(arguments));
    }

    private static boolean accepts(Method method, Object... arguments) {
        Class<?>[] types = method.getParameterTypes();
        boolean matches = types.length == arguments.length;
        for (int i = 0; i < types.length && matches; i++) {
            matches = types[i].isInstance(arguments[i]);
        }
        return matches;
    }

    private String source(String model) throws IOException {
        return Files.readString(Javac.sources(generated).stream()
                .filter(file -> file.endsWith(model + ".java"))
                .findFirst()
                .orElseThrow());
    }

    @Test
    void deprecatedFieldIsDeprecatedInAllItsForms() throws Exception {
        Class<?> builder = Class.forName(request.getName() + "$Builder", false, request.getClassLoader());

        assertThat(request.getMethod("seed").isAnnotationPresent(Deprecated.class))
                .isTrue();
        assertThat(builder.getMethod("seed", Long.class).isAnnotationPresent(Deprecated.class))
                .isTrue();
        assertThat(builder.getMethod("seed", long.class).isAnnotationPresent(Deprecated.class))
                .isTrue();
        assertThat(model("ChatAssistantMessage").getMethod("functionCall").isAnnotationPresent(Deprecated.class))
                .isTrue();
    }

    @Test
    void supportTableListsWhatIsNew() throws Exception {
        assertThat(Files.readString(generated.resolve("SUPPORT.md")))
                .contains(
                        "| ChatCompletionRequest | `rehearsed_option` | tokenhub: ignored. <br> luchen: supported. Type: array."
                                + " <br> theatre: unsupported. |")
                .contains("| ChatCompletionRequest | `seed` (deprecated) |")
                .contains("| TokenHub | Rehearsal | `rehearsal-1` | chat |")
                .contains("| The Theatre | west | chat: https://west.theatre.example/v1 |")
                .contains("| The Theatre | chat: `stage-key`, stage: `stage-key`, messages: `bearer` |")
                .contains("| LEGAL_REASONS | 451 | `blocked_by_law` | no | theatre: 451 `blocked_by_law`. The play is"
                        + " forbidden. |");
    }

    @Test
    void checkKnowsWhatProvidersSayOfIt() throws Exception {
        Object read = request.getMethod("fromJson", String.class)
                .invoke(null, "{\"model\":\"m\",\"messages\":[]," + "\"rehearsed_option\":true}");
        Class<?> provider = request.getClassLoader().loadClass("dev.diglot.model.Provider");
        List<String> reported = new ArrayList<>();

        for (Object each : provider.getEnumConstants()) {
            reported.add(String.valueOf(request.getMethod("check", provider).invoke(read, each)));
        }

        assertThat(reported)
                .containsExactlyInAnyOrder(
                        "[The Theatre does not support rehearsed_option; leave it out, or the call may fail]",
                        "[TokenHub ignores rehearsed_option; leave it out, it changes nothing]",
                        "[Luchen Cloud documents array for rehearsed_option, which is given as boolean; keep to what it documents]");
    }

    @Test
    void reportMarksEachChangeOfTheSpec() {
        assertThat(report.spec())
                .extracting(Change::toString)
                .contains(
                        "compatible  ChatCompletionRequest.rehearsed_option: member added",
                        "compatible  ChatCompletionRequest.seed: deprecated",
                        "compatible  ChatAssistantMessage.function_call: deprecated",
                        "breaking    ChatCompletionRequest.top_logprobs maximum: range narrowed: 20 to 10",
                        "compatible  x-providers tokenhub rehearsal-1 chat: model added",
                        "compatible  FinishReason: known value added: rehearsed",
                        "breaking    ContentBlock: union member added, which an exhaustive switch does not know:"
                                + " RehearsalBlock",
                        "breaking    MessageStreamEvent: union member added, which an exhaustive switch does not know:"
                                + " RehearsalEvent",
                        "compatible  post /v1/rehearsals: operation added",
                        "compatible  get /v1/rehearsals: operation added",
                        "compatible  get /v1/rehearsals/{play}/acts/{act}: operation added",
                        "breaking    x-dialects stage: provider, dialect or key header added, which an exhaustive switch"
                                + " does not know",
                        "breaking    x-providers theatre: provider, dialect or key header added, which an exhaustive"
                                + " switch does not know",
                        "breaking    errors LEGAL_REASONS: error kind added, which an exhaustive switch does not"
                                + " know",
                        "compatible  errors status 451: error identified by one more code or status",
                        "compatible  errors code blocked_by_law: error identified by one more code or status")
                .noneMatch(change -> change.contains("no rule knows"));
        assertThat(report.isAllowed()).isFalse();
    }

    @Test
    void reportMarksEachChangeOfTheJar() {
        String request = "dev.diglot.model.ChatCompletionRequest";

        assertThat(report.api())
                .extracting(change -> change.breaking() + " " + change.place())
                .contains(
                        "false " + request + ".rehearsedOption()",
                        "false " + request + ".seed()",
                        "false " + request + "$Builder.rehearsedOption(Boolean)",
                        "false dev.diglot.model.ChatAssistantMessage.functionCall()",
                        "false dev.diglot.model.ErrorKind.LEGAL_REASONS",
                        "false dev.diglot.api.ChatApi.rehearse(RehearsalRequest)");
    }
}
