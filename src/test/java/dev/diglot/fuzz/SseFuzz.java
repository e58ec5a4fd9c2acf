// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.sse.SseLimitException;
import dev.diglot.sse.SseParser;
import dev.diglot.sse.SseSink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Any bytes are the same events however they are cut, and none of these is longer than the bound. */
public final class SseFuzz {
    private static final int MAX_BYTES = 200;

    private SseFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        List<String> whole = read(input, input.length);

        assertThat(read(input, 1)).isEqualTo(whole);
        assertThat(read(input, 7)).isEqualTo(whole);
    }

    /** What the parser found, with the exception at the end if there was one. */
    private static List<String> read(byte[] input, int piece) {
        Sink sink = new Sink();
        SseParser parser = new SseParser(MAX_BYTES, sink);
        try {
            for (int from = 0; from < input.length; from += piece) {
                parser.feed(ByteBuffer.wrap(input, from, Math.min(piece, input.length - from)));
            }
            parser.finish();
        } catch (SseLimitException e) {
            sink.found.add("over the bound");
        }
        return sink.found;
    }

    private static final class Sink implements SseSink {
        private final List<String> found = new ArrayList<>();

        @Override
        public boolean event(byte[] buffer, int offset, int length) {
            assertThat(length).isBetween(1, MAX_BYTES);
            String data = new String(buffer, offset, length, StandardCharsets.UTF_8);
            found.add("event " + data);
            return !data.equals("[DONE]");
        }

        @Override
        public void comment() {
            found.add("comment");
        }

        @Override
        public boolean unknownLine(byte[] buffer, int offset, int length) {
            assertThat(length).isBetween(1, MAX_BYTES);
            found.add("unknownLine " + new String(buffer, offset, length, StandardCharsets.UTF_8));
            return true;
        }
    }
}
