// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import dev.diglot.internal.json.AdditionalProperties;
import dev.diglot.internal.json.Check;
import dev.diglot.internal.json.JsonGeneratorWriter;
import dev.diglot.json.JsonModel;
import dev.diglot.model.SupportWarning.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks on while a request is written, and compares each member with what the provider's document says of it. */
final class SupportCheck extends JsonGeneratorWriter {
    private final Provider provider;
    private final List<SupportWarning> warnings = new ArrayList<>();

    /** Of the object that is being written: what is said of its members, and which of them it has. */
    private Map<String, SupportFact> facts = Map.of();

    private Set<String> present = Set.of();

    /** What is said of the member whose value comes next. */
    private @Nullable SupportFact next;

    private SupportCheck(Provider provider) throws IOException {
        this.provider = provider;
    }

    static List<SupportWarning> of(
            JsonModel request, Provider provider, String modelMember, @Nullable String model, Dialect dialect) {
        try {
            SupportCheck check = new SupportCheck(provider);
            check.model(modelMember, model, dialect);
            check.value(request);
            return Collections.unmodifiableList(check.warnings);
        } catch (IOException e) {
            throw new IllegalArgumentException("this cannot be written as JSON: " + e.getMessage(), e);
        }
    }

    private void model(String member, @Nullable String model, Dialect dialect) {
        List<String> fitting = provider.models(dialect);
        if (!fitting.contains(model)
                && Arrays.stream(Dialect.values())
                        .anyMatch(other -> provider.models(other).contains(model))) {
            String which = String.join(", ", fitting);
            warn(member, Kind.OTHER_DIALECT, " does not document " + model + " for this dialect; use one of " + which);
        }
    }

    @Override
    protected void nullableMember(String name, @Nullable Object value) throws IOException {
        if (value != null && !facts.isEmpty()) {
            next = facts.get(name);
            present.add(name);
        }
        super.nullableMember(name, value);
    }

    @Override
    public void value(@Nullable Object value) throws IOException {
        if (!(value instanceof JsonModel)) {
            look(value);
        }
        Map<String, SupportFact> outerFacts = facts;
        Set<String> outerPresent = present;
        facts = value == null ? Map.of() : SupportFacts.of(provider, value.getClass());
        present = facts.isEmpty() ? Set.of() : new HashSet<>();
        super.value(value);
        facts = outerFacts;
        present = outerPresent;
    }

    @Override
    public void begin() throws IOException {
        look(Map.of());
        super.begin();
    }

    @Override
    public void end(@Nullable AdditionalProperties extras) throws IOException {
        super.end(extras);
        facts.forEach((name, fact) -> {
            if (fact.isRequired() && !present.contains(name)) {
                String path = path().isEmpty() ? name : path() + "." + name;
                warn(path, Kind.MISSING, " requires " + path + ", which is missing; set it");
            }
        });
    }

    private void look(@Nullable Object value) {
        SupportFact fact = next;
        next = null;
        if (fact == null || value == null) {
            return;
        }
        String path = path();
        String kind = kind(value);
        double number = value instanceof Number given ? given.doubleValue() : Double.NaN;
        int items = value instanceof Collection<?> list ? list.size() : 0;
        if (!fact.status().equals("supported")) {
            String object = fact.isTag() ? path.substring(0, Math.max(0, path.lastIndexOf('.'))) : path;
            String what = fact.isTag() ? object + " (" + value + ")" : path;
            if (fact.status().equals("ignored")) {
                warn(object, Kind.IGNORED, " ignores " + what + "; leave it out, it changes nothing");
            } else {
                warn(object, Kind.UNSUPPORTED, " does not support " + what + "; leave it out, or the call may fail");
            }
        } else if (!fits(fact.type(), kind)) {
            differs(path, Kind.OTHER_FORM, "given as " + kind, fact.type());
        } else if (number < fact.least() || number > fact.most()) {
            differs(path, Kind.OUT_OF_RANGE, value, Check.bounds(fact.least(), fact.most()));
        } else if (items > fact.mostItems()) {
            String most = Check.bounds(Double.NEGATIVE_INFINITY, fact.mostItems());
            differs(path, Kind.OUT_OF_RANGE, items + " items long", most);
        }
    }

    private void differs(String path, Kind kind, Object is, String documented) {
        warn(
                path,
                kind,
                " documents " + documented + " for " + path + ", which is " + is + "; keep to what it documents");
    }

    private void warn(String path, Kind kind, String what) {
        warnings.add(new SupportWarning(path, kind, provider.title() + what));
    }

    private static String kind(Object value) {
        if (value instanceof Map) {
            return "object";
        }
        if (value instanceof Collection) {
            return "array";
        }
        return value instanceof Number ? "number" : value instanceof Boolean ? "boolean" : "string";
    }

    /** Whether a document names this JSON kind, or none at all. */
    private static boolean fits(String words, String kind) {
        List<String> kinds = List.of(words.split("\\W+", -1));
        return words.isEmpty() || kinds.contains(kind) || (kind.equals("number") && kinds.contains("integer"));
    }
}
