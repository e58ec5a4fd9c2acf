// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Java snippet of a page: statements, without imports.
 *
 * @param replies the script of the endpoint that it calls, in the format of the test kit; null if it is only compiled
 * @param printed what the page says that it prints, or null
 */
public record Snippet(Path page, String name, String replies, String code, String printed) {
    private static final String CREATE = "Diglot.create()";

    /** Returns whether it is run, not only compiled. */
    public boolean runs() {
        return replies != null;
    }

    /** Returns the name of its class. */
    public String className() {
        return "Snippet_" + name;
    }

    /** Writes the source of its class, whose clients call the endpoint of {@link SnippetRunner}. */
    Path write(Path folder) throws IOException {
        String called = code.replaceAll("([bB]aseUrl)\\(\"https?://[^\"]+\"\\)", "$1(" + SnippetRunner.URL + ")")
                .replace(CREATE, "Diglot.builder().baseUrl(" + SnippetRunner.URL + ").apiKey(key).build()");
        return Files.writeString(folder.resolve(className() + ".java"), Readme.program(className(), called));
    }

    @Override
    public String toString() {
        return page.getFileName() + ": " + name;
    }
}
