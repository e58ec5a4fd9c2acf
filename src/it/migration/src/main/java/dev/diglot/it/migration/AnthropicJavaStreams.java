// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.*;
import java.util.function.Consumer;

class AnthropicJavaStreams {
    static Long messages(AnthropicClient client, Consumer<String> page) {
        MessageCreateParams request = MessageCreateParams.builder()
                .model("minimax-m2.7")
                .maxTokens(1000)
                .addUserMessage("Tell a story.")
                .build();
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(request)) {
            stream.stream()
                    .peek(accumulator::accumulate)
                    .flatMap(event -> event.contentBlockDelta().stream())
                    .flatMap(event -> event.delta().text().stream())
                    .map(TextDelta::text)
                    .forEach(page);
        }
        return accumulator.message().usage().outputTokens();
    }
}
