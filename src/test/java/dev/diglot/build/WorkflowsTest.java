// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.speccheck.YamlNode;
import dev.diglot.testing.Maven;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The workflows of GitHub, which no other check here runs: they use fixed actions and have few rights. */
class WorkflowsTest {
    private static final Path FOLDER = Path.of(".github/workflows");

    static List<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void actionsAreCommitsWithTheirVersion(Path workflow) throws IOException {
        assertThat(Files.readAllLines(workflow))
                .filteredOn(line -> line.contains("uses:"))
                .isNotEmpty()
                .allMatch(line -> line.matches(" *- uses: [\\w-]+/[\\w-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+"));
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void tokenMayOnlyReadAndIsNotKept(Path workflow) throws IOException {
        assertThat(read(workflow).at("permissions").value()).isEqualTo(Map.of("contents", "read"));
        assertThat(jobs(workflow))
                .isNotEmpty()
                .noneMatch(job -> job.at("permissions").exists());
        assertThat(steps(workflow))
                .filteredOn(step -> step.at("uses").text().startsWith("actions/checkout@"))
                .hasSameSizeAs(jobs(workflow))
                .allMatch(step -> step.at("with", "persist-credentials").is("false"));
    }

    @Test
    void commandsAreThoseOfTheReadme() throws IOException {
        Path ci = FOLDER.resolve("ci.yml");

        assertThat(commands(ci)).containsExactly("mvn verify", "mvn -q test-compile exec:java", "npm ci", "npm test");
        assertThat(jobs(ci).get(0).at("strategy", "matrix", "include").texts())
                .containsExactly(
                        "{os=ubuntu-latest, java=17}",
                        "{os=ubuntu-latest, java=25}",
                        "{os=windows-latest, java=17}",
                        "{os=macos-latest, java=17}");
    }

    @Test
    void releaseIsVerifiedBeforeASecretIsUsed() throws IOException {
        Path release = FOLDER.resolve("release.yml");
        String text = Files.readString(release);

        assertThat(commands(release))
                .anyMatch(command -> command.startsWith("test \"$GITHUB_REF_NAME\" = "))
                .contains("mvn verify")
                .endsWith("mvn -B -Prelease,central -Dmaven.test.skip=true clean deploy");
        assertThat(text.indexOf("mvn verify")).isPositive().isLessThan(text.indexOf("secrets."));
    }

    @Test
    void securityPolicyHasTheAddressOfThePom() throws IOException {
        assertThat(Files.readString(Path.of(".github/SECURITY.md"))).contains(Maven.property("address.mail"));
    }

    private static YamlNode read(Path workflow) throws IOException {
        return new YamlNode(new Yaml().load(Files.readString(workflow)));
    }

    private static List<YamlNode> jobs(Path workflow) throws IOException {
        YamlNode jobs = read(workflow).at("jobs");
        return jobs.keys().stream().map(jobs::at).toList();
    }

    private static List<YamlNode> steps(Path workflow) throws IOException {
        return jobs(workflow).stream()
                .flatMap(job -> job.at("steps").items().stream())
                .toList();
    }

    private static List<String> commands(Path workflow) throws IOException {
        return steps(workflow).stream()
                .map(step -> step.at("run"))
                .filter(YamlNode::exists)
                .map(YamlNode::text)
                .toList();
    }
}
