// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.json.JsonModel;
import dev.diglot.testing.Corpus;
import dev.diglot.testing.Spec;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the models do not type of the recordings: only what one endpoint alone knows. */
@Tag("shared")
class TypedCorpusTest {
    private static final String CHANGE = "docs/CHANGE-2026-06.md";
    private static final Pattern NAME = Pattern.compile("`([a-z_0-9.\\[\\]]+)`");

    /** What the document names as additional properties that stay so, and words in code marks that are no members. */
    private static final Set<String> LEFT_TO_ONE_GATEWAY =
            Set.of("provider", "x_groq", "prompt_filter_results", "dialect", "sensitive", "network_error");

    private static final String UNKNOWN_KIND = "(unknown kind)";

    /** Members of requests that one endpoint alone knows, old names, an explicit null, and kinds of parts and tools. */
    private static final Set<String> OF_ONE_ENDPOINT = Set.of(
            "prompt_cache_breakpoint",
            "prompt_cache_options",
            "moderation",
            "preset",
            "random_seed",
            "safe_prompt",
            "usage",
            "output_format",
            "stream_options",
            UNKNOWN_KIND);

    @Test
    void nothingThatTheChangeOfTheDocumentsNamesIsUntyped() throws IOException {
        Set<String> named = named();
        Set<String> untyped = new TreeSet<>();
        for (Corpus.Exchange exchange : Corpus.exchanges()) {
            boolean chat = exchange.endpoint().equals("chat");
            if (exchange.hasRequest()) {
                collect(Spec.read(request(chat), exchange.request()), untyped);
            }
            if (exchange.status() >= 300) {
                continue;
            }
            if (!exchange.streamed()) {
                collect(Spec.read(chat ? "ChatCompletion" : "Message", exchange.responseBytes()), untyped);
                continue;
            }
            for (String payload : Corpus.payloads(exchange.responseBytes())) {
                collect(Spec.read(chat ? "ChatCompletionChunk" : "MessageStreamEvent", payload), untyped);
            }
        }

        System.out.println("corpus: untyped are " + untyped);
        assertThat(named).hasSizeGreaterThan(50);
        assertThat(untyped).doesNotContainAnyElementsOf(named);
    }

    @Test
    void settersAloneBuildNearlyEveryRequest() {
        int requests = 0;
        Set<String> untyped = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        for (Corpus.Exchange exchange : Corpus.exchanges()) {
            if (exchange.hasRequest()) {
                requests++;
                Set<String> names = new TreeSet<>();
                collect(Spec.read(request(exchange.endpoint().equals("chat")), exchange.request()), names);
                if (!names.isEmpty()) {
                    others.add(exchange + " " + names);
                    untyped.addAll(names);
                }
            }
        }

        System.out.println("corpus: setters alone build " + (requests - others.size()) + " of " + requests
                + " requests; the others: " + others);
        assertThat(requests).isGreaterThan(100);
        assertThat(untyped).isSubsetOf(OF_ONE_ENDPOINT);
    }

    private static String request(boolean chat) {
        return chat ? "ChatCompletionRequest" : "MessageRequest";
    }

    /** The last names of the members in the second part of the document. */
    private static Set<String> named() throws IOException {
        String document = Files.readString(Corpus.shared().resolve(CHANGE));
        Matcher name = NAME.matcher(document.substring(document.indexOf("\n# Fields")));
        Set<String> names = new LinkedHashSet<>();
        while (name.find()) {
            names.add(name.group(1).replaceFirst(".*\\.", ""));
        }
        names.removeAll(LEFT_TO_ONE_GATEWAY);
        return names;
    }

    /** Adds the names of the additional properties of a value and of all that it holds; of an unknown kind, that it is one. */
    private static void collect(Object value, Set<String> untyped) {
        if (value instanceof Collection<?> items) {
            items.forEach(item -> collect(item, untyped));
        } else if (value instanceof JsonModel model
                && model.getClass().getSimpleName().equals("Unknown")) {
            untyped.add(UNKNOWN_KIND);
        } else if (value instanceof JsonModel model) {
            for (Method accessor : Spec.accessors(model.getClass())) {
                Object member = Spec.get(model, accessor);
                if (accessor.getName().equals("additionalProperties")) {
                    ((Map<?, ?>) member).keySet().forEach(name -> untyped.add(String.valueOf(name)));
                } else if (member instanceof JsonModel || member instanceof List<?>) {
                    collect(member, untyped);
                }
            }
        }
    }
}
