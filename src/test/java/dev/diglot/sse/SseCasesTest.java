// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.internal.json.Json;
import dev.diglot.sse.RecordingSink.Event;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs the cases that are shared by all clients, from the folder that the property {@code diglot.shared} names. */
@Tag("shared")
class SseCasesTest {
    private static final int LEAST = 57;

    @Test
    void everySharedCaseHoldsHoweverItIsCut() throws Exception {
        Path file = Path.of(System.getProperty("diglot.shared"), "lab", "sse_cases.json");
        List<?> cases = (List<?>) ((Map<?, ?>) Json.parse(Files.readString(file))).get("cases");

        int reads = 0;
        for (Object item : cases) {
            Map<?, ?> one = (Map<?, ?>) item;
            byte[] input = input(one);
            List<Event> expected = expected(one);
            for (int[] cuts : cuts(one.get("cut"), input.length)) {
                assertThat(events(RecordingSink.read(input, cuts)))
                        .as("%s cut at %s", one.get("id"), cuts)
                        .isEqualTo(expected);
                reads++;
            }
            int comments = RecordingSink.read(input).comments;
            if (one.get("comments") != null) {
                assertThat(comments).as("%s", one.get("id")).isEqualTo(((List<?>) one.get("comments")).size());
            }
        }
        System.out.println("shared SSE cases: " + cases.size() + ", read " + reads + " times");

        assertThat(cases).hasSizeGreaterThanOrEqualTo(LEAST);
    }

    /** The layer above treats a bare JSON line as an error; here the line is recorded among the events. */
    private static List<Event> events(RecordingSink read) {
        List<Event> events = new ArrayList<>(read.events);
        read.strays.stream()
                .filter(line -> line.startsWith("{"))
                .forEach(line -> events.add(new Event("error", line, "")));
        return events;
    }

    private static List<Event> expected(Map<?, ?> one) {
        Object events = one.get("expect_llm") == null ? one.get("expect") : one.get("expect_llm");
        List<Event> expected = new ArrayList<>();
        for (Object item : (List<?>) events) {
            List<?> event = (List<?>) item;
            expected.add(new Event((String) event.get(0), text(event.get(1)), (String) event.get(2)));
        }
        return expected;
    }

    private static String text(Object data) {
        if (data instanceof String text) {
            return text;
        }
        List<?> repeat = (List<?>) ((Map<?, ?>) data).get("repeat");
        return ((String) repeat.get(0)).repeat((Integer) repeat.get(1));
    }

    private static byte[] input(Map<?, ?> one) {
        if (one.get("input_b64") != null) {
            return Base64.getDecoder().decode((String) one.get("input_b64"));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Object item : (List<?>) one.get("input_parts")) {
            List<?> part = (List<?>) item;
            byte[] piece = Base64.getDecoder().decode((String) part.get(0));
            for (int i = 0; i < (Integer) part.get(1); i++) {
                bytes.writeBytes(piece);
            }
        }
        return bytes.toByteArray();
    }

    private static List<int[]> cuts(Object cut, int length) {
        List<int[]> cuts = new ArrayList<>();
        if (cut instanceof Map<?, ?> pieces) {
            int each = (Integer) pieces.get("each");
            cuts.add(IntStream.iterate(each, at -> at < length, at -> at + each).toArray());
        } else if (cut instanceof List<?> pieces) {
            int[] at = pieces.stream().mapToInt(piece -> (Integer) piece).toArray();
            for (int i = 1; i < at.length; i++) {
                at[i] += at[i - 1];
            }
            assertThat(at[at.length - 1]).isEqualTo(length);
            cuts.add(at);
        } else {
            assertThat(cut).isEqualTo("all");
            cuts.add(new int[0]);
            IntStream.rangeClosed(0, length).forEach(at -> cuts.add(new int[] {at}));
            cuts.add(IntStream.range(0, length).toArray());
        }
        return cuts;
    }
}
