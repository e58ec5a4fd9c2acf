// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.Message;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.stream.ChatAccumulator;
import dev.diglot.stream.MessageAccumulator;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/** Both accumulators accept any events in any order; each line of an input is one event. */
public final class AccumulatorFuzz {
    private AccumulatorFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        ChatAccumulator chat = new ChatAccumulator();
        MessageAccumulator messages = new MessageAccumulator();
        for (String line : new String(input, StandardCharsets.UTF_8).split("\n", -1)) {
            read(line, ChatCompletionChunk::fromJson).ifPresent(chat::accept);
            read(line, MessageStreamEvent::fromJson).ifPresent(messages::accept);
        }
        check(chat.result());
        assertThat(chat.warnings()).isNotNull();
        check(messages.result());
        assertThat(messages.warnings()).isNotNull();
    }

    private static <T> Optional<T> read(String json, Function<String, T> reader) {
        try {
            return Optional.of(reader.apply(json));
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    private static void check(ChatCompletion whole) {
        assertThat(whole.text()).isNotNull();
        assertThat(whole.toString()).isNotNull();
        if (!whole.choices().isEmpty()) {
            assertThat(whole.message()).isNotNull();
        }
        checkJson(whole, ChatCompletion.fromJson(whole.toJson()));
    }

    private static void check(Message whole) {
        assertThat(whole.text()).isNotNull();
        assertThat(whole.thinking()).isNotNull();
        assertThat(whole.toString()).isNotNull();
        assertThat(whole.toParam().toJson()).isNotNull();
        checkJson(whole, Message.fromJson(whole.toJson()));
    }

    private static void checkJson(JsonModel whole, JsonModel again) {
        assertThat(again.toJson()).isEqualTo(whole.toJson());
    }
}
