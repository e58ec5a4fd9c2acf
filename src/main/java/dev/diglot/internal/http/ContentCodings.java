// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the content-encoding of a response names: which codings its body has, and whether we can undo them. */
final class ContentCodings {
    static final String GZIP = "gzip";
    static final String DEFLATE = "deflate";

    /** Codings that nothing here can undo: those that IANA lists, and others in use. */
    private static final Set<String> UNKNOWN_HERE = Set.of(
            "aes128gcm",
            "br",
            "bzip2",
            "compress",
            "dcb",
            "dcz",
            "exi",
            "lz4",
            "lzma",
            "pack200-gzip",
            "snappy",
            "x-bzip2",
            "x-compress",
            "x-snappy-framed",
            "x-xz",
            "xz",
            "zstd");

    private ContentCodings() {}

    /**
     * Returns the codings of a body, in the order in which they were applied.
     *
     * <p>Left out are {@code identity} and names that are no coding, such as {@code utf-8} or {@code none}: some servers
     * send those with a plain body. {@code x-gzip} is {@code gzip}.
     */
    static List<String> of(Map<String, List<String>> headers) {
        List<String> codings = new ArrayList<>();
        headers.forEach((name, values) -> {
            if ("content-encoding".equalsIgnoreCase(name)) {
                values.forEach(value -> addAll(value, codings));
            }
        });
        return codings;
    }

    private static void addAll(String value, List<String> codings) {
        for (String part : value.split(",", -1)) {
            String name = part.strip().toLowerCase(Locale.ROOT);
            if (name.equals(GZIP) || name.equals("x-gzip")) {
                codings.add(GZIP);
            } else if (name.equals(DEFLATE) || name.equals("x-deflate")) {
                codings.add(DEFLATE);
            } else if (UNKNOWN_HERE.contains(name)) {
                codings.add(name);
            }
        }
    }

    /**
     * Returns the codings that cannot be undone, for example {@code br} or {@code gzip, gzip}; null if all can. Of a
     * transfer coding beside chunked, the JDK leaves the chunks undivided.
     */
    static @Nullable String unsupported(Map<String, List<String>> headers) {
        for (String transfer : headers.getOrDefault("transfer-encoding", List.of())) {
            if (transfer.contains(",")) {
                return transfer;
            }
        }
        List<String> codings = of(headers);
        boolean isSupported = codings.isEmpty() || (codings.size() == 1 && !UNKNOWN_HERE.contains(codings.get(0)));
        return isSupported ? null : String.join(", ", codings);
    }
}
