// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.diglot.internal.json.GeneratedReaders;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which package may import which: the one direction in which data flows. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.diglot");

    private static final JavaClasses TEST_KIT = new ClassFileImporter().importPath(Path.of("target/testkit-classes"));

    private static final Pattern MONITOR = Pattern.compile("\\b(monitorenter|synchronized)\\b");

    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            imports("sse"),
            imports("internal.text"),
            imports("internal.json", "internal.text"),
            imports("json", "internal.json", "internal.text"),
            imports("model", "json", "internal.json", "internal.text"),
            imports("config", "error", "model", "json", "internal.json", "internal.text"),
            imports("error", "model", "json", "internal.json", "internal.text"),
            imports("internal", "error"),
            imports("stream", "internal", "error", "model", "json", "internal.json", "internal.text"),
            imports(
                    "internal.http",
                    "internal",
                    "error",
                    "sse",
                    "model",
                    "json",
                    "internal.json",
                    "config",
                    "internal.text"),
            imports(
                    "api",
                    "internal.http",
                    "internal",
                    "stream",
                    "error",
                    "model",
                    "json",
                    "internal.json",
                    "config",
                    "internal.text"),
            imports("spring", "", "model", "json", "config", "internal.text"),
            imports("tool", "api", "internal", "stream", "error", "model", "json", "internal.json", "config"));

    /** The classes that read and write the user's own records; calls do not load them. */
    private static final DescribedPredicate<HasName> BIND_RECORDS =
            nameMatching("dev\\.diglot\\.json\\.(JsonType|Nullness|Jackson2\\w+)(\\$.*)?");

    private static Map.Entry<String, Set<String>> imports(String name, String... others) {
        return Map.entry(name, Set.of(others));
    }

    static Stream<String> packages() {
        return MAY_IMPORT.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void packageImportsOnlyWhatItMay(String name) {
        Set<String> allowed = MAY_IMPORT.getOrDefault(name, Set.of());
        String[] refused = Stream.concat(MAY_IMPORT.keySet().stream(), Stream.of(""))
                .filter(other -> !other.equals(name) && !allowed.contains(other))
                .map(other -> other.isEmpty() ? "dev.diglot" : "dev.diglot." + other)
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage("dev.diglot." + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(refused)
                .allowEmptyShould(true) // tool does not exist yet
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.diglot.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void everyPackageIsOnTheMap() {
        Set<String> known = Set.copyOf(
                Stream.concat(MAY_IMPORT.keySet().stream().map(name -> "dev.diglot." + name), Stream.of("dev.diglot"))
                        .toList());

        classes().should().resideInAnyPackage(known.toArray(String[]::new)).check(CLASSES);
    }

    @Test
    void wirePathIsFreeOfReflection() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.diglot.model", "dev.diglot.json", "dev.diglot.internal.json", "dev.diglot.api")
                .and(DescribedPredicate.not(equivalentTo(GeneratedReaders.class))) // it names one class
                .and(DescribedPredicate.not(BIND_RECORDS))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.reflect")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.invoke.MethodHandles")
                .orShould()
                .callMethod(Class.class, "forName", String.class)
                .orShould()
                .callMethod(Class.class, "forName", String.class, boolean.class, ClassLoader.class)
                .check(CLASSES);
    }

    @Test
    void modelsAreTypedAndNotBackedByAMap() {
        noClasses()
                .that()
                .resideInAPackage("dev.diglot.model")
                .should()
                .beAssignableTo(Map.class)
                .check(CLASSES);
        classes()
                .that()
                .resideInAPackage("dev.diglot.model")
                .and(new DescribedPredicate<JavaClass>("are generated objects") {
                    @Override
                    public boolean test(JavaClass type) {
                        return Arrays.stream(new String[] {"members"})
                                .anyMatch(name -> type.tryGetMethod(name, "dev.diglot.internal.json.JsonReader")
                                        .isPresent());
                    }
                })
                .should()
                .haveOnlyFinalFields()
                .check(CLASSES);
    }

    @Test
    void onlyTheBridgesTouchDatabind() {
        noClasses()
                .that()
                .haveNameNotMatching("dev\\.diglot\\.json\\.Jackson.*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson.databind..", "tools.jackson..")
                .check(CLASSES);
    }

    @Test
    void modelsShowNoJacksonType() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.diglot.model", "dev.diglot.api", "dev.diglot.stream")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml..", "tools.jackson..")
                .check(CLASSES);
    }

    /** The kit is compiled as a module, which hides other libraries except those that it requires. */
    @Test
    void testKitUsesOnlyDiglotAndTheJdk() {
        classes()
                .should()
                .resideInAPackage("dev.diglot.testkit")
                .andShould()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.diglot..", "java..", "javax.net.ssl", "org.jspecify.annotations")
                .check(TEST_KIT);
    }

    @Test
    void noMainClassUsesTheTestKit() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.diglot.testkit..")
                .check(CLASSES);
    }

    /** No monitors, so nothing blocks while it holds one, which would pin the carrier of a virtual thread. */
    @ParameterizedTest
    @ValueSource(strings = {"target/classes/dev", "target/testkit-classes/dev"})
    void noClassHasAMonitor(String folder) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-c", "-p"));
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            files.filter(file -> file.toString().endsWith(".class")).forEach(file -> arguments.add(file.toString()));
        }
        StringWriter code = new StringWriter();

        ToolProvider.findFirst("javap")
                .orElseThrow()
                .run(new PrintWriter(code), new PrintWriter(code), arguments.toArray(String[]::new));

        assertThat(code.toString().lines().filter(line -> line.startsWith("Compiled from")))
                .hasSize(arguments.size() - 2);
        assertThat(code.toString().lines()).noneMatch(MONITOR.asPredicate());
    }
}
