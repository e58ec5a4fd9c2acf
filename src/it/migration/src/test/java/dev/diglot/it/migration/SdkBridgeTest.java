// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.diglot.Diglot;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Diglot sends a request that openai-java built, and openai-java reads the reply. */
@Timeout(30)
class SdkBridgeTest {
    private final ChatCompletionCreateParams params = ChatCompletionCreateParams.builder()
            .model("glm-5")
            .addSystemMessage("Call a tool.")
            .addUserMessage("How is the weather in Beijing?")
            .addTool(OpenAiJavaTools.GetWeather.class)
            .temperature(0.5)
            .build();

    @Test
    void requestAndReplyAreThoseOfOpenAiJava() throws Exception {
        Reply reply = Reply.text("One moment.")
                .andToolCall("get_weather", "{\"city\": \"Beijing\"}")
                .reasoning("A tool may know.");
        try (FakeEndpoint endpoint = FakeEndpoint.start(reply);
                Diglot client = DiglotCalls.client(endpoint.url(), Library.KEY)) {
            OpenAIClient sdk = OpenAiJavaCalls.client(endpoint.url(), Library.KEY);
            ChatCompletion direct = sdk.chat().completions().create(params);
            ChatCompletion bridged = SdkBridge.send(client, params);

            assertThat(bridged.choices().get(0).message().content())
                    .isEqualTo(direct.choices().get(0).message().content())
                    .contains("One moment.");
            assertThat(bridged.choices().get(0).message()._allProperties().get("reasoning_content"))
                    .isEqualTo(
                            direct.choices().get(0).message()._allProperties().get("reasoning_content"))
                    .hasToString("A tool may know.");
            assertThat(bridged.choices().get(0).message().toolCalls().orElseThrow())
                    .hasSize(1);
            assertThat(endpoint.requests().get(1).chat())
                    .isEqualTo(endpoint.requests().get(0).chat());
        }
    }
}
