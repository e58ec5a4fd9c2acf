// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.Diglot;
import java.nio.charset.StandardCharsets;

/** Any text is refused as a base URL by an {@link IllegalArgumentException}, or makes a client. */
public final class BaseUrlFuzz {
    private BaseUrlFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        String url = new String(input, StandardCharsets.UTF_8);
        Diglot.Builder builder = Diglot.builder();
        try {
            builder.baseUrl(url);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return;
        }
        try (Diglot client = builder.build()) {
            assertThat(client.toString()).isNotBlank();
        }
    }
}
