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
     * @param arguments the jar that was just built, and the base: a commit, a spec or a jar; the newest tag if it is
     *     left out
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path jar = Path.of(arguments[0]);
        Path folder = Files.createDirectories(jar.resolveSibling("changes"));
        String base = arguments.length > 1 ? arguments[1] : newestTag(folder);
        if (base.isEmpty()) {
            System.out.println("No tag to compare with: name a commit, a spec or a jar by -Dchanges.base=...");
            return;
        }
        ChangeReport report = ChangeReport.of(PublishedState.of(base, folder), PublishedState.ofJar("this build", jar));
        System.out.println(report);
        if (!report.isAllowed()) {
            throw new IllegalStateException(report.breaking() + " breaking changes, which the version does not allow");
        }
    }

    private static String newestTag(Path folder) throws IOException, InterruptedException {
        PublishedState.run(folder, "git", "tag", "--sort=-creatordate");
        return Files.readString(folder.resolve("command.log"))
                .lines()
                .findFirst()
                .orElse("");
    }
}
