// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** The compiler, as a user would run it. */
public final class Javac {
    private Javac() {}

    /** Jars of the test's own class path whose file name has one of these beginnings. */
    public static List<Path> jars(String... beginnings) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(jar -> Arrays.stream(beginnings)
                        .anyMatch(beginning -> jar.getFileName().toString().startsWith(beginning)))
                .toList();
    }

    /** All Java files below the folders, module-info apart. */
    public static List<Path> sources(Path... folders) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("module-info.java"))
                        .forEach(sources::add);
            }
        }
        return sources;
    }

    /** Compiles with all warnings on; returns what the compiler reports, empty if nothing. */
    public static String compile(List<Path> sources, List<Path> classPath, Path output) throws IOException {
        return compile(sources, StandardLocation.CLASS_PATH, classPath, output, "all,-path,-processing");
    }

    /** Compiles code that uses what the spec deprecates. */
    public static String compileWithDeprecated(List<Path> sources, List<Path> classPath, Path output)
            throws IOException {
        return compile(sources, StandardLocation.CLASS_PATH, classPath, output, "all,-path,-processing,-deprecation");
    }

    /** Compiles a module, as {@link #compile(List, List, Path)} does without one. */
    public static String compileModule(List<Path> sources, List<Path> modulePath, Path output) throws IOException {
        return compile(sources, StandardLocation.MODULE_PATH, modulePath, output, "all,-path,-processing");
    }

    private static String compile(
            List<Path> sources, JavaFileManager.Location location, List<Path> path, Path output, String warnings)
            throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> reported = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(reported, null, null)) {
            Files.createDirectories(output);
            files.setLocationFromPaths(location, path);
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
            compiler.getTask(
                            null,
                            files,
                            reported,
                            List.of("-Xlint:" + warnings, "-Werror", "--release", "17", "-proc:none"),
                            null,
                            files.getJavaFileObjectsFromPaths(sources))
                    .call();
        }
        return reported.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() != Diagnostic.Kind.NOTE)
                .map(Object::toString)
                .collect(Collectors.joining("\n"));
    }
}
