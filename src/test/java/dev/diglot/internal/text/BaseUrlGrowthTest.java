// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import dev.diglot.testing.Growth;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A hostile base URL is read in linear time. */
@Tag("growth")
class BaseUrlGrowthTest {
    @Test
    void pathOfSlashesIsRead() throws Exception {
        Growth.assertLinear(10_000, n -> {
            String url = "https://a.example/" + "/".repeat(n) + "x";
            return () -> BaseUrl.parse("baseUrl", url);
        });
    }
}
