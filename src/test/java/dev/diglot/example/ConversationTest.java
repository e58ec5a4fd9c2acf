// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The README's first command, and how it ends when something is wrong. */
class ConversationTest {
    private String said = "";

    private static Conversation.Weather weather(String city) {
        return new Conversation.Weather(21, "clear");
    }

    private int run(Map<String, String> environment, Function<String, Conversation.Weather> weather) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int code = Conversation.run(environment, weather, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        said = bytes.toString(StandardCharsets.UTF_8);
        return code;
    }

    @Test
    void wholeConversationIsHeldInBothDialects() {
        int code = run(Map.of(), ConversationTest::weather);

        assertThat(code).as(said).isZero();
        assertThat(said)
                .containsSubsequence(
                        "== Chat: a reply ==",
                        "Hello! I am a small model",
                        "== Chat: a stream ==",
                        "2 plus 3 is 5.",
                        "(finish reason: stop)",
                        "== Messages: a stream ==",
                        "My day is quiet, thank you.",
                        "(stop reason: end_turn)",
                        "== Chat: a tool call ==",
                        "get_weather",
                        "In Beijing it is 21 degrees",
                        "== Messages: a tool call ==",
                        "get_weather",
                        "In Beijing it is 21 degrees",
                        "== Chat: a reply in JSON ==",
                        "city: Paris, country: France",
                        "== Messages: a reply in JSON ==",
                        "city: Paris, country: France",
                        "== A typed error ==",
                        "ModelNotAvailableException, status 403");
    }

    @Test
    void wrongToolResultIsRefusedAndEndsInOneLine() {
        int code = run(Map.of(), city -> new Conversation.Weather(35, "clear"));

        assertThat(code).isEqualTo(1);
        assertThat(lastLine()).startsWith("Stopped: ").contains("400");
        assertThat(said).doesNotContain("In Beijing it is 21 degrees").doesNotContain("\tat ");
    }

    @Test
    void wrongKeyEndsInOneLineWithoutTheKey() {
        try (EmbeddedEndpoint endpoint = new EmbeddedEndpoint()) {
            int code = run(
                    Map.of("DIGLOT_BASE_URL", endpoint.baseUrl(), "DIGLOT_API_KEY", EmbeddedEndpoint.KEY + "-other"),
                    ConversationTest::weather);

            assertThat(code).isEqualTo(1);
            assertThat(lastLine()).startsWith("Stopped: ").contains("401");
            assertThat(said).doesNotContain(EmbeddedEndpoint.KEY).doesNotContain("\tat ");
        }
    }

    @Test
    void unreachableHostEndsInOneLine() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        int code = run(
                Map.of("DIGLOT_BASE_URL", "http://127.0.0.1:" + free, "DIGLOT_API_KEY", EmbeddedEndpoint.KEY),
                ConversationTest::weather);

        assertThat(code).isEqualTo(1);
        assertThat(lastLine()).startsWith("Stopped: ").contains("127.0.0.1:" + free);
        assertThat(said).doesNotContain("\tat ");
    }

    @Test
    void badUrlEndsInOneLine() {
        int code = run(
                Map.of("DIGLOT_BASE_URL", "ftp://example.org", "DIGLOT_API_KEY", EmbeddedEndpoint.KEY),
                ConversationTest::weather);

        assertThat(code).isEqualTo(1);
        assertThat(said.strip().lines()).hasSize(1);
        assertThat(said).contains("Stopped: ").contains("ftp").contains("https://");
    }

    @Test
    void missingKeyEndsInOneLine() {
        int code = run(Map.of("DIGLOT_BASE_URL", "https://example.org"), ConversationTest::weather);

        assertThat(code).isEqualTo(1);
        assertThat(said.strip().lines()).hasSize(1);
        assertThat(said).contains("Stopped: DIGLOT_API_KEY is not set");
    }

    private String lastLine() {
        return said.strip().lines().reduce("", (first, second) -> second);
    }
}
