// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the content-encoding of a response: which codings its body has, and whether they can be decoded. */
final class ContentCodings {
    static final String GZIP = "gzip";
    static final String DEFLATE = "deflate";

    /** Codings that cannot be decoded: those that IANA lists, and others in use. */
    private static final Set<String> UNSUPPORTED = Set.of(
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
     * <p>{@code identity} and names that are not codings, such as {@code utf-8} or {@code none}, are omitted: some
     * servers send those with a plain body. {@code x-gzip} is returned as {@code gzip}.
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
            } else if (UNSUPPORTED.contains(name)) {
                codings.add(name);
            }
        }
    }

    /**
     * Returns the codings if they cannot be decoded, for example {@code br} or {@code gzip, gzip}; null if they can.
     *
     * <p>A transfer-encoding of several codings, such as {@code gzip, chunked}, cannot be decoded either: the JDK then
     * passes on the chunks with their sizes.
     */
    static @Nullable String unsupported(Map<String, List<String>> headers) {
        for (String transfer : headers.getOrDefault("transfer-encoding", List.of())) {
            if (transfer.contains(",")) {
                return transfer;
            }
        }
        List<String> codings = of(headers);
        boolean isOneSupported = codings.size() == 1 && !UNSUPPORTED.contains(codings.get(0));
        if (codings.isEmpty() || isOneSupported) {
            return null;
        }
        return String.join(", ", codings);
    }
}
