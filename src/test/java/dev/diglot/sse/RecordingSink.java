// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.sse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Records what a parser delivers; stops at {@code [DONE]}, as the layer above does. */
final class RecordingSink implements SseSink {
    /** One event: its name or null, its payload, the last id. */
    record Event(String name, String data, String id) {}

    final List<Event> events = new ArrayList<>();
    final List<String> strays = new ArrayList<>();
    int comments;
    private final SseParser parser;

    RecordingSink(int maxEventBytes) {
        this.parser = new SseParser(maxEventBytes, this);
    }

    /** Reads the whole input, cut before each of the given offsets. */
    static RecordingSink read(byte[] input, int... cuts) throws SseLimitException {
        RecordingSink recorder = new RecordingSink(1 << 24);
        int from = 0;
        for (int cut : cuts) {
            recorder.feed(input, from, cut);
            from = cut;
        }
        recorder.feed(input, from, input.length);
        recorder.parser.finish();
        return recorder;
    }

    void feed(byte[] input, int from, int to) throws SseLimitException {
        parser.feed(ByteBuffer.wrap(input, from, to - from).asReadOnlyBuffer());
    }

    void feed(String input) throws SseLimitException {
        byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
        feed(bytes, 0, bytes.length);
    }

    void finish() throws SseLimitException {
        parser.finish();
    }

    @Override
    public boolean event(byte[] buffer, int offset, int length) {
        String data = new String(buffer, offset, length, StandardCharsets.UTF_8);
        events.add(new Event(parser.eventName(), data, parser.lastEventId()));
        return !data.strip().equals("[DONE]");
    }

    @Override
    public void comment() {
        comments++;
    }

    @Override
    public boolean unknownLine(byte[] buffer, int offset, int length) {
        strays.add(new String(buffer, offset, length, StandardCharsets.UTF_8));
        return true;
    }
}
