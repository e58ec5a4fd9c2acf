// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.spring;

import dev.diglot.Diglot;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Stores conversations, and returns them as JSON. */
@RestController
@RequestMapping("/conversations/{name}")
class ConversationController {
    private final Diglot client;
    private final Map<String, Conversation> conversations = new ConcurrentHashMap<>();

    ConversationController(Diglot client) {
        this.client = client;
    }

    @PostMapping
    Conversation ask(@PathVariable String name, @RequestBody List<ChatMessage> messages) {
        ChatCompletion reply = client.chat()
                .create(ChatCompletionRequest.builder("glm-5", messages).build());
        return put(name, new Conversation(messages, reply));
    }

    @PutMapping
    Conversation put(@PathVariable String name, @RequestBody Conversation conversation) {
        conversations.put(name, conversation);
        return conversation;
    }

    @GetMapping
    Conversation get(@PathVariable String name) {
        return conversations.get(name);
    }
}
