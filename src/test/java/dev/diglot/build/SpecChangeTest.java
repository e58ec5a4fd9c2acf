// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.testing.Javac;
import dev.diglot.testing.Trees;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A field that is added to the spec, and nowhere else, is in builder, accessor, JSON and Javadoc. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpecChangeTest {
    private static final String ADDED = String.join(
            "\n        ",
            "        enable_search:",
            "  type: boolean",
            "  description: Whether the model may look things up before it answers.",
            "  example: true",
            "  x-docs-source: [rehearsal#request]",
            "  x-support: {tokenhub: {status: ignored}, luchen: {status: supported, type: array}}\n");

    private final List<AutoCloseable> open = new ArrayList<>();
    private Path generated;
    private Class<?> request;

    @BeforeAll
    void generateFromAChangedCopy(@TempDir Path folder) throws Exception {
        Path spec = Files.createDirectory(folder.resolve("spec")).resolve("openapi.yaml");
        copy(Path.of("spec"), spec.getParent());
        Files.writeString(spec, withField(Files.readString(spec)));
        generated = Files.createDirectory(folder.resolve("generated"));
        generate(spec, generated);

        Path classes = folder.resolve("classes");
        String said = Javac.compile(
                Javac.sources(generated, Path.of("src/main/java")), Javac.jars("jackson-", "jspecify"), classes);
        assertThat(said).isEmpty();
        request = load(classes, "dev.diglot.model.ChatCompletionRequest");
    }

    private static String withField(String spec) {
        int schema = spec.indexOf("\n    ChatCompletionRequest:\n");
        String properties = "\n      properties:\n";
        int at = spec.indexOf(properties, schema) + properties.length();
        assertThat(schema).isPositive();
        return spec.substring(0, at) + ADDED + spec.substring(at);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.toString().contains("node_modules")) {
                    continue;
                }
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private static void generate(Path spec, Path output) throws Exception {
        Path log = output.resolveSibling("generate.log");
        Process maven = new ProcessBuilder(
                        Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                        "-q",
                        "-o",
                        "openapi-generator:generate@generate",
                        "-Ddiglot.spec=" + spec,
                        "-Dgenerator.output=" + output)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        maven.getOutputStream().close();
        assertThat(maven.waitFor(3, TimeUnit.MINUTES)).isTrue();
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

    @AfterAll
    void close() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }

    @Test
    void builderSendsIt() throws Exception {
        Object user = request.getClassLoader()
                .loadClass("dev.diglot.model.ChatMessage")
                .getMethod("user", String.class)
                .invoke(null, "hi");
        Object builder = request.getMethod("builder", String.class, List.class).invoke(null, "m", List.of(user));

        builder.getClass().getMethod("enableSearch", Boolean.class).invoke(builder, true);

        Object built = builder.getClass().getMethod("build").invoke(builder);
        assertThat(Trees.read((String) request.getMethod("toJson").invoke(built))
                        .get("enable_search")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void accessorReadsIt() throws Exception {
        Object read = request.getMethod("fromJson", String.class).invoke(null, "{\"enable_search\":true}");

        assertThat(request.getMethod("enableSearch").invoke(read)).isEqualTo(true);
        assertThat(request.getMethod("additionalProperties").invoke(read))
                .asString()
                .isEqualTo("{}");
    }

    @Test
    void jsonHoldsIt() throws Exception {
        Object read = request.getMethod("fromJson", String.class).invoke(null, "{\"enable_search\":false}");

        assertThat(Trees.same((String) request.getMethod("toJson").invoke(read), "{\"enable_search\":false}"))
                .isTrue();
    }

    @Test
    void javadocOfAccessorAndSetterTellsIt() throws Exception {
        String source = Files.readString(Javac.sources(generated).stream()
                .filter(file -> file.endsWith("ChatCompletionRequest.java"))
                .findFirst()
                .orElseThrow());

        assertThat(source.split("Whether the model may look things up before it answers\\.", -1))
                .hasSizeGreaterThan(2);
        assertThat(source).contains("rehearsal#request").contains("tokenhub: ignored");
    }

    @Test
    void supportTableListsIt() throws Exception {
        assertThat(Files.readString(generated.resolve("SUPPORT.md")))
                .contains(
                        "| ChatCompletionRequest | `enable_search` | tokenhub: ignored<br>luchen: supported, array |");
    }

    @Test
    void checkKnowsWhatProvidersSayOfIt() throws Exception {
        Object read = request.getMethod("fromJson", String.class)
                .invoke(null, "{\"model\":\"m\",\"messages\":[]," + "\"enable_search\":true}");
        Class<?> provider = request.getClassLoader().loadClass("dev.diglot.model.Provider");
        List<String> told = new ArrayList<>();

        for (Object each : provider.getEnumConstants()) {
            told.add(String.valueOf(request.getMethod("check", provider).invoke(read, each)));
        }

        assertThat(told)
                .containsExactly(
                        "[TokenHub ignores enable_search; leave it out, it changes nothing]",
                        "[Luchen Cloud documents array for enable_search, which is given as boolean; keep to what it documents]");
    }
}
