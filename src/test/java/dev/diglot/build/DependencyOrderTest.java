// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.testing.Javac;
import dev.diglot.testing.Maven;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which jackson-annotations Maven resolves for a user's program: other libraries bring older ones, which lack what
 * databind needs. The old jars are modules of the same build, so nothing is downloaded.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("thorough")
class DependencyOrderTest {
    private static final String PROGRAM = """
            import com.fasterxml.jackson.databind.ObjectMapper;
            import dev.diglot.model.ChatMessage;

            public class Main {
                public static class Own {
                    public ChatMessage message = ChatMessage.user("Hi");
                }

                public static void main(String[] arguments) {
                    try {
                        System.out.print(new ObjectMapper().writeValueAsString(new Own()));
                    } catch (Exception | LinkageError e) {
                        System.out.print(e);
                    }
                }
            }
            """;
    private static final String WORKS = "{\"message\":{\"role\":\"user\",\"content\":\"Hi\"}}";

    private static final String LIBRARY = dependency("users", "library", "1");
    private static final String OLD_DATABIND_USER = dependency("users", "deep-library", "1");
    private static final String JACKSON_3 = dependency("tools.jackson.core", "jackson-databind", "3.0.2");

    private Path root;
    private final List<String> modules = new ArrayList<>();

    @BeforeAll
    void buildPrograms(@TempDir Path folder) throws Exception {
        String diglot = dependency("dev.diglot", "diglot", Maven.property("version"));
        root = folder;
        annotations("2.14.3");
        annotations("2.20");
        module("library", "users", "library", "1", annotationsOf("2.14.3"));
        module("deep-library", "users", "deep-library", "1", LIBRARY);
        module("jackson3", "tools.jackson.core", "jackson-databind", "3.0.2", annotationsOf("2.20"));
        diglot();
        program("diglot-first", "", diglot + LIBRARY);
        program("deeper-first", "", OLD_DATABIND_USER + diglot);
        program("library-first", "", LIBRARY + diglot);
        program("library-first-bom", managed(), LIBRARY + diglot);
        program("jackson3-first", "", JACKSON_3 + diglot);
        program("jackson3-first-bom", managed(), JACKSON_3 + diglot);
        Files.writeString(
                root.resolve("pom.xml"),
                pom(
                        "users",
                        "all",
                        "1",
                        "<packaging>pom</packaging><modules>" + String.join("", modules) + "</modules>"));
        maven();
    }

    @Test
    void olderAnnotationsThatStandDeeperOrLaterGiveWay() throws Exception {
        assertThat(said("diglot-first")).isEqualTo(WORKS);
        assertThat(said("deeper-first")).isEqualTo(WORKS);
    }

    @Test
    void bomOfTheGuideHelpsWhereMavensOrderDecides() throws Exception {
        assertThat(said("library-first")).contains("NoClassDefFoundError").contains("JsonSerializeAs");
        assertThat(said("jackson3-first")).contains("NoClassDefFoundError").contains("JsonSerializeAs");
        assertThat(said("library-first-bom")).isEqualTo(WORKS);
        assertThat(said("jackson3-first-bom")).isEqualTo(WORKS);
    }

    private String said(String program) throws IOException {
        return Files.readString(root.resolve(program).resolve("said.txt")).strip();
    }

    /** What the guide says to put into the program's pom.xml, with the version that is available to this build. */
    private static String managed() throws IOException {
        String guide = Files.readString(Path.of("src/site/markdown/jackson.md"));
        int start = guide.indexOf("<dependencyManagement>");
        int end = guide.indexOf("</dependencyManagement>", start) + "</dependencyManagement>".length();
        assertThat(start).isPositive();
        return guide.substring(start, end)
                .replaceFirst("<version>[^<]+<", "<version>" + Maven.property("version.jackson2") + "<");
    }

    /** Our own pom.xml without its build, and our classes. */
    private void diglot() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        Path folder = root.resolve("diglot");
        copy(Path.of("target/classes"), folder.resolve("target/classes"));
        Files.writeString(
                folder.resolve("pom.xml"), pom.substring(0, pom.indexOf("    <build>")) + build("") + "</project>");
        modules.add("<module>diglot</module>");
    }

    /** Annotations that lack what 2.21 added, as a module. */
    private void annotations(String version) throws IOException {
        Path classes = root.resolve("annotations-" + version).resolve("target/classes");
        try (ZipInputStream jar = new ZipInputStream(
                Files.newInputStream(Javac.jars("jackson-annotations").get(0)))) {
            for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
                if (entry.getName().endsWith(".class") && !entry.getName().endsWith("izeAs.class")) {
                    write(jar, classes.resolve(entry.getName()));
                }
            }
        }
        module("annotations-" + version, "com.fasterxml.jackson.core", "jackson-annotations", version, "");
    }

    private static void write(InputStream content, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.copy(content, file);
    }

    private void program(String name, String managed, String dependencies) throws IOException {
        Path source = root.resolve(name).resolve("src/main/java/Main.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, PROGRAM);
        module(name, "users", name, "1", dependencies, managed, run());
    }

    private void module(String folder, String group, String artifact, String version, String dependencies)
            throws IOException {
        module(folder, group, artifact, version, dependencies, "", "");
    }

    private void module(
            String folder,
            String group,
            String artifact,
            String version,
            String dependencies,
            String managed,
            String plugins)
            throws IOException {
        Path pom = root.resolve(folder).resolve("pom.xml");
        Files.createDirectories(pom.getParent());
        String content = managed + "<dependencies>" + dependencies + "</dependencies>" + build(plugins);
        Files.writeString(pom, pom(group, artifact, version, content));
        modules.add("<module>" + folder + "</module>");
    }

    private static String pom(String group, String artifact, String version, String content) {
        return "<project><modelVersion>4.0.0</modelVersion><groupId>" + group + "</groupId><artifactId>" + artifact
                + "</artifactId><version>" + version + "</version>" + content + "</project>";
    }

    private static String dependency(String group, String artifact, String version) {
        return "<dependency><groupId>" + group + "</groupId><artifactId>" + artifact + "</artifactId><version>"
                + version + "</version></dependency>";
    }

    private static String annotationsOf(String version) {
        return dependency("com.fasterxml.jackson.core", "jackson-annotations", version);
    }

    /** The plugins of our own build, which are available offline. */
    private static String build(String more) throws IOException {
        return "<build><plugins>"
                + plugin(
                        "org.apache.maven.plugins",
                        "maven-resources-plugin",
                        Maven.property("version.resources.plugin"),
                        "")
                + plugin(
                        "org.apache.maven.plugins",
                        "maven-compiler-plugin",
                        Maven.property("version.compiler.plugin"),
                        "<configuration><release>17</release><proc>none</proc></configuration>")
                + more + "</plugins></build>";
    }

    private static String run() throws IOException {
        return plugin("org.codehaus.mojo", "exec-maven-plugin", Maven.property("version.exec.plugin"), """
                <executions><execution><phase>compile</phase><goals><goal>exec</goal></goals></execution></executions>
                <configuration>
                  <executable>${java.home}/bin/java</executable>
                  <outputFile>said.txt</outputFile>
                  <arguments><argument>-classpath</argument><classpath/><argument>Main</argument></arguments>
                </configuration>""");
    }

    private static String plugin(String group, String artifact, String version, String more) {
        return "<plugin><groupId>" + group + "</groupId><artifactId>" + artifact + "</artifactId><version>" + version
                + "</version>" + more + "</plugin>";
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private void maven() throws Exception {
        Path log = root.resolve("maven.log");
        Process maven = new ProcessBuilder(Maven.command("-q", "-o", "-B", "compile"))
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        maven.getOutputStream().close();
        assertThat(maven.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(maven.exitValue()).as(Files.readString(log)).isZero();
    }
}
