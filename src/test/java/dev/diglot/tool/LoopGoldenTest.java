// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.diglot.Diglot;
import dev.diglot.config.RequestOptions;
import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.Dialect;
import dev.diglot.model.Message;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.ResponseFormat;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestKey;
import dev.diglot.tool.ExactReply.Call;
import dev.diglot.tool.LoopForm.Variant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The requests of one loop as a server receives them: two tools, two rounds of calls and a typed reply. They have the
 * bytes of a golden file, one per dialect, which {@code -Dgolden.update=true} rewrites.
 */
@Timeout(60)
class LoopGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    /** The ids of two calls are the same, and others are missing. */
    private static final List<ExactReply> REPLIES = List.of(
            ExactReply.calls(
                    new Call("call_1", "get_weather", "{\"city\": \"Paris\", \"unit\": \"CELSIUS\"}"),
                    new Call("call_1", "now", "{}")),
            ExactReply.calls(
                    new Call("", "get_weather", "{\"city\": \"Rome\", \"unit\": null}"), new Call(null, "nope", "{}")),
            ExactReply.text("{\"city\":\"Paris\",\"days\":[{\"high\":21}]}"));

    private enum Unit {
        CELSIUS,
        FAHRENHEIT
    }

    @JsonClassDescription("Tells the weather of a city.")
    record GetWeather(
            @JsonPropertyDescription("City, for example Beijing")
            String city,

            Optional<Unit> unit) {}

    record Weather(int degrees, Optional<String> wind) {}

    record Now() {}

    record Day(int high) {}

    record Forecast(String city, List<Day> days) {}

    @ParameterizedTest
    @EnumSource
    void requestsHaveTheBytesOfTheGolden(Dialect dialect) throws Exception {
        StringBuilder sent = new StringBuilder();
        for (Variant variant : List.of(Variant.RUN, Variant.STREAMS)) {
            List<String> requests = requests(new LoopForm(dialect, variant));
            assertThat(requests).hasSize(3);
            for (int i = 0; i < requests.size(); i++) {
                sent.append("\n=== " + variant + ", request " + (i + 1) + "\n" + requests.get(i));
            }
        }
        assertThat(requests(new LoopForm(dialect, Variant.ASYNC)))
                .isEqualTo(requests(new LoopForm(dialect, Variant.ROUNDS)))
                .allSatisfy(request -> assertThat(sent.toString()).contains(request));

        Path golden = FOLDER.resolve("loop-" + dialect.name().toLowerCase(Locale.ROOT) + ".txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, sent);
        }
        assertThat(sent.toString()).isEqualTo(Files.readString(golden));
    }

    private static List<String> requests(LoopForm form) throws Exception {
        List<String> requests = new CopyOnWriteArrayList<>();
        ToolSet tools = ToolSet.builder()
                .add(GetWeather.class, call -> new Weather(21, Optional.empty()))
                .add("now", null, Now.class, call -> "noon")
                .build();
        try (RawServer server = RawServer.start(exchange -> {
                    requests.add(normal(exchange.request()));
                    exchange.headAnd(
                            form.contentType(), REPLIES.get(requests.size() - 1).body(form));
                    exchange.end();
                });
                Diglot client = TestClients.client(server)) {
            LoopForm.Prepared loop = form.prepare(client, tools, request(form.dialect()), RequestOptions.none());
            JsonModel reply = form.reply(loop);
            Forecast forecast = reply instanceof ChatCompletion chat
                    ? chat.as(Forecast.class)
                    : ((Message) reply).as(Forecast.class);
            assertThat(forecast).isEqualTo(new Forecast("Paris", List.of(new Day(21))));
        }
        return requests;
    }

    private static JsonModel request(Dialect dialect) {
        return dialect == Dialect.CHAT
                ? ChatCompletionRequest.builder("glm-5", List.of(ChatMessage.user("How is the weather in Paris?")))
                        .responseFormat(ResponseFormat.of(Forecast.class))
                        .build()
                : MessageRequest.builder("minimax-m2.7", List.of(MessageParam.user("How is the weather in Paris?")))
                        .maxTokens(1000)
                        .jsonReply(Forecast.class)
                        .build();
    }

    private static String normal(String request) {
        return request.replaceFirst("Host: 127.0.0.1:\\d+", "Host: 127.0.0.1:PORT")
                        .replaceFirst("user-agent: diglot/\\S+", "user-agent: diglot/VERSION")
                        .replace(TestKey.value(), "KEY-OF-CLIENT")
                        .replace("\r\n", "\n")
                + "\n";
    }
}
