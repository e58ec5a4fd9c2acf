// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.Diglot;
import dev.diglot.error.OverloadedException;
import dev.diglot.error.ServerException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.Dialect;
import dev.diglot.model.FinishReason;
import dev.diglot.model.Message;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.CallForm.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Scripts in JSON, as the guide describes them. */
@Timeout(60)
class ScriptFileTest {
    @TempDir
    private Path folder;

    private List<Reply> read(String json) throws IOException {
        return ScriptFile.read(Files.writeString(folder.resolve("script.json"), json));
    }

    private End call(String reply, CallForm form, Dialect dialect) throws Exception {
        Reply[] replies = read("[" + reply + "]").toArray(Reply[]::new);
        try (FakeEndpoint endpoint = FakeEndpoint.start(replies);
                Diglot client = endpoint.client().build()) {
            return form.call(client, dialect);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void textIsSent(CallForm form, Dialect dialect) throws Exception {
        assertThat(call("{\"text\": [\"It \", \"is sunny.\"]}", form, dialect).text())
                .isEqualTo("It is sunny.");
    }

    @ParameterizedTest
    @EnumSource
    void optionsAreApplied(CallForm form) throws Exception {
        String script = """
                {"text": "a", "reasoning": "b", "usage": {"input": 1, "output": 2}, "stop_reason": "max_tokens",
                 "delay_ms": 1, "pace_ms": 1, "headers": {"x-a": "b"}}
                """;

        ChatCompletion chat = call(script, form, Dialect.CHAT).chat();
        assertThat(chat.reasoning()).isEqualTo("b");
        assertThat(chat.finishReason()).isEqualTo(FinishReason.LENGTH);
        Message message = call(script, form, Dialect.MESSAGES).message();
        assertThat(message.tokenCounts().output()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void toolCallsStandAlone(CallForm form) throws Exception {
        String script =
                "{\"tool_calls\": [{\"name\": \"f\", \"arguments\": {\"a\": 1}}, {\"name\": \"g\", \"arguments\": \"{}\"}]}";

        assertThat(call(script, form, Dialect.CHAT).chat().toolCalls())
                .extracting(call -> call.function().name() + call.function().arguments())
                .containsExactly("f{\"a\":1}", "g{}");
    }

    @Test
    void errorHasItsMessage() throws Exception {
        assertThat(call("{\"error\": \"server\", \"message\": \"down\"}", CallForm.CREATE, Dialect.CHAT)
                        .failure(ServerException.class))
                .hasMessageContaining("down");
    }

    @Test
    void streamIsCut() throws Exception {
        String script = "{\"text\": [\"a\", \"b\"], \"cut\": {\"after_events\": 2, \"how\": \"close\"}}";

        End end = call(script, CallForm.STREAM, Dialect.CHAT);
        end.failure(StreamTruncatedException.class);
        assertThat(((ChatCompletion) end.reply()).text()).isEqualTo("a");
    }

    @Test
    void streamEndsWithAnError() throws Exception {
        String script = "{\"text\": [\"a\", \"b\"], \"cut\": {\"after_events\": 2, \"error\": \"overloaded\"}}";

        call(script, CallForm.STREAM, Dialect.MESSAGES).failure(OverloadedException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | reply 1: needs tool_calls or exactly one of",
                "{\"text\": \"a\", \"error\": \"server\"} | reply 1: needs tool_calls or exactly one of",
                "{\"text\": 1} | reply 1: 1 is not a JSON string",
                "{\"text\": \"a\", \"pace\": 1} | reply 1: pace does not belong here",
                "{\"text\": \"a\", \"pace_ms\": 0.5} | 0.5 is not a whole number",
                "{\"text\": \"a\", \"pace_ms\": 5000000000} | 5000000000 is not a whole number, or too large",
                "{\"error\": \"slow\"} | reply 1: \"slow\" is not one of [invalid_request",
                "{\"text\": \"a\", \"cut\": {\"after_event\": 2, \"how\": \"end\"}} | has a member that is not one of",
                "{\"text\": \"a\", \"cut\": {\"after_bytes\": 2, \"error\": \"server\"}} | has a member that is not one of",
                "{\"example\": \"chat-nothing\"} | no response or stream that is named chat-nothing",
                "{\"error\": \"server\", \"usage\": {\"input\": 1, \"output\": 1}} | Only text, JSON, tool calls",
            })
    void wrongScriptIsRejectedWithItsPlaceAndReason(String reply, String expected) {
        assertThatThrownBy(() -> read("[" + reply + "]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected);
    }
}
