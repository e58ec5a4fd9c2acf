// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.sse;

import dev.diglot.testing.Growth;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile streams are split in linear time, in pieces of any size. */
@Tag("growth")
class SseGrowthTest {
    /** Ignores everything. */
    private static final SseSink NOTHING = new SseSink() {
        @Override
        public boolean event(byte[] buffer, int offset, int length) {
            return true;
        }

        @Override
        public boolean unknownLine(byte[] buffer, int offset, int length) {
            return true;
        }
    };

    private static void feed(byte[] bytes, int size) throws SseLimitException {
        SseParser parser = new SseParser(Integer.MAX_VALUE / 4, NOTHING);
        for (int at = 0; at < bytes.length; at += size) {
            parser.feed(ByteBuffer.wrap(bytes, at, Math.min(size, bytes.length - at)));
        }
        parser.finish();
    }

    private static void assertLinear(int size, String before, String part, String after) throws Exception {
        Growth.assertLinear(1000, n -> {
            byte[] bytes = (before + part.repeat(n) + after).getBytes(StandardCharsets.UTF_8);
            return () -> feed(bytes, size);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 16_384, Integer.MAX_VALUE / 2})
    void manySmallLines(int size) throws Exception {
        assertLinear(size, "", "data: a\n\n", "");
        assertLinear(size, "", "\r\n", "");
        assertLinear(size, "", ":\n", "");
        assertLinear(size, "", "x\n", "");
        assertLinear(size, "", "event: e\nid: 1\nretry: 1\n", "");
    }

    @ParameterizedTest
    @CsvSource({"1, ''", "1, a", "1000, ''", "1000, a", "16384, ' '"})
    void oneEventOfManyLines(int size, String line) throws Exception {
        assertLinear(size, "", "data:" + line + "\n", "\n");
        assertLinear(size, "", "data:" + line + "\n:\nid:" + line + "\n", "");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16_384})
    void oneLongLine(int size) throws Exception {
        assertLinear(size, "data: ", "abcdefgh", "\n\n");
        assertLinear(size, "event: ", "abcdefgh", "\n\n");
        assertLinear(size, "id: ", "abcdefgh", "");
        assertLinear(size, ":", "abcdefgh", "");
        assertLinear(size, "{", "abcdefgh", "\n");
    }

    /** The kept part of the event is moved each time that other lines fill the buffer. */
    @ParameterizedTest
    @ValueSource(ints = {1, 16_384})
    void aLongEventAmongManyComments(int size) throws Exception {
        Growth.assertLinear(1000, n -> {
            byte[] bytes =
                    ("data: " + "a".repeat(10 * n) + "\n" + ":cccccccc\n".repeat(n)).getBytes(StandardCharsets.UTF_8);
            return () -> feed(bytes, size);
        });
    }
}
