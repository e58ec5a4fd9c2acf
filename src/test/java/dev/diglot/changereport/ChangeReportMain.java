// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changereport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Prints what changed since an earlier state; the profile changes runs it. Fails if the version does not allow it. */
public final class ChangeReportMain {
    private ChangeReportMain() {}

    /**
     * Prints the report.
     *
     * @param arguments the jar that was just built, and the base: a released version, a commit, a spec or a jar
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path jar = Path.of(arguments[0]);
        Path folder = Files.createDirectories(jar.resolveSibling("changes"));
        ChangeReport report =
                ChangeReport.of(PublishedState.of(arguments[1], folder), PublishedState.ofJar("this build", jar));
        System.out.println(report);
        if (!report.isAllowed()) {
            throw new IllegalStateException(report.breaking() + " breaking changes, which the version does not allow");
        }
    }
}
