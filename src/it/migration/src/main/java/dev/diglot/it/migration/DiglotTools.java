// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import com.fasterxml.jackson.annotation.*;
import dev.diglot.Diglot;
import dev.diglot.model.*;
import dev.diglot.tool.ToolSet;
import java.util.List;

class DiglotTools {
    @JsonClassDescription("Tells the weather of a city.")
    record GetWeather(
            @JsonPropertyDescription("City, for example Beijing")
            String city) {}

    static final ToolSet TOOLS = ToolSet.builder()
            .add(GetWeather.class, call -> "Sunny in " + call.city())
            .build();

    static String chat(Diglot client) {
        ChatMessage question = ChatMessage.user("How is the weather in Beijing?");
        ChatCompletionRequest request =
                ChatCompletionRequest.builder("glm-5", List.of(question)).build();
        return TOOLS.run(client.chat(), request).text();
    }

    static String messages(Diglot client) {
        MessageParam question = MessageParam.user("How is the weather in Beijing?");
        MessageRequest request = MessageRequest.builder("minimax-m2.7", List.of(question))
                .maxTokens(1000)
                .build();
        return TOOLS.run(client.messages(), request).text();
    }
}
