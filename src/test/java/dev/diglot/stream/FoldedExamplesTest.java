// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.error.OverloadedException;
import dev.diglot.json.JsonModel;
import dev.diglot.stream.Form.Outcome;
import dev.diglot.testing.Examples;
import dev.diglot.testing.Trees;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every example of a stream, over real HTTP, folds to the JSON that stands beside it. */
@Timeout(60)
class FoldedExamplesTest {
    private static final int STREAMS = 11;

    /** The ends that are not good, and the warnings of the streams that are odd; the accumulators give all of these. */
    private static final Map<String, Class<?>> FAULTS = Map.of("messages-error-stream.sse", OverloadedException.class);

    private static final Map<String, List<String>> WARNINGS = Map.of(
            "messages-stream-stream.sse",
            List.of(
                    "message_start is missing; an empty message is assumed",
                    "a delta names content block 0, which never started; it is added to the block that started last"));

    @ParameterizedTest
    @EnumSource
    void everyStreamFoldsToWhatStandsBesideIt(Form form) throws Exception {
        List<String> streams = Examples.streams();
        for (String name : streams) {
            String events = Examples.text(name);

            Outcome<?, ?> outcome = name.startsWith("chat-") ? form.chat(events) : form.messages(events);

            assertThat(outcome.end() == null ? null : outcome.end().getClass())
                    .as(name)
                    .isEqualTo(FAULTS.get(name));
            assertThat(outcome.warnings()).as(name).isEqualTo(WARNINGS.getOrDefault(name, List.of()));
            String whole = ((JsonModel) outcome.whole()).toJson();
            assertThat(Trees.same(whole, Examples.text(Examples.folded(name))))
                    .as("%s folded to %s", name, whole)
                    .isTrue();
        }
        assertThat(streams).hasSizeGreaterThanOrEqualTo(STREAMS);
    }
}
