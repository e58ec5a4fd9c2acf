// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.internal.json.Json;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.Provider;
import dev.diglot.model.SupportWarning;
import dev.diglot.model.SupportWarning.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Every word of x-support in a request has its warning: the spec is walked as YAML, and for each fact a request that
 * goes against it is written as plain JSON.
 */
class SupportSpecTest {
    private static final Map<String, Object> SAMPLES =
            Map.of("string", "x", "number", 1, "boolean", true, "array", List.of(), "object", Map.of("any", 1));
    private static final Pattern WORD = Pattern.compile("\\b(string|number|integer|boolean|array|object)\\b");

    private static final Pattern REFERENCE = Pattern.compile("#/components/schemas/(\\w+)");

    private final SpecDocument spec = SpecDocument.load();
    private int silent;

    /** How a request holds a value: the place that warnings name, and the JSON around the value. */
    private record Place(String schema, String path, Function<Object, Object> around) {
        Place member(String name, boolean isList, String schema, Map<String, Object> beside) {
            String step = (path.isEmpty() ? name : path + "." + name) + (isList ? "[0]" : "");
            return new Place(schema, step, value -> {
                Map<String, Object> object = new LinkedHashMap<>(beside);
                object.put(name, isList ? List.of(value) : value);
                return around.apply(object);
            });
        }
    }

    private record Checked(
            Provider provider, String path, Object request, Function<Provider, List<SupportWarning>> check) {
        List<SupportWarning> of(Provider provider) {
            return check.apply(provider).stream()
                    .filter(warning -> warning.path().equals(path))
                    .toList();
        }

        List<Kind> kinds() {
            return of(provider).stream().map(SupportWarning::kind).toList();
        }
    }

    @Test
    void everyFactHasItsWarningForItsProviderAlone() {
        int facts = 0;
        for (String key : spec.at("x-providers").keys()) {
            Provider provider = Provider.valueOf(key.toUpperCase(Locale.ROOT).replace('-', '_'));
            for (Map.Entry<String, Function<byte[], Function<Provider, List<SupportWarning>>>> root :
                    roots().entrySet()) {
                for (Place place : places(root.getKey())) {
                    for (String name : spec.properties(place.schema())) {
                        YamlNode property = spec.property(place.schema(), name);
                        YamlNode support = spec.extension(property, "x-support").at(key);
                        if (support.exists()) {
                            facts += holds(place, name, property, support, provider, root.getValue());
                        }
                    }
                }
            }
        }

        System.out.println("x-support: " + facts + " facts with their warnings, " + silent + " silences of the other");
        assertThat(facts).isGreaterThanOrEqualTo(40);
        assertThat(silent).isGreaterThanOrEqualTo(40);
    }

    private static Map<String, Function<byte[], Function<Provider, List<SupportWarning>>>> roots() {
        return Map.of(
                "ChatCompletionRequest", json -> ChatCompletionRequest.fromJson(json)::check,
                "MessageRequest", json -> MessageRequest.fromJson(json)::check);
    }

    /** The first place of every object schema in a request, the shortest way from its root. */
    private List<Place> places(String root) {
        List<Place> places = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        Deque<Place> open = new ArrayDeque<>(List.of(new Place(root, "", value -> value)));
        while (!open.isEmpty()) {
            Place place = open.removeFirst();
            if (seen.add(place.schema())) {
                places.add(place);
                for (String name : spec.properties(place.schema())) {
                    targets(spec.property(place.schema(), name), false)
                            .forEach((schema, isList) ->
                                    open.addLast(place.member(name, isList, schema, tags(place.schema()))));
                }
            }
        }
        return places;
    }

    /** The object schemas that a node may hold, and whether in a list. */
    private Map<String, Boolean> targets(YamlNode node, boolean isList) {
        Map<String, Boolean> targets = new LinkedHashMap<>();
        if (node.at("$ref").exists()) {
            String name = SpecDocument.name(node.at("$ref"));
            if (!spec.properties(name).isEmpty()) {
                targets.put(name, isList);
            } else {
                targets.putAll(targets(spec.schema(name), isList));
            }
        }
        for (YamlNode form : node.at("oneOf").items()) {
            targets.putAll(targets(form, isList));
        }
        if (node.at("items").exists()) {
            targets.putAll(targets(node.at("items"), true));
        }
        return targets;
    }

    private Map<String, Object> tags(String schema) {
        Map<String, Object> tags = new LinkedHashMap<>();
        for (String name : spec.properties(schema)) {
            if (spec.property(schema, name).at("const").exists()) {
                tags.put(name, spec.property(schema, name).at("const").text());
            }
        }
        return tags;
    }

    /** Asserts the warnings of one member for one provider; returns how many facts were shown. */
    private int holds(
            Place place,
            String name,
            YamlNode property,
            YamlNode support,
            Provider provider,
            Function<byte[], Function<Provider, List<SupportWarning>>> reader) {
        boolean isTag = property.at("const").exists();
        String path = isTag ? place.path() : place.path().isEmpty() ? name : place.path() + "." + name;
        Function<Object, Checked> using = value -> {
            Map<String, Object> members = new LinkedHashMap<>(tags(place.schema()));
            if (!isTag) {
                members.put(name, value);
            }
            Object request = place.around().apply(members);
            return new Checked(
                    provider, path, request, reader.apply(Json.write(request).getBytes(StandardCharsets.UTF_8)));
        };
        Object example = spec.extension(property, "example").value();
        Checked used = using.apply(example);
        int facts = 0;
        if (support.at("status").is("supported")
                && !support.at("type").exists()
                && !support.at("values").exists()) {
            assertThat(used.of(provider)).as("%s of %s", used, support).isEmpty();
        }
        if (!support.at("status").is("supported")) {
            assertThat(used.kinds())
                    .as("%s of %s", used, support)
                    .containsExactly(support.at("status").is("ignored") ? Kind.IGNORED : Kind.UNSUPPORTED);
            others(used, property, "status");
            facts++;
        }
        if (support.at("required").is("true")) {
            Map<String, Object> without = new LinkedHashMap<>(tags(place.schema()));
            Object request = place.around().apply(without);
            Checked missing = new Checked(
                    provider, path, request, reader.apply(Json.write(request).getBytes(StandardCharsets.UTF_8)));
            assertThat(missing.kinds()).as("%s", missing).containsExactly(Kind.MISSING);
            others(missing, property, "required");
            facts++;
        }
        for (String bound : List.of("minimum", "maximum")) {
            if (support.at(bound).exists()) {
                double limit = Double.parseDouble(support.at(bound).text());
                Checked outside = using.apply(bound.equals("minimum") ? limit - 1 : limit + 1);
                assertThat(using.apply(limit).kinds())
                        .as("%s at %s", path, limit)
                        .isEmpty();
                assertThat(outside.kinds()).as("%s", outside).containsExactly(Kind.OUT_OF_RANGE);
                others(outside, property, bound);
                facts++;
            }
        }
        if (support.at("maxItems").exists()) {
            int most = Integer.parseInt(support.at("maxItems").text());
            Checked outside = using.apply(Collections.nCopies(most + 1, "x"));
            assertThat(using.apply(Collections.nCopies(most, "x")).kinds()).isEmpty();
            assertThat(outside.kinds()).as("%s", outside).containsExactly(Kind.OUT_OF_RANGE);
            others(outside, property, "maxItems");
            facts++;
        }
        if (support.at("values").exists()) {
            Checked other = using.apply("another");
            assertThat(other.kinds()).as("%s", other).containsExactly(Kind.UNDOCUMENTED_VALUE);
            others(other, property, "values");
            facts++;
        }
        if (support.at("type").exists()) {
            Set<String> words = new LinkedHashSet<>();
            Matcher word = WORD.matcher(support.at("type").text());
            while (word.find()) {
                words.add(word.group().equals("integer") ? "number" : word.group());
            }
            assertThat(words).as(support.text()).isNotEmpty();
            List<String> values = support.at("values").texts();
            SAMPLES.forEach((kind, sample) -> {
                boolean isValue = kind.equals("string") && !values.isEmpty();
                Checked form = using.apply(isValue ? values.get(0) : sample);
                assertThat(form.kinds())
                        .as("%s as %s", path, kind)
                        .isEqualTo(words.contains(kind) ? List.of() : List.of(Kind.UNDOCUMENTED_TYPE));
                others(form, property, "type");
            });
            facts++;
        }
        return facts;
    }

    /** Another provider is silent, unless its own document says something of this kind, or of the form. */
    private void others(Checked checked, YamlNode property, String kind) {
        for (String key : spec.at("x-providers").keys()) {
            Provider other = Provider.valueOf(key.toUpperCase(Locale.ROOT).replace('-', '_'));
            YamlNode support = spec.extension(property, "x-support").at(key);
            boolean speaks = !support.at("status").is("supported")
                    || support.at("type").exists()
                    || (support.at(kind).exists()
                            && !kind.equals("status")
                            && !support.at(kind).is("false"));
            if (other != checked.provider() && (!support.exists() || !speaks)) {
                assertThat(checked.of(other)).as("%s", checked).isEmpty();
                silent++;
            }
        }
    }

    @Test
    void everyFactOfARequestHasAPlace() {
        Set<String> reached = new LinkedHashSet<>();
        roots().keySet().forEach(root -> places(root).forEach(place -> reached.add(place.schema())));
        List<String> missed = new ArrayList<>();
        for (String schema : named("ChatCompletionRequest", "MessageRequest")) {
            boolean hasFacts = spec.properties(schema).stream()
                    .anyMatch(name -> spec.extension(spec.property(schema, name), "x-support")
                            .exists());
            if (hasFacts && !reached.contains(schema)) {
                missed.add(schema);
            }
        }

        assertThat(missed).isEmpty();
    }

    /** These schemas, and all that they name. */
    private Set<String> named(String... roots) {
        Set<String> named = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(roots));
        while (!open.isEmpty()) {
            String schema = open.removeFirst();
            if (named.add(schema)) {
                Matcher reference = REFERENCE.matcher(spec.schema(schema).text());
                while (reference.find()) {
                    open.addLast(reference.group(1));
                }
            }
        }
        return named;
    }

    @Test
    void everyModelThatDoesNotSupportADialectIsReported() {
        List<String> reported = new ArrayList<>();
        for (String key : spec.at("x-providers").keys()) {
            Provider provider = Provider.valueOf(key.toUpperCase(Locale.ROOT).replace('-', '_'));
            for (YamlNode model : spec.at("x-providers", key, "models").items()) {
                String json = "{\"model\":\"" + model.at("id").text() + "\",\"messages\":[]}";
                Map<String, List<SupportWarning>> warnings = Map.of(
                        "chat", ChatCompletionRequest.fromJson(json).check(provider),
                        "messages", MessageRequest.fromJson(json).check(provider));
                warnings.forEach((dialect, of) -> {
                    boolean speaks = model.at("dialects").texts().contains(dialect);
                    assertThat(of).as(json + " " + dialect).hasSize(speaks ? 0 : 1);
                    of.forEach(warning -> reported.add(warning.message()));
                });
            }
        }

        assertThat(reported).isNotEmpty();
    }

    /** A word of x-support that check(provider) does not know would be silent; here it is loud. */
    @Test
    void factsAreOfKnownKinds() {
        Set<String> keys = new LinkedHashSet<>();
        for (String schema : spec.schemas()) {
            for (String name : spec.properties(schema)) {
                YamlNode support = spec.extension(spec.property(schema, name), "x-support");
                support.keys()
                        .forEach(provider -> keys.addAll(support.at(provider).keys()));
            }
        }

        assertThat(keys)
                .isSubsetOf(
                        "status",
                        "required",
                        "type",
                        "values",
                        "sample",
                        "minimum",
                        "maximum",
                        "maxItems",
                        "x-default",
                        "note");
    }

    @Test
    void placesAreMany() {
        assertThat(IntStream.of(
                        places("MessageRequest").size(),
                        places("ChatCompletionRequest").size()))
                .allMatch(count -> count > 10);
    }
}
