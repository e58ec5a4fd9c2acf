// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import dev.diglot.Diglot;
import dev.diglot.model.*;
import dev.diglot.stream.*;
import java.util.List;
import java.util.function.Consumer;

class DiglotStreams {
    static Diglot client(String baseUrl, String key) {
        return Diglot.builder().baseUrl(baseUrl).apiKey(key).streamUsage(true).build();
    }

    static Long chat(Diglot client, Consumer<String> page) {
        ChatCompletionRequest request = ChatCompletionRequest.builder(
                        "glm-5", List.of(ChatMessage.user("Tell a story.")))
                .build();
        try (ChatStream stream = client.chat().stream(request)) {
            stream.text().forEach(page);
            return stream.result().usage().completionTokens();
        }
    }

    static Long messages(Diglot client, Consumer<String> page) {
        MessageRequest request = MessageRequest.builder("minimax-m2.7", List.of(MessageParam.user("Tell a story.")))
                .maxTokens(1000)
                .build();
        try (MessageStream stream = client.messages().stream(request)) {
            stream.text().forEach(page);
            return stream.result().usage().outputTokens();
        }
    }
}
