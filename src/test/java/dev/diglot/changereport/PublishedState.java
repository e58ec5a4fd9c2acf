// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changereport;

import dev.diglot.speccheck.YamlNode;
import dev.diglot.testing.Maven;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
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
    private static final String DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.11.0";
    private static final Path PROJECT = Path.of("").toAbsolutePath();
    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+");

    /**
     * Finds a state: a spec or a jar if there is such a file, else a released version or a commit, whose jar is built in
     * a folder of its own.
     */
    public static PublishedState of(String base, Path folder) throws IOException, InterruptedException {
        Path file = Path.of(base);
        if (Files.exists(file)) {
            return base.endsWith(".jar") ? ofJar(base, file) : ofSpec(base, file);
        }
        return ofJar(base, VERSION.matcher(base).matches() ? released(base, folder) : built(base, folder));
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

    /** The jar of a release: that of its tag, or, if the tag is not in this clone, that of the repository. */
    private static Path released(String version, Path folder) throws IOException, InterruptedException {
        String tag = "v" + version;
        boolean isTagged =
                !run(folder, PROJECT, List.of("git", "tag", "--list", tag)).isBlank();
        return isTagged ? built(tag, folder) : downloaded(version, folder);
    }

    /** Not in the project, whose own jar Maven would use if it has the same version. */
    private static Path downloaded(String version, Path folder) throws IOException, InterruptedException {
        List<String> copy = Maven.command(
                "-q",
                "-B",
                DEPENDENCY_PLUGIN + ":copy",
                "-Dartifact=dev.diglot:diglot:" + version,
                "-DoutputDirectory=" + folder.toAbsolutePath());
        run(folder, folder, copy);
        return folder.resolve("diglot-" + version + ".jar");
    }

    /** The jar of a commit, built as that commit builds it, from a copy of its files. */
    private static Path built(String commit, Path folder) throws IOException, InterruptedException {
        Path copy = Files.createTempDirectory(folder, "base").toAbsolutePath();
        String tar = copy + ".tar";
        run(folder, PROJECT, List.of("git", "archive", "--output=" + tar, commit));
        run(folder, copy, List.of("tar", "-xf", tar));
        run(folder, copy, Maven.command("-q", "-B", "package", "-Dmaven.test.skip=true", "-Dmaven.javadoc.skip=true"));
        File[] jars = copy.resolve("target")
                .toFile()
                .listFiles((at, name) -> name.matches("diglot-[\\d.]+(-SNAPSHOT)?\\.jar"));
        if (jars == null || jars.length != 1) {
            throw new IOException(commit + " built no jar, but " + Arrays.toString(jars));
        }
        return jars[0].toPath();
    }

    /** Runs a command; returns what it prints. */
    private static String run(Path folder, Path directory, List<String> command)
            throws IOException, InterruptedException {
        Path log = folder.resolve("command.log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.getOutputStream().close();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed:\n" + Files.readString(log));
        }
        return Files.readString(log);
    }
}
