// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every change of the hand-written public API shows in the diff of {@code src/main/api.txt}; {@code -Dapi.update=true}
 * writes the file. What is generated changes with the spec, and the change report lists it.
 */
class ApiListingTest {
    private static final Path CLASSES = Path.of("target/classes");
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path LISTING = Path.of("src/main/api.txt");

    @Test
    void publicApiIsTheListedOne() throws Exception {
        List<String> found = ApiListing.of(CLASSES, SOURCES);

        if (Boolean.getBoolean("api.update")) {
            Files.writeString(LISTING, String.join("\n", found) + "\n");
        }
        assertThat(found).hasSizeGreaterThan(200).containsExactlyElementsOf(Files.readAllLines(LISTING));
    }

    /** So that reflection, template engines and expression languages can call them. */
    @Test
    void publicMethodsAreDeclaredByTypesThatUsersCanName() throws Exception {
        assertThat(ApiListing.visibleTypes(CLASSES))
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
        assertThat(ApiListing.visibleTypes(CLASSES))
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
}
