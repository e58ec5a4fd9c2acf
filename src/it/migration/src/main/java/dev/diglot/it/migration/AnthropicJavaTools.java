// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import com.anthropic.client.AnthropicClient;
import com.anthropic.models.beta.messages.*;
import com.fasterxml.jackson.annotation.*;
import java.util.function.Supplier;

class AnthropicJavaTools {
    @JsonClassDescription("Tells the weather of a city.")
    record GetWeather(
            @JsonPropertyDescription("City, for example Beijing")
            String city) implements Supplier<String> {
        @Override
        public String get() {
            return "Sunny in " + city;
        }
    }

    static String messages(AnthropicClient client) {
        MessageCreateParams request = MessageCreateParams.builder()
                .model("minimax-m2.7")
                .maxTokens(1000)
                .addTool(GetWeather.class)
                .addUserMessage("How is the weather in Beijing?")
                .build();
        ToolRunnerCreateParams loop = ToolRunnerCreateParams.builder()
                .initialMessageParams(request)
                .thread(false) // true expects an endpoint that stores the conversation
                .build();
        String text = "";
        for (BetaMessage reply : client.beta().messages().toolRunner(loop)) {
            text = reply.content().get(0).text().map(BetaTextBlock::text).orElse("");
        }
        return text;
    }
}
