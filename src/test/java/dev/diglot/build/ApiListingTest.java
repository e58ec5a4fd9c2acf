// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every change of the public API shows in the diff of {@code src/main/api.txt}; {@code -Dapi.update=true} writes the file.
 */
class ApiListingTest {
    private static final Path LISTING = Path.of("src/main/api.txt");

    @Test
    void publicApiIsTheListedOne() throws Exception {
        List<String> found = ApiListing.of(Path.of("target/classes"));

        if (Boolean.getBoolean("api.update")) {
            Files.writeString(LISTING, String.join("\n", found) + "\n");
        }
        assertThat(found).hasSizeGreaterThan(500).containsExactlyElementsOf(Files.readAllLines(LISTING));
    }

    /** What generated readers and writers are built on is not for users. */
    @Test
    void noListedMemberReadsOrWritesTokens() throws Exception {
        assertThat(ApiListing.of(Path.of("target/classes")))
                .noneMatch(line -> line.contains("JsonReader") || line.contains("JsonWriter"));
    }
}
