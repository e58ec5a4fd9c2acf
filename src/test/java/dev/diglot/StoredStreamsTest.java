// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.config.RequestOptions;
import dev.diglot.config.RetryPolicy;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.json.JsonReplyMode;
import dev.diglot.model.ChatCompletion;
import dev.diglot.testing.Serialized;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each later version must read what version 0.1.0 has stored. The file holds what it wrote: a name and Base64 a line.
 * {@code -Dgolden.update=true} writes it again, which only a version that no user has stored anything with may do.
 */
class StoredStreamsTest {
    private static final Path FILE = Path.of("src/test/resources/golden/stored-0.1.0.txt");

    private static Map<String, Object> values() {
        ChatCompletion model = ChatCompletion.fromJson("{\"id\":\"c-1\",\"choices\":[{\"index\":0,\"message\":"
                + "{\"role\":\"assistant\",\"content\":\"hello\"}}],\"new\":{\"a\":[1.50,null]}}");
        StreamTruncatedException failure = new StreamTruncatedException("[DONE]", model, null);
        failure.setStackTrace(new StackTraceElement[0]);
        RetryPolicy policy = RetryPolicy.standard().withMaxRetries(7);
        RequestOptions options = RequestOptions.builder()
                .baseUrl("https://a.example/x/v3")
                .header("x-one", "1")
                .responseTimeout(Duration.ofSeconds(1))
                .idleTimeout(Duration.ofSeconds(2))
                .deadline(Duration.ofSeconds(3))
                .retryPolicy(policy)
                .jsonReplyMode(JsonReplyMode.FORCED_TOOL)
                .build();
        return new TreeMap<>(Map.of("model", model, "failure", failure, "policy", policy, "options", options));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model", "failure", "policy", "options"})
    void streamOfTheFirstVersionIsRead(String name) throws Exception {
        if (Boolean.getBoolean("golden.update")) {
            update();
        }
        Map<String, String> streams = Files.readAllLines(FILE).stream()
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(' ')), line -> line.substring(line.indexOf(' ') + 1)));

        Object read = Serialized.read(Base64.getDecoder().decode(streams.get(name)));

        Object expected = values().get(name);
        assertThat(read).hasSameClassAs(expected).hasToString(expected.toString());
        if (read instanceof StreamTruncatedException failure) {
            assertThat(failure.partial()).isEqualTo(values().get("model"));
        } else {
            assertThat(read).usingRecursiveComparison().isEqualTo(expected);
        }
    }

    private static void update() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, Object> value : values().entrySet()) {
            String stream = Base64.getEncoder().encodeToString(Serialized.write(value.getValue()));
            lines.append(value.getKey()).append(' ').append(stream).append('\n');
        }
        Files.writeString(FILE, lines);
    }
}
