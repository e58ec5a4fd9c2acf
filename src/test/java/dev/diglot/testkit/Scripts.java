// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Endpoints with a script in JSON, as a text. */
public final class Scripts {
    private static final Reply NOT_SCRIPTED = Reply.text("The script is empty.");

    private Scripts() {}

    public static FakeEndpoint start(FakeEndpoint.Builder builder, String json, Path folder) throws IOException {
        List<Reply> replies = ScriptFile.read(Files.writeString(folder.resolve("script.json"), json));
        if (replies.isEmpty()) {
            return builder.start(NOT_SCRIPTED);
        }
        return builder.start(replies.toArray(Reply[]::new));
    }
}
