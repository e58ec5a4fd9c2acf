// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.model.ErrorKind;
import dev.diglot.testkit.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs of the other libraries and of Diglot return the same, and send the same conversation. */
@Timeout(30)
class SameCallsTest {
    private static final Reply WORKS = Reply.text("It works").usage(12, 4);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);

    @ParameterizedTest
    @MethodSource("dev.diglot.it.migration.Library#others")
    void conversation(Library library) {
        Reply[] replies = {
            Reply.text("Paris").usage(20, 1), Reply.text("Madrid").usage(35, 2)
        };
        Outcome theirs = Outcome.of(library.converse(), replies);
        Outcome ours = Outcome.of(library.diglot().converse(), replies);

        assertThat(theirs.returned()).isEqualTo(ours.returned()).isEqualTo("Madrid, 2 tokens");
        assertThat(theirs.conversation())
                .isEqualTo(ours.conversation())
                .containsExactly(
                        "system: Reply in one word.",
                        "user: What is the capital of France?",
                        "assistant: Paris",
                        "user: And of Spain?");
        assertThat(theirs.requests().get(0).model())
                .isEqualTo(ours.requests().get(0).model());
        assertThat(theirs.requests()).hasSize(2).allMatch(request -> request.hasKey(Library.KEY));
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.it.migration.Library#others")
    void stream(Library library) {
        Reply reply = Reply.text("Once ", "upon ", "a time.").usage(12, 4);
        List<String> theirs = new ArrayList<>();
        List<String> ours = new ArrayList<>();
        Outcome theirOutcome =
                Outcome.of(url -> library.stream().apply(url, theirs::add).longValue(), reply);
        Outcome ourOutcome = Outcome.of(
                url -> library.diglot().stream().apply(url, ours::add).longValue(), reply);

        assertThat(theirs).isEqualTo(ours).containsExactly("Once ", "upon ", "a time.");
        assertThat(theirOutcome.returned()).isEqualTo(ourOutcome.returned()).isEqualTo(4L);
        assertThat(theirOutcome.requests()).hasSize(1).allMatch(request -> request.isStreaming());
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.it.migration.Library#others")
    void tools(Library library) {
        Reply[] replies = {Reply.toolCall("get_weather", "{\"city\": \"Beijing\"}"), Reply.text("It is sunny.")};
        Outcome theirs = Outcome.of(library.tools(), replies);
        Outcome ours = Outcome.of(library.diglot().tools(), replies);

        assertThat(theirs.returned()).isEqualTo(ours.returned()).isEqualTo("It is sunny.");
        assertThat(theirs.conversation().stream().map(SameCallsTest::withoutQuotes))
                .containsExactlyElementsOf(ours.conversation());
        assertThat(ours.conversation().get(2)).endsWith(": Sunny in Beijing");
        assertThat(theirs.body(0).at("/tools/0").findValue("name"))
                .isEqualTo(ours.body(0).at("/tools/0").findValue("name"));
        assertThat(theirs.body(0).at("/tools/0").findValue("city").get("description"))
                .isEqualTo(ours.body(0).at("/tools/0").findValue("city").get("description"));
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.it.migration.Library#others")
    void json(Library library) {
        Reply reply = Reply.json("{\"name\": \"Paris\", \"country\": \"FR\"}");
        Outcome theirs = Outcome.of(library.json(), reply);
        Outcome ours = Outcome.of(library.diglot().json(), reply);

        assertThat(theirs.returned())
                .hasToString(ours.returned().toString())
                .hasToString("City[name=Paris, country=FR]");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.it.migration.Library#others")
    void statuses(Library library) {
        assertSame(library, LONG, "status 400", Reply.error(ErrorKind.INVALID_REQUEST));
        assertSame(library, LONG, "status 401", Reply.error(ErrorKind.AUTHENTICATION));
        assertSame(library, LONG, "rate limit", Reply.error(ErrorKind.RATE_LIMIT));
        assertSame(library, LONG, "It works, 4 tokens", Reply.error(ErrorKind.SERVICE_UNAVAILABLE), WORKS);
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.it.migration.Library#others")
    void timeout(Library library) {
        assertSame(library, SHORT, "timeout", Reply.text("Too late.").delay(Duration.ofSeconds(2)));
    }

    /** Spring AI sends a text that a tool returns as JSON. */
    private static String withoutQuotes(String line) {
        return line.replace("\"", "");
    }

    private static void assertSame(Library library, Duration timeout, String expected, Reply... replies) {
        Function<String, String> theirs = url -> library.errors().apply(url, timeout);
        Function<String, String> ours = url -> library.diglot().errors().apply(url, timeout);
        assertThat(Outcome.of(theirs, replies).returned())
                .isEqualTo(Outcome.of(ours, replies).returned())
                .isEqualTo(expected);
    }
}
