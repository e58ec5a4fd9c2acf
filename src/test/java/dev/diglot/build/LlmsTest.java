// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page for coding assistants names only what exists. {@code GuidesTest} runs its snippets. */
class LlmsTest {
    private static final Pattern BLOCK = Pattern.compile("```.*?```", Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern METHOD = Pattern.compile("(?<!\\w)([a-z]\\w*)\\(");
    private static final Pattern TYPE = Pattern.compile("(?<![\\w\"-])([A-Z]\\w*[a-z]\\w*)(?!\\w|-)");

    private static List<Class<?>> types;
    private static String code;

    @BeforeAll
    static void read() throws IOException {
        types = new ArrayList<>(ApiListing.visibleTypes(Path.of("target/classes")));
        types.addAll(ApiListing.visibleTypes(Path.of("target/testkit-classes")));
        code = CODE.matcher(BLOCK.matcher(Files.readString(Path.of("llms.txt"))).replaceAll(""))
                .results()
                .map(found -> found.group(1))
                .filter(text -> !text.contains("/"))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void everyMethodExists() {
        Set<String> methods = types.stream()
                .flatMap(type -> Stream.of(type.getMethods()))
                .map(Method::getName)
                .collect(Collectors.toSet());

        assertThat(found(METHOD)).hasSizeGreaterThan(40).isSubsetOf(methods);
    }

    @Test
    void everyTypeExists() {
        Set<String> names = types.stream().map(Class::getSimpleName).collect(Collectors.toCollection(TreeSet::new));
        // Of the JDK, of the snippets, and HTTP's.
        names.addAll(List.of("CompletableFuture", "Stream", "String", "Flow", "Publisher", "Optional"));
        names.addAll(List.of("Type", "Record", "GetWeather", "Authorization", "Bearer"));

        assertThat(found(TYPE)).hasSizeGreaterThan(30).isSubsetOf(names);
    }

    private static List<String> found(Pattern pattern) {
        return pattern.matcher(code)
                .results()
                .map((MatchResult match) -> match.group(1))
                .distinct()
                .toList();
    }
}
