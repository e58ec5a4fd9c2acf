// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.diglot.Diglot;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each Java call of the reference page sends the request of its example: the endpoint refuses any other. */
class SamplesTest {
    private static final Map<String, Consumer<Diglot>> SAMPLES = Map.of(
            "chat-stream", Samples::chatStream,
            "chat-tool", Samples::chatTool,
            "messages-stream", Samples::messagesStream,
            "messages-tool", Samples::messagesTool);

    private static Stream<String> names() {
        return SAMPLES.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("names")
    void sampleSendsTheRequestOfItsExample(String name) {
        try (EmbeddedEndpoint endpoint = new EmbeddedEndpoint(name, 0);
                Diglot client = Diglot.builder()
                        .baseUrl(endpoint.baseUrl())
                        .apiKey(EmbeddedEndpoint.KEY)
                        .build()) {
            assertThatCode(() -> SAMPLES.get(name).accept(client)).doesNotThrowAnyException();
        }
    }
}
