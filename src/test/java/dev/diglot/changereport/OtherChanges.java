// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changereport;

import dev.diglot.speccheck.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Every difference of two documents that is no change by the rules of {@link SpecComparison}: changes of wording or of
 * an order, additions that break nobody, and whatever else there is, which counts as breaking.
 */
final class OtherChanges {
    /** Text for people and the examples. Keys of schemas that are members, under {@code properties}, are not meant. */
    private static final Set<String> WORDING = Set.of(
            "contact",
            "description",
            "example",
            "examples",
            "license",
            "meaning",
            "modelExample",
            "note",
            "summary",
            "title",
            "version",
            "x-codeSamples",
            "x-differences",
            "x-docs-source",
            "x-documents",
            "x-enumDescriptions",
            "x-replaced-by",
            "x-usual-value");

    /** Places at which an addition breaks nobody. */
    private static final List<Pattern> MAY_BE_ADDED = patterns(
            "servers/[^/]*", "tags/[^/]*", "x-providers/[^/]*/sites/[^/]*", "components/[^/]*/[^/]*", "x-documents/.*");

    /** The lists whose order is that of Java parameters, or decides a default. */
    private static final List<Pattern> ORDER_MATTERS =
            patterns(".*/(required|parameters)/\\(order\\)", ".*/x-dialect/\\(order\\)", ".*/security/\\(order\\)");

    private OtherChanges() {}

    private static List<Pattern> patterns(String... expressions) {
        return List.of(expressions).stream().map(Pattern::compile).toList();
    }

    /** Returns the changes of wording, each place once. */
    static List<Change> wording(YamlNode before, YamlNode after) {
        Map<String, Change> changes = new LinkedHashMap<>();
        for (Difference difference : Difference.between(before.value(), after.value())) {
            if (isWording(difference)) {
                String place = difference.place();
                changes.put(place, new Change(false, place, "wording changed"));
            }
        }
        return List.copyOf(changes.values());
    }

    /**
     * Returns the changes that are neither wording nor changes by a rule.
     *
     * @param isAnyKnown whether there is a change by a rule; differences that are changes one by one may cancel each
     *     other out
     */
    static List<Change> unknown(YamlNode before, YamlNode after, boolean isAnyKnown) {
        Map<List<String>, Difference> inverses = new LinkedHashMap<>();
        for (Difference inverse : Difference.between(after.value(), before.value())) {
            inverses.put(inverse.path(), inverse);
        }
        List<Change> changes = new ArrayList<>();
        for (Difference difference : Difference.between(before.value(), after.value())) {
            if (isWording(difference)) {
                continue;
            }
            Difference inverse = inverses.get(difference.path());
            boolean isKnown = isAnyKnown
                    && (isKnown(before.value(), difference.alone().get())
                            || (inverse != null && isKnown(inverse.alone().get(), after.value())));
            if (!isKnown) {
                changes.add(change(difference));
            }
        }
        return changes;
    }

    /** Whether the step from one document to another is a change by a rule. */
    private static boolean isKnown(Object before, Object after) {
        return !SpecComparison.compareByRules(new YamlNode(before), new YamlNode(after), schema -> SchemaUsage.BOTH)
                .isEmpty();
    }

    private static Change change(Difference difference) {
        if (difference.was() == null && matches(MAY_BE_ADDED, difference)) {
            return ChangeRule.OTHER_ADDED.change(difference.place(), SchemaUsage.BOTH, "");
        }
        String detail = SchemaComparison.fromTo(difference.was(), difference.is());
        boolean isOrder = difference.path().contains(Difference.ORDER);
        if (isOrder && !matches(ORDER_MATTERS, difference)) {
            return ChangeRule.ORDER_CHANGED.change(difference.place(), SchemaUsage.BOTH, detail);
        }
        return ChangeRule.OTHER_CHANGED.change(difference.place(), SchemaUsage.BOTH, detail);
    }

    private static boolean isWording(Difference difference) {
        List<String> path = difference.path();
        for (int i = 0; i < path.size(); i++) {
            boolean isMember = i > 0 && path.get(i - 1).equals("properties");
            if (WORDING.contains(path.get(i)) && !isMember) {
                return true;
            }
        }
        boolean isNameOfProvider = path.size() > 2 && path.get(0).equals("x-providers");
        return isNameOfProvider && path.get(path.size() - 1).equals("name");
    }

    private static boolean matches(List<Pattern> patterns, Difference difference) {
        String path = String.join(
                "/",
                difference.path().stream().map(key -> key.replace('/', '|')).toList());
        return patterns.stream().anyMatch(pattern -> pattern.matcher(path).matches());
    }
}
