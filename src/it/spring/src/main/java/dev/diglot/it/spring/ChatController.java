// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.spring;

import dev.diglot.Diglot;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import java.util.List;
import java.util.concurrent.Flow;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Relays a stream to a browser; the guide to Spring Boot shows this class. */
@RestController
class ChatController {
    private final Diglot client;

    ChatController(Diglot client) {
        this.client = client;
    }

    @GetMapping(path = "/chat", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flow.Publisher<ChatCompletionChunk> chat(@RequestParam String question) {
        return client.chat()
                .publish(ChatCompletionRequest.builder("glm-5", List.of(ChatMessage.user(question)))
                        .build());
    }
}
