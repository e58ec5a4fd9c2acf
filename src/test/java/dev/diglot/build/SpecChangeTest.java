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
import dev.diglot.testing.Trees;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The day when the documents change, rehearsed: in a copy of the project, the spec and nothing else is edited. The copy
 * is generated and compiled once, as the build does it, with its checks.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpecChangeTest {
    private static final String FIELD = String.join(
            "\n        ",
            "        rehearsed_option:",
            "  type: boolean",
            "  description: Whether the model may look things up before it answers.",
            "  example: true",
            "  x-docs-source: [rehearsal#request]",
            "  x-support: {tokenhub: {status: ignored}, luchen: {status: supported, type: array}}\n");
    private static final String MODEL = "      - {id: rehearsal-1, name: Rehearsal, dialects: [chat]}\n";
    private static final String ERROR = String.join(
            "\n    ",
            "    PaymentRequired:",
            "  description: The account has no money left.",
            "  x-error:",
            "    kind: PAYMENT_REQUIRED",
            "    statuses: [402]",
            "    codes: [insufficient_balance]",
            "    retryable: false\n");

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
        compile(copy);

        generated = copy.resolve("target/generated-sources/openapi");
        Path classes = copy.resolve("target/classes");
        request = load(classes, "dev.diglot.model.ChatCompletionRequest");
        report = ChangeReport.of(
                PublishedState.ofJar("before", Jars.jar(Path.of("target/classes"), folder.resolve("before.jar"))),
                PublishedState.ofJar("after", Jars.jar(classes, folder.resolve("after.jar"))));
    }

    private static String changed(String spec) {
        String request = "\n    ChatCompletionRequest:\n";
        String changed = after(spec, FIELD, request, "\n      properties:\n");
        changed = after(changed, "          deprecated: true\n", request, "\n        seed:\n");
        changed = after(
                changed, "          deprecated: true\n", "\n    ChatAssistantMessage:\n", "\n        function_call:\n");
        changed = after(changed, MODEL, "\nx-providers:\n", "\n    models:\n");
        changed = after(changed, ERROR, "\n  responses:\n");
        int range = changed.indexOf("maximum: 20\n", changed.indexOf("\n        top_logprobs:\n"));
        return changed.substring(0, range) + "maximum: 10\n" + changed.substring(range + "maximum: 20\n".length());
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

    private static void compile(Path project) throws Exception {
        Path log = project.resolveSibling("compile.log");
        Process maven = new ProcessBuilder(
                        Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(), "-q", "-o", "-B", "compile")
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
        return request.getClassLoader().loadClass("dev.diglot.model." + name);
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
        String source = Files.readString(Javac.sources(generated).stream()
                .filter(file -> file.endsWith("ChatCompletionRequest.java"))
                .findFirst()
                .orElseThrow());

        assertThat(source.split("Whether the model may look things up before it answers\\.", -1))
                .hasSizeGreaterThan(2);
        assertThat(source).contains("rehearsal#request").contains("tokenhub: ignored");
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
        Object kind = model("ErrorKind")
                .getMethod("of", int.class, String.class, String.class)
                .invoke(null, 400, "insufficient_balance", null);
        Object byStatus = model("ErrorKind")
                .getMethod("of", int.class, String.class, String.class)
                .invoke(null, 402, null, null);

        assertThat(kind).hasToString("PAYMENT_REQUIRED").isEqualTo(byStatus);
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
                        "| ChatCompletionRequest | `rehearsed_option` | tokenhub: ignored. <br> luchen: supported. Type: array. |")
                .contains("| ChatCompletionRequest | `seed` (deprecated) |")
                .contains("| TokenHub | `rehearsal-1` | chat |")
                .contains("| PAYMENT_REQUIRED | 402 | `insufficient_balance` | no |");
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
                .containsExactly(
                        "[TokenHub ignores rehearsed_option; leave it out, it changes nothing]",
                        "[Luchen Cloud documents array for rehearsed_option, which is given as boolean; keep to what it documents]");
    }

    @Test
    void reportMarksEachChangeOfTheSpec() {
        assertThat(report.spec())
                .extracting(Change::toString)
                .containsExactlyInAnyOrder(
                        "compatible  ChatCompletionRequest.rehearsed_option: member added",
                        "compatible  ChatCompletionRequest.seed: deprecated",
                        "compatible  ChatAssistantMessage.function_call: deprecated",
                        "breaking    ChatCompletionRequest.top_logprobs maximum: range narrowed: 20 to 10",
                        "compatible  x-providers tokenhub rehearsal-1 chat: model added",
                        "breaking    errors PAYMENT_REQUIRED: error kind added, which an exhaustive switch does not"
                                + " know",
                        "compatible  errors status 402: error identified by one more code or status",
                        "compatible  errors code insufficient_balance: error identified by one more code or status");
        assertThat(report.isAllowed()).isFalse();
    }

    @Test
    void reportMarksEachChangeOfTheJar() {
        String request = "dev.diglot.model.ChatCompletionRequest";

        assertThat(report.api())
                .extracting(change -> change.breaking() + " " + change.place())
                .containsExactlyInAnyOrder(
                        "false " + request + ".rehearsedOption()",
                        "false " + request + ".seed()",
                        "false " + request + "$Builder.rehearsedOption(Boolean)",
                        "false " + request + "$Builder.seed(Long)",
                        "false " + request + "$Builder.seed(long)",
                        "false dev.diglot.model.ChatAssistantMessage.functionCall()",
                        "false dev.diglot.model.ChatAssistantMessage$Builder.functionCall(ChatFunctionCall)",
                        "false dev.diglot.model.ErrorKind.PAYMENT_REQUIRED");
    }
}
