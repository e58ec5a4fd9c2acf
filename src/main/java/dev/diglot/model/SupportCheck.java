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

/**
 * Compares each member of a request with what the provider's document says about it. It is a writer without output that
 * is applied to the request.
 *
 * <p>Each member is written by {@link #nullableMember}, which looks up the fact about it. The fact is compared with the
 * first JSON value that is written next: by {@link #value} if it is a scalar, a list or a map, by {@link #begin} if it
 * is an object. A model that is written as a plain value, such as an enum, is compared as that value.
 */
final class SupportCheck extends JsonGeneratorWriter {
    private final Provider provider;
    private final List<SupportWarning> warnings = new ArrayList<>();

    /** The facts about the members of the model that is being written, by name. */
    private Map<String, SupportFact> facts = Map.of();

    /** The names of the members of that model that have a value; not recorded if there are no facts. */
    private Set<String> present = Set.of();

    /** The fact about the member whose value is written next, or null. */
    private @Nullable SupportFact pendingFact;

    private SupportCheck(Provider provider) throws IOException {
        this.provider = provider;
    }

    /**
     * Returns the warnings for a request: first the one about the model, then those about members in the order in which
     * they are written. A missing member is reported at the end of its object.
     */
    static List<SupportWarning> of(
            JsonModel request, Provider provider, String modelMember, @Nullable String model, Dialect dialect) {
        try {
            SupportCheck check = new SupportCheck(provider);
            check.checkModel(modelMember, model, dialect);
            check.value(request);
            return Collections.unmodifiableList(check.warnings);
        } catch (IOException e) {
            throw new IllegalArgumentException("this cannot be written as JSON: " + e.getMessage(), e);
        }
    }

    private void checkModel(String member, @Nullable String model, Dialect dialect) {
        List<String> documented = provider.models(dialect);
        boolean isDocumentedForAnyDialect = Arrays.stream(Dialect.values())
                .anyMatch(other -> provider.models(other).contains(model));
        if (isDocumentedForAnyDialect && !documented.contains(model)) {
            String names = String.join(", ", documented);
            warn(member, Kind.OTHER_DIALECT, " does not document " + model + " for this dialect; use one of " + names);
        }
    }

    @Override
    protected void nullableMember(String name, @Nullable Object value) throws IOException {
        if (value != null && !facts.isEmpty()) {
            pendingFact = facts.get(name);
            present.add(name);
        }
        super.nullableMember(name, value);
    }

    @Override
    public void value(@Nullable Object value) throws IOException {
        if (!(value instanceof JsonModel)) {
            checkPendingFact(value);
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
        checkPendingFact(Map.of()); // of an object only its type matters
        super.begin();
    }

    @Override
    public void end(@Nullable AdditionalProperties additional) throws IOException {
        super.end(additional);
        facts.forEach((name, fact) -> {
            if (fact.isRequired() && !present.contains(name)) {
                String path = path().isEmpty() ? name : path() + "." + name;
                warn(path, Kind.MISSING, " requires " + path + ", which is missing; set it");
            }
        });
    }

    private void checkPendingFact(@Nullable Object value) {
        SupportFact fact = pendingFact;
        pendingFact = null;
        if (fact == null || value == null) {
            return;
        }
        if (!fact.status().equals("supported")) {
            warnOfStatus(fact, value);
        } else if (!isDocumented(jsonType(value), fact.type())) {
            warnOfDifference(Kind.UNDOCUMENTED_TYPE, "given as " + jsonType(value), fact.type());
        } else if (value instanceof String text && !fact.values().isEmpty()) {
            checkValue(fact, text);
        } else {
            checkRange(fact, value);
        }
    }

    private void warnOfStatus(SupportFact fact, Object value) {
        String path = path();
        String subject = path;
        if (fact.isAboutObject()) { // the value is the type of an object: name the object, with its type
            path = objectPath();
            subject = path + " (" + value + ")";
        }
        if (fact.status().equals("ignored")) {
            warn(path, Kind.IGNORED, " ignores " + subject + "; leave it out, it changes nothing");
        } else {
            warn(path, Kind.UNSUPPORTED, " does not support " + subject + "; leave it out, or the call may fail");
        }
    }

    private void checkValue(SupportFact fact, String value) {
        if (fact.values().contains(value)) {
            return;
        }
        String documented = String.join(", ", fact.values());
        if (fact.isAboutObject()) {
            String object = objectPath();
            String problem = " documents " + documented + ", but not " + object + " (" + value + ")";
            warn(object, Kind.UNDOCUMENTED_VALUE, problem + "; keep to what it documents");
        } else {
            warnOfDifference(Kind.UNDOCUMENTED_VALUE, "another value", documented);
        }
    }

    private void checkRange(SupportFact fact, Object value) {
        if (value instanceof Number number) {
            if (number.doubleValue() < fact.minimum() || number.doubleValue() > fact.maximum()) {
                warnOfDifference(Kind.OUT_OF_RANGE, value, Check.bounds(fact.minimum(), fact.maximum()));
            }
        } else if (value instanceof Collection<?> items && items.size() > fact.maxItems()) {
            String documented = Check.bounds(Double.NEGATIVE_INFINITY, fact.maxItems());
            warnOfDifference(Kind.OUT_OF_RANGE, items.size() + " items long", documented);
        }
    }

    private void warnOfDifference(Kind kind, Object actual, String documented) {
        String path = path();
        String difference = " documents " + documented + " for " + path + ", which is " + actual;
        warn(path, kind, difference + "; keep to what it documents");
    }

    /** Returns the path of the object that the current member belongs to. */
    private String objectPath() {
        return path().substring(0, Math.max(0, path().lastIndexOf('.')));
    }

    private void warn(String path, Kind kind, String problem) {
        warnings.add(new SupportWarning(path, kind, provider.title() + problem));
    }

    private static String jsonType(Object value) {
        if (value instanceof Map) {
            return "object";
        }
        if (value instanceof Collection) {
            return "array";
        }
        if (value instanceof Number) {
            return "number";
        }
        return value instanceof Boolean ? "boolean" : "string";
    }

    /** Whether the words of a document name this JSON type. Without words, every type counts as documented. */
    private static boolean isDocumented(String type, String words) {
        if (words.isEmpty()) {
            return true;
        }
        List<String> types = List.of(words.split("\\W+", -1));
        return types.contains(type) || (type.equals("number") && types.contains("integer"));
    }
}
