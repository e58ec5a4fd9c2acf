// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import com.anthropic.client.AnthropicClient;
import com.anthropic.models.messages.*;

class AnthropicJavaJson {
    record City(String name, String country) {}

    static City messages(AnthropicClient client) {
        StructuredMessageCreateParams<City> request = MessageCreateParams.builder()
                .model("minimax-m2.7")
                .maxTokens(1000)
                .addUserMessage("Where is the Eiffel Tower?")
                .outputConfig(City.class)
                .build();
        return client.messages().create(request).content().get(0).asText().text();
    }
}
