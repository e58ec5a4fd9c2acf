// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import dev.diglot.Diglot;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.ChatTool;
import dev.diglot.model.ChatToolCall;
import dev.diglot.model.ContentBlock;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.MessageTool;
import dev.diglot.model.TextBlock;
import dev.diglot.model.ToolChoice;
import dev.diglot.model.ToolUseBlock;
import dev.diglot.stream.ChatStream;
import dev.diglot.stream.MessageStream;
import java.util.List;
import java.util.Map;

/**
 * More Java calls for the reference page than the spec has, each beside a curl call with the same body.
 *
 * <p>{@code spec/tools/reference.js} takes the body of each method; {@link SamplesTest} runs it against an endpoint
 * that refuses any other request than that of the example.
 */
final class Samples {
    private static final Map<String, Object> PARAMETERS = Map.of(
            "type",
            "object",
            "properties",
            Map.of("city", Map.of("type", "string", "description", "Name of the city, for example Beijing.")),
            "required",
            List.of("city"));

    private Samples() {}

    // sample: chat-stream
    static void chatStream(Diglot client) {
        ChatMessage rules = ChatMessage.system("You answer with the sum only.");
        ChatMessage question = ChatMessage.user("What is 2 plus 3?");
        ChatCompletionRequest request =
                ChatCompletionRequest.builder("glm-5", List.of(rules, question)).build();
        try (ChatStream stream = client.chat().stream(request)) {
            for (ChatCompletionChunk chunk : stream) {
                System.out.print(chunk.text());
            }
            System.out.println(stream.result().choices().get(0).finishReason());
        }
    }

    // sample: chat-tool
    static void chatTool(Diglot client) {
        String purpose = "Tells the weather of a city right now.";
        List<ChatMessage> messages = List.of(ChatMessage.user("How is the weather in Beijing?"));
        ChatCompletionRequest request = ChatCompletionRequest.builder("glm-5", messages)
                .tools(List.of(ChatTool.function("get_weather", purpose, PARAMETERS)))
                .toolChoice("auto")
                .build();
        for (ChatToolCall call : client.chat().create(request).toolCalls()) {
            System.out.println(call.function().name() + call.function().arguments());
        }
    }

    // sample: messages-stream
    static void messagesStream(Diglot client) {
        TextBlock rules = TextBlock.builder("You are friendly and brief.").build();
        List<ContentBlock> question = List.of(ContentBlock.text("Hi, how is your day?"));
        MessageRequest request = MessageRequest.builder("minimax-m2.7", List.of(MessageParam.user(question)))
                .maxTokens(1000)
                .system(List.of(rules))
                .build();
        try (MessageStream stream = client.messages().stream(request)) {
            stream.text().forEach(System.out::print);
            System.out.println(stream.result().stopReason());
        }
    }

    // sample: messages-tool
    static void messagesTool(Diglot client) {
        String purpose = "Tells the weather of a city right now.";
        List<MessageParam> messages = List.of(MessageParam.user("How is the weather in Beijing?"));
        MessageRequest request = MessageRequest.builder("minimax-m2.7", messages)
                .maxTokens(1000)
                .tools(List.of(MessageTool.of("get_weather", purpose, PARAMETERS)))
                .toolChoice(ToolChoice.auto())
                .build();
        for (ToolUseBlock call : client.messages().create(request).toolUses()) {
            System.out.println(call.name() + call.input());
        }
    }
}
