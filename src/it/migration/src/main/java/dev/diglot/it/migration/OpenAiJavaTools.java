// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import com.fasterxml.jackson.annotation.*;
import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.*;

class OpenAiJavaTools {
    @JsonTypeName("get_weather")
    @JsonClassDescription("Tells the weather of a city.")
    record GetWeather(
            @JsonPropertyDescription("City, for example Beijing")
            String city) {}

    static String chat(OpenAIClient client) {
        ChatCompletionCreateParams.Builder conversation = ChatCompletionCreateParams.builder()
                .model("glm-5")
                .addTool(GetWeather.class)
                .addUserMessage("How is the weather in Beijing?");
        ChatCompletionMessage reply = send(client, conversation);
        while (reply.toolCalls().isPresent()) {
            conversation.addMessage(reply);
            for (ChatCompletionMessageToolCall call : reply.toolCalls().get()) {
                GetWeather arguments = call.asFunction().function().arguments(GetWeather.class);
                conversation.addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.asFunction().id())
                        .content("Sunny in " + arguments.city())
                        .build());
            }
            reply = send(client, conversation);
        }
        return reply.content().orElse("");
    }

    private static ChatCompletionMessage send(OpenAIClient client, ChatCompletionCreateParams.Builder conversation) {
        return client.chat()
                .completions()
                .create(conversation.build())
                .choices()
                .get(0)
                .message();
    }
}
