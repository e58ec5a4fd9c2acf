// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every link of a Markdown page leads to a file of the repository, and to a heading that is there. */
class LinksTest {
    private static final Path README = Path.of("README.md");
    private static final Path GUIDES = Path.of("src/site/markdown");

    /** Add a host here after you have opened the link. */
    private static final Set<String> HOSTS =
            Set.of("docs.litellm.ai", "docs.ollama.com", "docs.vllm.ai", "github.com", "openrouter.ai");

    private static final Pattern FENCE = Pattern.compile("^ *```.*?^ *```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("`[^`]+`");
    private static final Pattern INLINE = Pattern.compile("]\\(([^)\\s]+)(?:\\s+\"[^\"]*\")?\\)");
    private static final Pattern DEFINITION = Pattern.compile("^\\[([^]]+)]:\\s*(\\S+)", Pattern.MULTILINE);
    private static final Pattern REFERENCE = Pattern.compile("\\[[^]]*]\\[([^]]+)]");
    private static final Pattern HTML = Pattern.compile("\\b(?:href|src|srcset)=\"([^\"]+)\"");
    private static final Pattern BARE = Pattern.compile("\\bhttps?://[^\\s)<>\"]+");
    private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.*)$", Pattern.MULTILINE);
    private static final Pattern LINK_TEXT = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(
                List.of(README, Path.of("llms.txt"), Path.of("CHANGELOG.md"), Path.of("spec/examples/README.md")));
        pages.addAll(markdown(Path.of(".github")));
        pages.addAll(guides());
        return pages;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsToAFileAndAHeading(Path page) throws Exception {
        Set<Path> committed = repository();
        List<String> dead = new ArrayList<>();
        for (URI link : links(page)) {
            Path target = target(page, link);
            if (!isThere(target, committed) || !hasAnchor(target, link.getFragment())) {
                dead.add(link.toString());
            }
        }
        assertThat(dead).as("dead links of " + page).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyReferenceIsDefined(Path page) throws IOException {
        String text = text(page);
        Set<String> defined =
                DEFINITION.matcher(text).results().map(LinksTest::key).collect(Collectors.toSet());
        assertThat(REFERENCE.matcher(text).results().map(LinksTest::key)).isSubsetOf(defined);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyExternalLinkIsHttpsOfAKnownHost(Path page) throws IOException {
        List<URI> external = BARE.matcher(text(page))
                .results()
                .map(found -> URI.create(found.group()))
                .toList();
        assertThat(external).allSatisfy(link -> {
            assertThat(link.getScheme()).as(link.toString()).isEqualTo("https");
            assertThat(HOSTS).as("LinksTest.HOSTS").contains(link.getHost());
        });
    }

    @Test
    void everyGuideIsLinkedFromTheReadmeOrAnotherGuide() throws IOException {
        Set<Path> linked = new HashSet<>();
        for (Path page : Stream.concat(Stream.of(README), guides().stream()).toList()) {
            links(page).stream()
                    .map(link -> target(page, link))
                    .filter(target -> !target.equals(page))
                    .forEach(linked::add);
        }
        assertThat(linked).containsAll(guides());
    }

    /** Returns the relative links of a page. */
    private static List<URI> links(Path page) throws IOException {
        String text = text(page);
        Stream<String> definitions = DEFINITION.matcher(text).results().map(found -> found.group(2));
        Stream<String> others = Stream.of(INLINE, HTML)
                .flatMap(pattern -> pattern.matcher(text).results().map(found -> found.group(1)));
        return Stream.concat(definitions, others)
                .map(URI::create)
                .filter(link -> !link.isAbsolute())
                .toList();
    }

    private static Path target(Path page, URI link) {
        return link.getPath().isEmpty()
                ? page
                : page.resolveSibling(link.getPath()).normalize();
    }

    private static boolean isThere(Path target, Set<Path> committed) {
        return committed.stream().anyMatch(file -> file.startsWith(target));
    }

    private static boolean hasAnchor(Path target, @Nullable String anchor) throws IOException {
        return anchor == null || anchors(target).contains(anchor);
    }

    /** Returns the files of the repository, also those that are not committed yet, but no build output. */
    private static Set<Path> repository() throws Exception {
        Process git = new ProcessBuilder("git", "ls-files", "--cached", "--others", "--exclude-standard")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Set<Path> files =
                git.inputReader().lines().map(Path::of).filter(Files::exists).collect(Collectors.toSet());
        assertThat(git.waitFor()).as("exit code of git").isZero();
        return files;
    }

    /** Returns the anchors that GitHub gives the headings of a page. */
    private static Set<String> anchors(Path page) throws IOException {
        Map<String, Integer> seen = new HashMap<>();
        Set<String> anchors = new TreeSet<>();
        String headings = FENCE.matcher(Files.readString(page)).replaceAll("");
        HEADING.matcher(headings).results().map(LinksTest::slug).forEach(slug -> {
            int count = seen.merge(slug, 1, Integer::sum);
            anchors.add(count == 1 ? slug : slug + "-" + (count - 1));
        });
        return anchors;
    }

    private static String slug(MatchResult heading) {
        String text = LINK_TEXT.matcher(heading.group(1)).replaceAll("$1").strip();
        return text.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{M}\\p{N}\\p{Pc}\\- ]", "")
                .replace(' ', '-');
    }

    /** Returns the text of a page without code and comments. */
    private static String text(Path page) throws IOException {
        String text = Files.readString(page);
        for (Pattern ignored : List.of(FENCE, COMMENT, CODE)) {
            text = ignored.matcher(text).replaceAll("");
        }
        return text;
    }

    private static String key(MatchResult found) {
        return found.group(1).toLowerCase(Locale.ROOT);
    }

    private static List<Path> guides() throws IOException {
        return markdown(GUIDES);
    }

    private static List<Path> markdown(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }
}
