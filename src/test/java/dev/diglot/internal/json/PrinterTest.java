// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.ChatRole;
import dev.diglot.model.ContentBlock;
import dev.diglot.model.Message;
import dev.diglot.model.MessageContent;
import dev.diglot.model.ToolUseBlock;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model prints: bounded, without secrets, on one line. */
class PrinterTest {
    private static final int MOST = 2000;
    private static final String LONG = "x".repeat(5_000_000);

    private static String printed(String member) {
        return Message.fromJson("{" + member + "}").toString();
    }

    @Test
    void aShortModelIsPrintedCompletely() {
        String json = "{\"id\":\"x\",\"content\":[{\"type\":\"text\",\"text\":\"a \\\"b\\\" \u20ac\"}],"
                + "\"more\":[1,2.5,true,null,[],{}]}";

        assertThat(Message.fromJson(json)).hasToString("Message" + json);
    }

    @Test
    void whatIsLongIsCutWithANoteAndNotBuilt() {
        List<Object> values = List.of(
                Message.fromJson("{\"id\":\"" + LONG + "\"}"),
                Message.fromJson("{\"" + LONG.substring(0, 40_000) + "\":1}"),
                Message.fromJson("{\"x\":[" + "1,".repeat(100_000) + "1]}"),
                ContentBlock.fromJson("{\"type\":\"new\",\"data\":\"" + LONG + "\"}"),
                ContentBlock.fromJson("{\"type\":\"" + LONG + "\"}"),
                MessageContent.of(LONG),
                MessageContent.fromJson("[{\"type\":\"text\",\"text\":\"" + LONG + "\"}]"),
                MessageContent.fromJson("{\"data\":\"" + LONG + "\"}"),
                ChatRole.of(LONG),
                ChatCompletionRequest.builder("m", List.of(ChatMessage.user(LONG)))
                        .build());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        for (Object value : values) {
            long before = threads.getCurrentThreadAllocatedBytes();
            String text = value.toString();
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;

            assertThat(text.length()).isBetween(1000, MOST);
            assertThat(text).containsPattern("\\.\\.\\. \\(\\d+ more characters\\)");
            assertThat(allocated).as(value.getClass().getName()).isLessThan(8_000_000);
        }
    }

    @Test
    void theNoteFollowsALongStringThatIsASecret() {
        ToolUseBlock call = ToolUseBlock.builder()
                .id("c")
                .name("f")
                .input(Map.of("note", "\"token\":\"" + "x".repeat(10_000)))
                .build();

        assertThat(call.toString()).doesNotContain("xxx").containsPattern("\\.\\.\\. \\(\\d+ more characters\\)");
    }

    @Test
    void theNoteCountsWhatIsLeftOut() {
        String text = MessageContent.of(LONG).toString();

        long left = Long.parseLong(text.replaceAll(".*\\((\\d+) more characters.*", "$1"));

        assertThat(left).isBetween(5_000_000L - MOST, 5_000_000L);
    }

    @Test
    void aPairOfSurrogatesIsNotCut() {
        for (int i = 0; i < 3; i++) {
            String text = MessageContent.of("x".repeat(i) + "\ud83d\ude00".repeat(3000))
                    .toString();

            assertThat(text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization",
                "Authorization_Token",
                "proxy-authorization",
                "api_key",
                "apiKey",
                "x-api-key",
                "APIKEY",
                "access_key",
                "private_key",
                "secret",
                "client_secret",
                "password",
                "passwd",
                "token",
                "access_token",
                "accessToken",
                "refresh_token",
                "auth_tokens",
                "cookie",
                "Set-Cookie",
                "credentials",
            })
    void aSecretIsMaskedWhateverItsValueIs(String name) {
        for (String value :
                new String[] {"\"hush\"", "[\"hush\"]", "{\"a\":{\"b\":\"hush\"}}", "[[{\"x\":\"hush\"}]]", "7777"}) {
            String member = "\"" + name + "\":" + value;
            for (String json : new String[] {
                member,
                "\"x\":{" + member + "}",
                "\"x\":[1,[{" + member + "}]]",
                "\"content\":[{\"type\":\"new\"," + member + "}]",
                "\"content\":[{\"type\":\"text\"," + member + "},1]"
            }) {
                assertThat(printed(json)).doesNotContain("hush", "7777").contains("\"" + name + "\":\"***\"");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prompt_tokens",
                "max_tokens",
                "total_tokens",
                "tokens",
                "cached_tokens",
                "completion_tokens_details",
                "budget_tokens",
                "token_count",
                "tokenizer",
                "token_type",
                "signature",
                "monkey",
                "author",
            })
    void countsAndOtherMembersAreShown(String name) {
        assertThat(printed("\"" + name + "\":4711")).contains("\"" + name + "\":4711");
        assertThat(printed("\"x\":{\"" + name + "\":{\"a\":\"seen\"}}")).contains("seen");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://me:hush@host/path",
                "http://hush@host",
                "HTTPS://me:hush@host:8080/path?x=y",
                "https://me:hu/hush@host/path",
                "https://host/path?sig=hush",
                "https://host?hush",
                "https://host/path#access=hush",
                "see https://host/a and https://u:hush@host/b, or http://host/?k=hush",
                "{\\\"url\\\":\\\"https:\\\\/\\\\/me:hush@host\\\"}",
            })
    void userAndQueryOfAUrlAreMasked(String text) {
        String printed = printed("\"id\":\"" + text + "\",\"x\":[{\"y\":\"" + text + "\"}]");

        assertThat(printed).doesNotContain("hush").contains("host", "***");
    }

    @Test
    void aUrlThatIsCutShowsNoUser() {
        String text = "https://" + "u".repeat(3000) + ":hush@host";

        assertThat(printed("\"id\":\"" + text + "\"")).doesNotContain("uuu", "hush");
        assertThat(printed("\"id\":\"https://" + "u".repeat(5000) + ":hush@host\""))
                .doesNotContain("uuu", "hush");
    }

    @Test
    void aPlainUrlIsShown() {
        assertThat(printed("\"id\":\"https://host:8080/a/b\"")).contains("https://host:8080/a/b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"password\":\"hush\",\"city\":\"Rome\"}",
                "{\"city\":\"Rome\", \"password\" : \"a\\\"hush\"}",
                "{\"city\":\"Rome\",\"token\":[\"hush\"]}",
                "{\"city\":\"Rome\",\"pin_secret\":12hush}",
                "{\"city\":\"Rome\",\"password\":\"hush",
            })
    void secretsInJsonThatStandsInATextAreMasked(String arguments) {
        String printed =
                Message.fromJson(Json.write(Map.of("arguments", arguments))).toString();

        assertThat(printed).doesNotContain("hush").contains("Rome", "***");
    }

    @Test
    void controlCharactersAreEscaped() {
        String printed = MessageContent.of("a\u001b[31m\n\u009b\u0085\u2028\u202e\ud83db")
                .toString();

        assertThat(printed).isEqualTo("MessageContent[\"a\\u001b[31m\\n\\u009b\\u0085\\u2028\\u202e\\ud83db\"]");
    }
}
