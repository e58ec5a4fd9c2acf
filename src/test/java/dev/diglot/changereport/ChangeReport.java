// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changereport;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All that changed between two states, and whether the newer version number allows it. */
public record ChangeReport(
        PublishedState before, PublishedState after, List<Change> spec, List<Change> wording, List<Change> api) {
    public static ChangeReport of(PublishedState before, PublishedState after) throws IOException {
        Path old = before.jar();
        Path now = after.jar();
        return new ChangeReport(
                before,
                after,
                SpecComparison.compare(before.spec(), after.spec()),
                OtherChanges.wording(before.spec(), after.spec()),
                old == null || now == null ? List.of() : ApiComparison.compare(old, now));
    }

    public long breaking() {
        return Stream.concat(spec.stream(), api.stream())
                .filter(Change::breaking)
                .count();
    }

    /** Before 1.0 another minor version may break callers, from 1.0 on another major version. */
    public boolean isAllowed() {
        return breaking() == 0 || mayBreak(before.version(), after.version());
    }

    static boolean mayBreak(String before, String after) {
        String[] old = before.split("[.-]", -1);
        String[] now = after.split("[.-]", -1);
        return !old[0].equals(now[0]) || (old[0].equals("0") && !old[1].equals(now[1]));
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add("Changes from " + before.name() + " (" + before.version() + ") to " + after.name() + " ("
                + after.version() + ")");
        lines.add("Spec:" + (spec.isEmpty() ? " nothing that callers notice" : ""));
        spec.forEach(change -> lines.add("  " + change));
        lines.add("Wording of the spec:" + (wording.isEmpty() ? " nothing" : ""));
        wording.forEach(change -> lines.add("  " + change.place()));
        lines.add("Jar:"
                + (before.jar() == null || after.jar() == null
                        ? " not compared, the base is a spec alone"
                        : api.isEmpty() ? " nothing" : ""));
        api.forEach(change -> lines.add("  " + change));
        lines.add(spec.size() + api.size() + " changes, " + breaking() + " of them breaking; "
                + (isAllowed()
                        ? "the version allows that"
                        : "the version does not allow that: raise the "
                                + (before.version().startsWith("0.") ? "minor" : "major") + " version in pom.xml and in"
                                + " info.version of spec/openapi.yaml"));
        return String.join("\n", lines);
    }
}
