// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changereport;

import dev.diglot.speccheck.YamlNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** One state of what callers build on: a version of the spec and, where there is one, of the jar. */
public record PublishedState(
        String name,
        String version,
        YamlNode spec,
        @Nullable Path jar) {
    private static final String SPEC = "META-INF/openapi/diglot.yaml";

    /**
     * Finds a state: a spec or a jar if there is such a file, else a commit, whose jar is built in a folder of its own.
     */
    public static PublishedState of(String base, Path folder) throws IOException, InterruptedException {
        Path file = Path.of(base);
        if (!Files.exists(file)) {
            return ofJar(base, built(base, folder));
        }
        return base.endsWith(".jar") ? ofJar(base, file) : ofSpec(base, file);
    }

    public static PublishedState ofSpec(String name, Path spec) throws IOException {
        try (InputStream yaml = Files.newInputStream(spec)) {
            return state(name, yaml, null);
        }
    }

    public static PublishedState ofJar(String name, Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            ZipEntry spec = jar.getEntry(SPEC);
            if (spec == null) {
                throw new IOException(path + " holds no " + SPEC + ": give a jar of this project");
            }
            return state(name, jar.getInputStream(spec), path);
        }
    }

    private static PublishedState state(String name, InputStream yaml, @Nullable Path jar) {
        Map<String, Object> document = new Yaml().load(yaml);
        YamlNode spec = new YamlNode(document);
        return new PublishedState(name, spec.at("info", "version").text(), spec, jar);
    }

    /** The jar of a commit, built as that commit builds it, from a copy of its files. */
    private static Path built(String commit, Path folder) throws IOException, InterruptedException {
        Path tar = folder.resolve("base.tar");
        Path copy = folder.resolve("base");
        run(folder, "rm", "-rf", copy.toString());
        Files.createDirectories(copy);
        run(folder, "git", "archive", "--output=" + tar.toAbsolutePath(), commit);
        run(folder, "tar", "-xf", tar.toAbsolutePath().toString(), "-C", copy.toString());
        String maven = Path.of(System.getProperty("maven.home"), "bin", "mvn").toString();
        run(
                folder,
                maven,
                "-q",
                "-B",
                "-f",
                copy.toString(),
                "package",
                "-Dmaven.test.skip=true",
                "-Dmaven.javadoc.skip=true");
        File[] jars = copy.resolve("target")
                .toFile()
                .listFiles((at, name) -> name.matches("diglot-[\\d.]+(-SNAPSHOT)?\\.jar"));
        if (jars == null || jars.length != 1) {
            throw new IOException(commit + " built no jar, but " + Arrays.toString(jars));
        }
        return jars[0].toPath();
    }

    /** Runs a command at the top of the project. */
    static void run(Path folder, String... command) throws IOException, InterruptedException {
        Path log = folder.resolve("command.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(Redirect.from(new File("/dev/null")))
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", List.of(command)) + " failed:\n" + Files.readString(log));
        }
    }
}
