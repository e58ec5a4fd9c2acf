// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.testing.Maven;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every change of the hand-written public API shows in the diff of {@code src/main/api.txt}, or of
 * {@code src/testkit/api.txt} for the test kit; {@code -Dapi.update=true} writes the files. What is generated changes
 * with the spec, and the change report lists it.
 */
class ApiListingTest {
    private static final Pattern TYPE =
            Pattern.compile(": ((sealed|final|abstract) )?(annotation|class|enum|interface|record)( of .*)?$");

    @ParameterizedTest
    @CsvSource({"main,classes,200", "testkit,testkit-classes,-1"})
    void publicApiIsTheListedOne(String source, String classes, int moreThan) throws Exception {
        Path listing = Path.of("src", source, "api.txt");

        List<String> found = ApiListing.of(Path.of("target", classes), Path.of("src", source, "java"));

        if (Boolean.getBoolean("api.update")) {
            Files.write(listing, found);
        }
        assertThat(found).hasSizeGreaterThan(moreThan).containsExactlyElementsOf(Files.readAllLines(listing));
    }

    /** {@code api-<version>.txt} is the listing of the last release. What it has as deprecated may go. */
    @ParameterizedTest
    @ValueSource(strings = {"main", "testkit"})
    void releasedApiIsStillThere(String source) throws IOException {
        String version = Maven.property("version.released");
        List<String> released = Files.readAllLines(Path.of("src", source, "api-" + version + ".txt"));
        Set<String> now = Files.readAllLines(Path.of("src", source, "api.txt")).stream()
                .map(ApiListingTest::promise)
                .collect(Collectors.toSet());

        assertThat(released).isNotEmpty();
        assertThat(released)
                .as("Released in %s and missing now: keep it and deprecate it first, as versions.md says", version)
                .filteredOn(line -> !line.endsWith(ApiListing.DEPRECATED) && !now.contains(promise(line)))
                .isEmpty();
    }

    /** Returns what a line promises: a member as it is, but only the name of a type, which the change report compares. */
    private static String promise(String line) {
        return TYPE.matcher(line.replace(ApiListing.DEPRECATED, "")).replaceFirst("");
    }

    /** So that reflection, template engines and expression languages can call them. */
    @Test
    void publicMethodsAreDeclaredByTypesThatUsersCanName() throws Exception {
        assertThat(visibleTypes())
                .flatExtracting(type -> List.of(type.getMethods()))
                .isNotEmpty()
                .filteredOn(method -> method.getDeclaringClass().getName().startsWith("dev.diglot."))
                .filteredOn(method -> !ApiListing.isVisible(method.getDeclaringClass()))
                .filteredOn(method -> !ApiListing.isOfObject(method))
                .isEmpty();
    }

    /** What generated code is built on is not for users. */
    @Test
    void noPublicSignatureNamesAnInternalType() throws Exception {
        assertThat(visibleTypes())
                .flatExtracting(type -> Stream.of(type.getDeclaredConstructors(), type.getDeclaredMethods())
                        .flatMap(Stream::of)
                        .filter(member -> Modifier.isPublic(member.getModifiers()))
                        .map(Executable::toGenericString)
                        .toList())
                .isNotEmpty()
                .filteredOn(signature ->
                        signature.contains("dev.diglot.internal.") || signature.contains("dev.diglot.sse."))
                .isEmpty();
    }

    private static List<Class<?>> visibleTypes() throws IOException {
        List<Class<?>> types = new ArrayList<>(ApiListing.visibleTypes(Path.of("target/classes")));
        types.addAll(ApiListing.visibleTypes(Path.of("target/testkit-classes")));
        return types;
    }
}
