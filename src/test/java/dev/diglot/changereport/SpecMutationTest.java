// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changereport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.speccheck.YamlNode;
import dev.diglot.testing.Spec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each node of the spec in turn is changed, removed, added or moved; the report must list every such mutation. */
@Tag("thorough")
class SpecMutationTest {
    private static final YamlNode SPEC = new YamlNode(Spec.document());

    private final List<String> missed = new ArrayList<>();
    private int mutants;

    @Test
    void reportListsEveryMutation() {
        mutate("", Spec.document(), UnaryOperator.identity());

        System.out.println("change report: " + mutants + " mutants of the spec, " + missed.size() + " missed");
        assertThat(missed).isEmpty();
        assertThat(mutants).isGreaterThan(10_000);
    }

    /** Tries every mutation of a node; {@code inDocument} returns the document with another value in its place. */
    private void mutate(String path, Object node, UnaryOperator<Object> inDocument) {
        Consumer<Object> check = mutant -> check(path, inDocument.apply(mutant));
        if (node instanceof Map<?, ?> members) {
            check.accept(with(members, "x-added", "new"));
            for (Object key : members.keySet()) {
                check(path + "/" + key + " removed", inDocument.apply(without(members, key)));
                mutate(path + "/" + key, members.get(key), value -> inDocument.apply(with(members, key, value)));
            }
        } else if (node instanceof List<?> items) {
            check.accept(with(items, items.size(), "new"));
            if (items.size() > 1) {
                List<Object> swapped = new ArrayList<>(items);
                swapped.set(0, items.get(1));
                swapped.set(1, items.get(0));
                check(path + " in another order", inDocument.apply(swapped));
            }
            for (int i = 0; i < items.size(); i++) {
                int at = i;
                check(path + "/" + i + " removed", inDocument.apply(without(items, i)));
                mutate(path + "/" + i, items.get(i), value -> inDocument.apply(with(items, at, value)));
            }
        } else {
            check.accept(changed(node));
        }
    }

    private static Object changed(Object scalar) {
        if (scalar instanceof Boolean flag) {
            return !flag;
        }
        return scalar instanceof Integer number ? (Object) (number + 1) : scalar + "x";
    }

    private static Map<Object, Object> with(Map<?, ?> members, Object key, Object value) {
        Map<Object, Object> copy = new LinkedHashMap<>(members);
        copy.put(key, value);
        return copy;
    }

    private static Map<Object, Object> without(Map<?, ?> members, Object key) {
        Map<Object, Object> copy = new LinkedHashMap<>(members);
        copy.remove(key);
        return copy;
    }

    private static List<Object> with(List<?> items, int index, Object value) {
        List<Object> copy = new ArrayList<>(items);
        if (index == items.size()) {
            copy.add(value);
        } else {
            copy.set(index, value);
        }
        return copy;
    }

    private static List<Object> without(List<?> items, int index) {
        List<Object> copy = new ArrayList<>(items);
        copy.remove(index);
        return copy;
    }

    private void check(String mutation, Object document) {
        mutants++;
        YamlNode mutant = new YamlNode(document);
        if (SpecComparison.compare(SPEC, mutant, schema -> SchemaUsage.BOTH).isEmpty()
                && OtherChanges.wording(SPEC, mutant).isEmpty()) {
            missed.add(mutation);
        }
    }
}
