// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import dev.diglot.Diglot;
import dev.diglot.model.*;
import java.util.List;

class DiglotJson {
    record City(String name, String country) {}

    static City chat(Diglot client) {
        ChatMessage question = ChatMessage.user("Where is the Eiffel Tower?");
        ChatCompletionRequest request = ChatCompletionRequest.builder("glm-5", List.of(question))
                .jsonReply(City.class)
                .build();
        return client.chat().create(request).as(City.class);
    }

    static City messages(Diglot client) {
        MessageParam question = MessageParam.user("Where is the Eiffel Tower?");
        MessageRequest request = MessageRequest.builder("minimax-m2.7", List.of(question))
                .maxTokens(1000)
                .jsonReply(City.class)
                .build();
        return client.messages().create(request).as(City.class);
    }
}
