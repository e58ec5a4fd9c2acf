// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.testing.Compressed;
import dev.diglot.testing.Growth;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile bodies are decompressed in linear time, whole and in pieces. */
@Tag("growth")
class DecompressorGrowthTest {
    private static final Map<String, List<String>> GZIP = Map.of("content-encoding", List.of("gzip"));
    private static final Map<String, List<String>> DEFLATE = Map.of("content-encoding", List.of("deflate"));

    private static byte[] repeated(byte[] part, int times) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static void inPieces(Map<String, List<String>> headers, byte[] body, int size) throws IOException {
        Decompressor decompressor = Decompressor.of(headers);
        byte[] piece = new byte[1000];
        for (int at = 0; at < body.length; at += size) {
            decompressor.add(ByteBuffer.wrap(body, at, Math.min(size, body.length - at)));
            int count = decompressor.read(piece);
            while (count > 0) {
                count = decompressor.read(piece);
            }
        }
        decompressor.end();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16_384, Integer.MAX_VALUE / 2})
    void manyTinyMembers(int size) throws Exception {
        byte[] empty = Compressed.GZIP.of(new byte[0]);
        byte[] one = Compressed.GZIP_WITH_ALL_FLAGS.of(new byte[1]);

        Growth.assertLinear(1000, n -> {
            byte[] body = repeated(empty, n);
            return () -> inPieces(GZIP, body, size);
        });
        Growth.assertLinear(1000, n -> {
            byte[] body = repeated(one, n);
            return () -> inPieces(GZIP, body, size);
        });
    }

    @Test
    void manyTinyMembersAtOnce() throws Exception {
        byte[] empty = Compressed.GZIP.of(new byte[0]);

        Growth.assertLinear(1000, n -> {
            byte[] body = repeated(empty, n);
            return () -> Decompressor.decompressAll(GZIP, body, 1 << 20);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void longHeadersInSmallPieces(int size) throws Exception {
        Growth.assertLinear(
                10_000,
                n -> { // four times that is nearly the longest header
                    byte[] body = Compressed.gzip(new byte[1], 31, "x".repeat(n));
                    return () -> {
                        for (int i = 0; i < 20 * size; i++) {
                            inPieces(GZIP, body, size);
                        }
                    };
                });
    }

    @Test
    void emptyBlocks() throws Exception {
        byte[] stored = {0, 0, 0, (byte) 0xFF, (byte) 0xFF};

        Growth.assertLinear(1000, n -> {
            byte[] body = repeated(stored, n);
            return () -> inPieces(DEFLATE, body, 5);
        });
    }

    @Test
    void plainBodies() throws Exception {
        byte[] line = "data: {}\n\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);

        Growth.assertLinear(1000, n -> {
            byte[] body = repeated(line, n);
            return () -> {
                inPieces(GZIP, body, 3);
                inPieces(DEFLATE, body, 30);
            };
        });
    }
}
