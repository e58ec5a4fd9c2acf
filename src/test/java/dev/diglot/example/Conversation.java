// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.diglot.Diglot;
import dev.diglot.error.ApiException;
import dev.diglot.error.DiglotException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.ContentBlock;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.TextBlock;
import dev.diglot.model.ToolChoice;
import dev.diglot.stream.ChatStream;
import dev.diglot.stream.MessageStream;
import dev.diglot.tool.ToolSet;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The README's first command: a conversation in both dialects, through the generated client only.
 *
 * <p>With nothing configured it talks to an embedded endpoint; with {@code DIGLOT_BASE_URL} and {@code DIGLOT_API_KEY}
 * to that one, and {@code DIGLOT_MODEL} picks the model.
 */
public final class Conversation {
    private static final String QUESTION = "How is the weather in Beijing?";
    private static final String JSON_QUESTION = "Where is the Eiffel Tower?";

    @JsonClassDescription("Tells the weather of a city right now.")
    record GetWeather(
            @JsonPropertyDescription("Name of the city, for example Beijing.")
            String city) {}

    record Weather(int degrees, String sky) {}

    @JsonClassDescription("A city and its country.")
    record City(String city, String country) {}

    private final Diglot client;
    private final Map<String, String> environment;
    private final ToolSet tools;
    private final PrintStream out;

    Conversation(Diglot client, Map<String, String> environment, Function<String, Weather> weather, PrintStream out) {
        this.client = client;
        this.environment = environment;
        this.tools = ToolSet.builder()
                .add(GetWeather.class, call -> weather.apply(call.city()))
                .onToolCall(call -> out.println(call.name() + call.arguments()))
                .build();
        this.out = out;
    }

    public static void main(String[] arguments) {
        int code = run(System.getenv(), city -> new Weather(21, "clear"), System.out);
        System.out.flush();
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Runs the conversation; returns 0 on success, or 1 after one line that says what failed. */
    static int run(Map<String, String> environment, Function<String, Weather> weather, PrintStream out) {
        String url = environment.getOrDefault("DIGLOT_BASE_URL", "");
        String key = environment.getOrDefault("DIGLOT_API_KEY", "");
        if (url.isBlank() != key.isBlank()) {
            return stopped(
                    (url.isBlank() ? "DIGLOT_BASE_URL" : "DIGLOT_API_KEY") + " is not set; set both, or none", out);
        }
        if (!url.isBlank()) {
            return hold(url, key, environment, weather, out);
        }
        try (EmbeddedEndpoint endpoint = new EmbeddedEndpoint()) {
            return hold(endpoint.baseUrl(), EmbeddedEndpoint.KEY, environment, weather, out);
        }
    }

    private static int hold(
            String url,
            String key,
            Map<String, String> environment,
            Function<String, Weather> weather,
            PrintStream out) {
        try (Diglot client = Diglot.builder().baseUrl(url).apiKey(key).build()) {
            out.println("Talking to " + url);
            new Conversation(client, environment, weather, out).all();
            return 0;
        } catch (DiglotException | IllegalArgumentException e) {
            return stopped(e.getMessage(), out);
        }
    }

    /** Prints the reason in one line, whatever an endpoint sent. */
    private static int stopped(String why, PrintStream out) {
        out.println();
        out.println("Stopped: " + why.replaceAll("\\s+", " "));
        return 1;
    }

    private void all() {
        chatReply();
        chatStream();
        messagesStream();
        chatTool();
        messagesTool();
        chatJson();
        messagesJson();
        typedError();
    }

    private String model(String otherwise) {
        return environment.getOrDefault("DIGLOT_MODEL", otherwise);
    }

    private void heading(String text) {
        out.println();
        out.println("== " + text + " ==");
    }

    private void chatReply() {
        heading("Chat: a reply");
        ChatCompletion reply = client.chat()
                .create(ChatCompletionRequest.builder(
                                model("deepseek-v3.2"), List.of(ChatMessage.user("Hello, who are you?")))
                        .build());
        out.println(reply.text());
    }

    private void chatStream() {
        heading("Chat: a stream");
        ChatCompletionRequest request = ChatCompletionRequest.builder(
                        model("glm-5"),
                        List.of(
                                ChatMessage.system("You answer with the sum only."),
                                ChatMessage.user("What is 2 plus 3?")))
                .build();
        try (ChatStream stream = client.chat().stream(request)) {
            for (ChatCompletionChunk chunk : stream) {
                out.print(chunk.text());
                out.flush();
            }
            out.println();
            out.println("(finish reason: "
                    + stream.result().choices().stream()
                            .map(choice -> String.valueOf(choice.finishReason()))
                            .collect(Collectors.joining(", "))
                    + ")");
        }
    }

    private void messagesStream() {
        heading("Messages: a stream");
        MessageRequest request = MessageRequest.builder(
                        model("minimax-m2.7"),
                        List.of(MessageParam.user(List.of(ContentBlock.text("Hi, how is your day?")))))
                .maxTokens(1000)
                .system(List.of(TextBlock.builder("You are friendly and brief.").build()))
                .build();
        try (MessageStream stream = client.messages().stream(request)) {
            stream.text().forEach(text -> {
                out.print(text);
                out.flush();
            });
            out.println();
            out.println("(stop reason: " + stream.result().stopReason() + ")");
        }
    }

    private void chatTool() {
        heading("Chat: a tool call");
        ChatCompletionRequest request = ChatCompletionRequest.builder(
                        model("glm-5"), List.of(ChatMessage.user(QUESTION)))
                .toolChoice("auto")
                .build();
        out.println(tools.run(client.chat(), request).text());
    }

    private void messagesTool() {
        heading("Messages: a tool call");
        MessageRequest request = MessageRequest.builder(model("minimax-m2.7"), List.of(MessageParam.user(QUESTION)))
                .maxTokens(1000)
                .toolChoice(ToolChoice.auto())
                .build();
        out.println(tools.run(client.messages(), request).text());
    }

    private void chatJson() {
        heading("Chat: a reply in JSON");
        ChatCompletionRequest request = ChatCompletionRequest.builder(
                        model("glm-5"), List.of(ChatMessage.user(JSON_QUESTION)))
                .jsonReply(City.class)
                .build();
        print(client.chat().create(request).as(City.class));
    }

    private void messagesJson() {
        heading("Messages: a reply in JSON");
        MessageRequest request = MessageRequest.builder(
                        model("minimax-m2.7"), List.of(MessageParam.user(JSON_QUESTION)))
                .maxTokens(1000)
                .jsonReply(City.class)
                .build();
        print(client.messages().create(request).as(City.class));
    }

    private void print(City city) {
        out.println("city: " + city.city() + ", country: " + city.country());
    }

    private void typedError() {
        heading("A typed error");
        try {
            client.chat()
                    .create(ChatCompletionRequest.builder(EmbeddedEndpoint.NO_MODEL, List.of(ChatMessage.user("Hello")))
                            .build());
            out.println("(the endpoint refused nothing)");
        } catch (ApiException e) {
            out.println(e.getClass().getSimpleName() + ", status " + e.status() + ": " + e.getMessage());
        }
    }
}
