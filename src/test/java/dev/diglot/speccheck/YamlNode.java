// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A place in a YAML tree. A place that is not there has no value, no members and an empty text. */
public record YamlNode(Object value) {
    public YamlNode at(String... path) {
        Object here = value;
        for (String step : path) {
            here = here instanceof Map<?, ?> ? ((Map<?, ?>) here).get(step) : null;
        }
        return new YamlNode(here);
    }

    public boolean exists() {
        return value != null;
    }

    public boolean isMap() {
        return value instanceof Map<?, ?>;
    }

    public String text() {
        return value == null ? "" : value.toString();
    }

    public boolean is(String text) {
        return exists() && text().equals(text);
    }

    public boolean isNumber(String number) {
        return value instanceof Number && new BigDecimal(text()).compareTo(new BigDecimal(number)) == 0;
    }

    public List<YamlNode> items() {
        return value instanceof List<?>
                ? ((List<?>) value).stream().map(YamlNode::new).toList()
                : List.of();
    }

    public List<String> texts() {
        return items().stream().map(YamlNode::text).toList();
    }

    public Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>();
        if (value instanceof Map<?, ?>) {
            ((Map<?, ?>) value).keySet().forEach(key -> keys.add(String.valueOf(key)));
        }
        return keys;
    }
}
