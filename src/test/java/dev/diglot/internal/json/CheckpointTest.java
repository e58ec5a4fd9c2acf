// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.model.ContentBlock;
import dev.diglot.model.Message;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checkpoint is called while JSON of any shape is read, and ends the reading. */
class CheckpointTest {
    private static final int TOKENS = 100_000;

    private static byte[] many(String json) {
        int at = json.indexOf('%');
        String part = json.substring(at + 1, json.indexOf('%', at + 1));
        String all = (part + ",").repeat(TOKENS);
        return json.replace("%" + part + "%", all.substring(0, all.length() - 1))
                .getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"unknown\":[%1%]}",
                "{\"unknown\":[%{}%]}",
                "{\"unknown\":[%[]%]}",
                "{\"unknown\":{%\"a\":1%}}",
                "{%\"unknown\":1%}",
                "{%\"id\":\"x\"%}",
                "{\"content\":[%{}%]}",
                "{\"content\":[%{\"type\":\"text\"}%]}",
                "{\"content\":[%1%]}",
                "{\"type\":\"message\",\"type\":[%1%]}",
                "{\"type\":\"message\",\"type\":{%\"a\":{}%}}",
            })
    void itIsCalledAtLeastOnceInAThousandTokens(String json) throws Exception {
        byte[] bytes = many(json);
        AtomicInteger calls = new AtomicInteger();

        JsonReader.ofWire().decode(bytes, 0, bytes.length, GeneratedReaders.of(Message.class), calls::incrementAndGet);

        assertThat(calls.get()).isGreaterThanOrEqualTo(TOKENS / 1000);
    }

    @Test
    void itIsCalledWhileALateTagIsLookedFor() {
        byte[] bytes = many("{\"x\":[%1%],\"type\":\"text\"}");
        AtomicInteger calls = new AtomicInteger();

        assertThatThrownBy(() -> JsonReader.ofWire()
                        .decode(bytes, 0, bytes.length, GeneratedReaders.of(ContentBlock.class), () -> {
                            if (calls.incrementAndGet() == 3) {
                                throw new CancellationException("enough");
                            }
                        }))
                .isInstanceOf(CancellationException.class);
        assertThat(calls).hasValue(3);
    }

    @Test
    void anExceptionOfTheCheckpointEndsReading() {
        byte[] bytes = many("[%[1,2]%]");
        AtomicInteger calls = new AtomicInteger();

        assertThatThrownBy(() -> Json.parse(bytes, 0, bytes.length, () -> {
                    calls.incrementAndGet();
                    throw new CancellationException("enough");
                }))
                .isInstanceOf(CancellationException.class)
                .hasMessage("enough");
        assertThat(calls).hasValue(1);
    }
}
