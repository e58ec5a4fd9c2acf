// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.diglot.config.Credentials;
import dev.diglot.config.RequestOptions;
import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatContentPart;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.ChatTextPart;
import dev.diglot.model.ChatTool;
import dev.diglot.model.ChatUserMessage;
import dev.diglot.model.ContentBlock;
import dev.diglot.model.Dialect;
import dev.diglot.model.Message;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.MessageRole;
import dev.diglot.model.MessageTool;
import dev.diglot.model.TextBlock;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.Examples;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requests as a server receives them. What the README builds has the bytes of a golden file, one per dialect, which
 * {@code -Dgolden.update=true} rewrites; port, keys and our version are left out. Every example of the spec has the
 * head of such a request, and its own body.
 */
@Timeout(60)
class GoldenRequestTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final RequestOptions BEARER = RequestOptions.builder()
            .credentials(Credentials.bearer(TestKey.other()))
            .header("x-team", "red")
            .build();

    private final LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>();

    @ParameterizedTest
    @EnumSource
    void requestsHaveTheBytesOfTheGolden(Dialect dialect) throws Exception {
        Map<String, JsonModel> all = built(dialect);
        StringBuilder sent = new StringBuilder();
        try (RawServer server = recording();
                Diglot client = TestClients.builder(server).build()) {
            for (Map.Entry<String, JsonModel> one : all.entrySet()) {
                RequestOptions options = one.getKey().contains("Bearer") ? BEARER : RequestOptions.none();
                sent.append(section(one.getKey() + ", create", client, one.getValue(), options, CallForm.CREATE));
                assertThat(sent.toString())
                        .endsWith(bytes(client, one.getValue(), options, CallForm.CREATE_WITH_RESPONSE))
                        .endsWith(bytes(client, one.getValue(), options, CallForm.CREATE_ASYNC));
                sent.append(section(one.getKey() + ", stream", client, one.getValue(), options, CallForm.STREAM));
                assertThat(sent.toString()).endsWith(bytes(client, one.getValue(), options, CallForm.PUBLISH));
            }
        }

        Path golden = FOLDER.resolve("requests-" + dialect.name().toLowerCase(Locale.ROOT) + ".txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(FOLDER);
            Files.writeString(golden, sent);
        }
        System.out.println("golden: " + all.size() + " requests of " + dialect);
        assertThat(sent.toString()).isEqualTo(Files.readString(golden));
    }

    private RawServer recording() throws IOException {
        return RawServer.start(exchange -> {
            requests.add(exchange.request());
            exchange.raw("HTTP/1.1 500 X\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
        });
    }

    @ParameterizedTest
    @EnumSource
    void everyExampleIsSentAsItIs(Dialect dialect) throws Exception {
        JsonModel plain = built(dialect).values().iterator().next();
        Map<String, JsonModel> examples = examples(dialect);
        assertThat(examples).hasSizeGreaterThanOrEqualTo(20);
        try (RawServer server = recording();
                Diglot client = TestClients.builder(server).build()) {
            String wholeHead = head(bytes(client, plain, RequestOptions.none(), CallForm.CREATE));
            String streamHead = head(bytes(client, plain, RequestOptions.none(), CallForm.STREAM));
            for (JsonModel example : examples.values()) {
                if (isWhole(example)) {
                    String sent = bytes(client, example, RequestOptions.none(), CallForm.CREATE);
                    assertThat(head(sent)).isEqualTo(wholeHead);
                    assertThat(Trees.same(body(sent), example.toJson())).isTrue();
                } else {
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> create(client, example))
                            .withMessageContaining("stream is set");
                    assertThat(requests).isEmpty();
                }
                String sent = bytes(client, example, RequestOptions.none(), CallForm.STREAM);
                assertThat(head(sent)).isEqualTo(streamHead);
                assertThat(Trees.same(body(sent), streamed(example))).isTrue();
            }
        }
    }

    private static String streamed(JsonModel request) {
        return request instanceof ChatCompletionRequest chat
                ? chat.toBuilder().stream(true).build().toJson()
                : messages(request).toBuilder().stream(true).build().toJson();
    }

    /** The request line and the headers, without the length. */
    private static String head(String sent) {
        return sent.substring(0, sent.indexOf("\n\n")).replaceFirst("Content-Length: \\d+", "");
    }

    private static String body(String sent) {
        return sent.substring(sent.indexOf("\n\n") + 2);
    }

    private static Map<String, JsonModel> built(Dialect dialect) {
        return dialect == Dialect.CHAT ? builtForChat() : builtForMessages();
    }

    private static boolean isWhole(JsonModel request) {
        return !Boolean.TRUE.equals(
                request instanceof ChatCompletionRequest chat ? chat.stream() : messages(request).stream());
    }

    private static MessageRequest messages(JsonModel request) {
        return (MessageRequest) request;
    }

    private static void create(Diglot client, JsonModel request) {
        if (request instanceof ChatCompletionRequest chat) {
            client.chat().create(chat);
        } else {
            client.messages().create(messages(request));
        }
    }

    private String section(String name, Diglot client, JsonModel request, RequestOptions options, CallForm form)
            throws Exception {
        return "\n=== " + name + "\n" + bytes(client, request, options, form);
    }

    /** The request that the server received, as text, with the line ends of files. */
    private String bytes(Diglot client, JsonModel request, RequestOptions options, CallForm form) throws Exception {
        form.call(client, request, options);
        return requests.poll(10, TimeUnit.SECONDS)
                        .replaceFirst("Host: 127.0.0.1:\\d+", "Host: 127.0.0.1:PORT")
                        .replaceFirst("user-agent: diglot/\\S+", "user-agent: diglot/VERSION")
                        .replace(TestKey.value(), "KEY-OF-CLIENT")
                        .replace(TestKey.other(), "KEY-OF-CALL")
                        .replace("\r\n", "\n")
                + "\n";
    }

    private static Map<String, JsonModel> examples(Dialect dialect) {
        Map<String, JsonModel> examples = new LinkedHashMap<>();
        for (String name : Examples.names()) {
            if (name.endsWith("-request.json") && name.startsWith(dialect.name().toLowerCase(Locale.ROOT))) {
                byte[] json = Examples.bytes(name);
                examples.put(
                        name,
                        dialect == Dialect.CHAT ? ChatCompletionRequest.fromJson(json) : MessageRequest.fromJson(json));
            }
        }
        return examples;
    }

    private static Map<String, JsonModel> builtForChat() {
        ChatMessage question = ChatMessage.user("How is the weather in Beijing?");
        Map<String, Object> parameters = Map.of("type", "object");
        ChatCompletion calling = ChatCompletion.fromJson("{\"choices\":[{\"message\":{\"role\":\"assistant\","
                + "\"content\":null,\"reasoning_content\":\"hm\",\"x_kept\":[1],\"tool_calls\":[{\"id\":\"a\","
                + "\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"arguments\":\"{}\"}}]}}]}");
        Map<String, JsonModel> built = new LinkedHashMap<>();
        built.put(
                "README, one call",
                ChatCompletionRequest.builder("glm-5", List.of(ChatMessage.user("Calculate 1+1")))
                        .build());
        built.put(
                "README, one call, with Bearer and a header of the call",
                ChatCompletionRequest.builder("glm-5", List.of(ChatMessage.user("Calculate 1+1")))
                        .build());
        built.put(
                "README, tools",
                ChatCompletionRequest.builder("glm-5", List.of(question))
                        .tools(List.of(ChatTool.function("get_weather", "Tells the weather of a city.", parameters)))
                        .build());
        built.put(
                "README, the result of a tool",
                ChatCompletionRequest.builder(
                                "glm-5",
                                List.of(question, calling.message(), ChatMessage.tool("a", "{\"degrees\": 21}")))
                        .build());
        built.put(
                "README, a field that is newer than the spec",
                ChatCompletionRequest.builder("glm-5", List.of(ChatMessage.user("Hi")))
                        .additionalProperty("enable_search", true)
                        .build());
        built.put(
                "every kind of text",
                ChatCompletionRequest.builder(
                                "glm-5",
                                List.of(
                                        ChatMessage.system("Kurz."),
                                        ChatMessage.user("\u65e5\u672c \ud83d\ude00 \"\\\\\n\u2028</")))
                        .stop("11.")
                        .temperature(0.0)
                        .build());
        built.put(
                "unknown members at every depth",
                ChatCompletionRequest.builder(
                                "glm-5",
                                List.of(ChatUserMessage.builder(List.<ChatContentPart>of(ChatTextPart.builder("Hi")
                                                .additionalProperty("x_part", Map.of("a", List.of(1, 2.5)))
                                                .build()))
                                        .additionalProperty("x_message", "m")
                                        .build()))
                        .tools(List.of(ChatTool.fromJson(
                                "{\"type\":\"function\",\"function\":{\"name\":\"f\",\"x_function\":true},"
                                        + "\"x_tool\":null}")))
                        .additionalProperty("x_request", Map.of("deep", Map.of("er", "yes")))
                        .build());
        return built;
    }

    private static Map<String, JsonModel> builtForMessages() {
        Message reply = Message.fromJson("{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\","
                + "\"thinking\":\"hm\",\"signature\":\"s\"},{\"type\":\"text\",\"text\":\"Hello\",\"x_kept\":1},"
                + "{\"type\":\"brand_new\",\"y\":2}]}");
        Map<String, JsonModel> built = new LinkedHashMap<>();
        built.put(
                "README, one call",
                MessageRequest.builder("minimax-m2.7", List.of(MessageParam.user("Hi")))
                        .maxTokens(1000)
                        .build());
        built.put(
                "README, one call to Luchen Cloud, with Bearer and a header of the call",
                MessageRequest.builder("minimax/minimax-m2.5", List.of(MessageParam.user("Hi")))
                        .maxTokens(1000)
                        .build());
        built.put(
                "what came back",
                MessageRequest.builder(
                                "minimax-m2.7",
                                List.of(MessageParam.user("Hi"), reply.toParam(), MessageParam.user("And now?")))
                        .system("Be short.")
                        .build());
        built.put(
                "unknown members at every depth",
                MessageRequest.builder(
                                "minimax-m2.7",
                                List.of(MessageParam.builder(
                                                MessageRole.USER,
                                                List.<ContentBlock>of(TextBlock.builder("Hi")
                                                        .additionalProperty("x_block", Map.of("a", List.of(1, 2.5)))
                                                        .build()))
                                        .additionalProperty("x_message", "m")
                                        .build()))
                        .tools(List.of(MessageTool.builder("f")
                                .additionalProperty("x_tool", null)
                                .build()))
                        .additionalProperty("x_request", Map.of("deep", Map.of("er", "yes")))
                        .build());
        return built;
    }
}
