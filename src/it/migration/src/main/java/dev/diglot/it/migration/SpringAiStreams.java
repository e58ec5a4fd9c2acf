// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import java.util.function.Consumer;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.openai.OpenAiChatOptions;

class SpringAiStreams {
    static Integer openAi(ChatClient client, Consumer<String> page) {
        return stream(
                client.prompt()
                        .options(OpenAiChatOptions.builder().streamUsage(true).build()),
                page);
    }

    static Integer anthropic(ChatClient client, Consumer<String> page) {
        return stream(client.prompt(), page);
    }

    private static Integer stream(ChatClient.ChatClientRequestSpec prompt, Consumer<String> page) {
        ChatResponse last = prompt.user("Tell a story.").stream()
                .chatResponse()
                .doOnNext(part -> show(part, page))
                .blockLast();
        return last.getMetadata().getUsage().getCompletionTokens();
    }

    private static void show(ChatResponse part, Consumer<String> page) {
        part.getResults().stream()
                .map(result -> result.getOutput().getText())
                .filter(text -> text != null && !text.isEmpty())
                .forEach(page);
    }
}
