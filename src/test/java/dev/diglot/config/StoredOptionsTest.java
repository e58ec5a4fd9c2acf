// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.json.JsonReplyMode;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.Provider;
import dev.diglot.model.SupportWarning;
import dev.diglot.testing.Serialized;
import dev.diglot.testing.TestKey;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Options, policies and warnings survive serialization; a key is never stored, and a bad stream is refused. */
class StoredOptionsTest {
    private static final RetryPolicy POLICY =
            RetryPolicy.standard().withMaxRetries(7).withBackoff(Duration.ofMillis(3), Duration.ofSeconds(9));

    @Test
    void optionsAreEqualInEverySetting() throws Exception {
        RequestOptions options = RequestOptions.builder()
                .baseUrl("https://a.example/x/v3")
                .header("X-One", "1")
                .header("x-two", "a b")
                .responseTimeout(Duration.ofSeconds(1))
                .idleTimeout(Duration.ofSeconds(2))
                .deadline(Duration.ofSeconds(3))
                .retryPolicy(POLICY)
                .jsonReplyMode(JsonReplyMode.FORCED_TOOL)
                .build();

        RequestOptions copy = Serialized.copy(options);

        assertThat(copy).usingRecursiveComparison().isEqualTo(options);
        assertThat(copy.headers()).isEqualTo(options.headers()).containsEntry("x-one", "1");
        assertThat(copy).hasToString(options.toString());
        assertThat(Serialized.copy(RequestOptions.none()))
                .usingRecursiveComparison()
                .isEqualTo(RequestOptions.none());
    }

    @Test
    void everyOptionExceptTheCredentialsIsStored() {
        Set<String> options = Arrays.stream(RequestOptions.Settings.class.getDeclaredFields())
                .map(field -> field.getName())
                .filter(name -> !name.equals("LONGEST"))
                .collect(Collectors.toCollection(HashSet::new));
        Set<String> stored = Arrays.stream(SerializedOptions.class.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());

        options.remove("credentials");

        assertThat(stored).isEqualTo(options);
    }

    @Test
    void optionsWithASecretHeaderAreRefused() throws Exception {
        RequestOptions options =
                RequestOptions.builder().header("Cookie", "session").build();

        assertThatThrownBy(() -> Serialized.write(options))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("withoutSecrets()");
        assertThat(Serialized.copy(options.withoutSecrets()).headers()).isEmpty();
    }

    @Test
    void optionsWithCredentialsAreRefused() {
        RequestOptions options = RequestOptions.builder()
                .credentials(Credentials.of(TestKey.value()))
                .build();

        assertThatThrownBy(() -> Serialized.write(options))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("credentials");
        assertThatThrownBy(() -> Serialized.write(options.credentials())).isInstanceOf(NotSerializableException.class);
    }

    @Test
    void policyAndWarningAreEqual() throws Exception {
        List<SupportWarning> warnings = MessageRequest.builder("minimax-m2.7", List.of(MessageParam.user("hi")))
                .topK(5)
                .build()
                .check(Provider.TOKENHUB);

        assertThat(Serialized.copy(POLICY)).isEqualTo(POLICY);
        assertThat(warnings).isNotEmpty();
        assertThat(Serialized.copy(warnings)).isEqualTo(warnings);
    }

    @Test
    void streamWithInvalidOptionsIsRefused() throws Exception {
        Map<Object, Object> noText = new HashMap<>(Map.of("x", 7));
        @SuppressWarnings("unchecked") // a stream may hold any map
        Map<String, String> otherTypes = (Map<String, String>) (Map<?, ?>) noText;
        List<SerializedOptions> invalid = List.of(
                options(Map.of("x-a", "b\r\nHost: evil"), null),
                options(Map.of("Authorization", "Bearer x"), null),
                options(otherTypes, null),
                options(null, null),
                options(Map.of(), Duration.ofSeconds(-1)),
                new SerializedOptions("ftp://a.example", Map.of(), null, null, null, null, null));

        for (SerializedOptions options : invalid) {
            byte[] stream = Serialized.write(options);
            assertThatThrownBy(() -> Serialized.read(stream))
                    .isInstanceOf(InvalidObjectException.class)
                    .hasMessageContaining("no valid options");
        }
        byte[] fields = Serialized.withoutFields(RequestOptions.class);
        assertThatThrownBy(() -> Serialized.read(fields)).isInstanceOf(InvalidObjectException.class);
        byte[] policy = Serialized.withoutFields(RetryPolicy.class);
        assertThatThrownBy(() -> Serialized.read(policy)).isInstanceOf(InvalidObjectException.class);
    }

    private static SerializedOptions options(Map<String, String> headers, Duration deadline) {
        return new SerializedOptions(null, headers, null, null, deadline, null, null);
    }
}
