// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Our own build: its pom.xml, and the Maven that runs it. */
public final class Maven {
    private Maven() {}

    /** Returns the first element of pom.xml with this name: a property, or {@code version} of the project. */
    public static String property(String name) throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        int start = pom.indexOf("<" + name + ">") + name.length() + 2;
        return pom.substring(start, pom.indexOf('<', start));
    }

    /** Returns the command that runs the same Maven. */
    public static List<String> command(String... arguments) {
        boolean isWindows =
                System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("maven.home"), "bin", isWindows ? "mvn.cmd" : "mvn")
                .toString());
        command.addAll(List.of(arguments));
        return command;
    }
}
