// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.error.OverloadedException;
import dev.diglot.json.JsonModel;
import dev.diglot.stream.StreamMode.Outcome;
import dev.diglot.testing.Examples;
import dev.diglot.testing.Trees;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every example of a stream, over real HTTP, accumulates to the JSON in the file next to it. */
@Timeout(60)
class AccumulatedExamplesTest {
    private static final int STREAMS = 11;

    /** The failures, and the warnings of the streams with anomalies; the accumulators report all of these. */
    private static final Map<String, Class<?>> FAILURES =
            Map.of("messages-error-stream.sse", OverloadedException.class);

    private static final Map<String, List<String>> WARNINGS = Map.of(
            "messages-stream-stream.sse",
            List.of(
                    "message_start is missing; an empty message is assumed",
                    "a delta names content block 0, which never started; it is added to the block that started last"));

    @ParameterizedTest
    @EnumSource
    void everyStreamAccumulatesToItsExpectedResult(StreamMode mode) throws Exception {
        List<String> streams = Examples.streams();
        for (String name : streams) {
            String events = Examples.text(name);

            Outcome<?, ?> outcome = name.startsWith("chat-") ? mode.chat(events) : mode.messages(events);

            assertThat(outcome.failure() == null ? null : outcome.failure().getClass())
                    .as(name)
                    .isEqualTo(FAILURES.get(name));
            assertThat(outcome.warnings()).as(name).isEqualTo(WARNINGS.getOrDefault(name, List.of()));
            String whole = ((JsonModel) outcome.result()).toJson();
            assertThat(Trees.same(whole, Examples.text(Examples.accumulated(name))))
                    .as("%s accumulated to %s", name, whole)
                    .isTrue();
        }
        assertThat(streams).hasSizeGreaterThanOrEqualTo(STREAMS);
    }
}
