// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changereport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.diglot.speccheck.YamlNode;
import dev.diglot.testing.Jars;
import dev.diglot.testing.Javac;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The report: the spec's part, the jar's part, and the verdict on the version. */
class ChangeReportTest {
    private static final String MODULE = "module m { exports p; }";

    @ParameterizedTest
    @CsvSource({
        "0.1.0, 0.1.1, false",
        "0.1.0, 0.1.0-SNAPSHOT, false",
        "0.1.0, 0.2.0, true",
        "0.1.0, 1.0.0, true",
        "1.0.0, 1.1.0, false",
        "1.9.0, 2.0.0-SNAPSHOT, true"
    })
    void breakingChangeNeedsAnotherVersion(String before, String after, boolean allowed) {
        ChangeReport report = new ChangeReport(
                new PublishedState("old", before, new YamlNode(null), null),
                new PublishedState("new", after, new YamlNode(null), null),
                List.of(new Change(true, "A.b", "member removed")),
                List.of(),
                List.of());

        assertThat(report.isAllowed()).isEqualTo(allowed);
        assertThat(report.toString())
                .contains("breaking    A.b: member removed", "1 changes, 1 of them breaking")
                .contains(allowed ? "the version allows that" : "the version does not allow that: raise the");
    }

    @Test
    void compatibleChangeNeedsNoOtherVersion() {
        ChangeReport report = new ChangeReport(
                new PublishedState("old", "0.1.0", new YamlNode(null), null),
                new PublishedState("new", "0.1.0", new YamlNode(null), null),
                List.of(new Change(false, "A.b", "member added")),
                List.of(),
                List.of());

        assertThat(report.isAllowed()).isTrue();
    }

    @Test
    void jarPartReportsOnlyWhatIsExported(@TempDir Path folder) throws IOException {
        Path before = jar(folder.resolve("before"), "public void gone() {} public int same() { return 1; }");
        Path after = jar(folder.resolve("after"), "public void come() {} public int same() { return 2; }");

        assertThat(ApiComparison.compare(before, after))
                .extracting(Change::toString)
                .containsExactlyInAnyOrder(
                        "breaking    p.A.gone(): removed (method removed)",
                        "compatible  p.A.come(): added (method added to public class)");
    }

    @Test
    void deprecatedMethodIsACompatibleChange(@TempDir Path folder) throws IOException {
        Path before = jar(folder.resolve("before"), "public void old() {}");
        Path after = jar(folder.resolve("after"), "@Deprecated public void old() {}");

        assertThat(ApiComparison.compare(before, after))
                .extracting(Change::breaking, Change::place)
                .containsExactly(tuple(false, "p.A.old()"));
    }

    /** A jar of a class that is exported and one that is not, with these methods. */
    private static Path jar(Path folder, String methods) throws IOException {
        Map<String, String> sources = Map.of(
                "module-info.java", MODULE,
                "p/A.java", "package p; public class A { private A() {} " + methods + " }",
                "q/B.java", "package q; public class B { private B() {} " + methods + " }");
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = folder.resolve("source").resolve(source.getKey());
            Files.createDirectories(file.getParent());
            files.add(Files.writeString(file, source.getValue()));
        }
        Path classes = folder.resolve("classes");
        assertThat(Javac.compile(files, List.of(), classes)).isEmpty();
        return Jars.jar(classes, folder.resolve("m.jar"));
    }
}
