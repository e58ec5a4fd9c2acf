// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.models.beta.messages.MessageCreateParams;
import dev.diglot.error.ConnectionException;
import dev.diglot.model.ErrorKind;
import dev.diglot.testkit.Cut;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.ReceivedRequest;
import dev.diglot.testkit.Reply;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The differences in behaviour that the guides to migration list: they are those of the versions in the pom. */
@Timeout(30)
class DifferencesTest {
    private static final Reply STORY = Reply.text("Once ", "upon ", "a time.").usage(12, 4);
    private static final Reply CUT = STORY.cutAfterEvents(3, Cut.END);
    private static final Reply FAILING = STORY.errorAfterEvents(3, ErrorKind.OVERLOADED);
    private static final Reply UNAVAILABLE = Reply.error(ErrorKind.SERVICE_UNAVAILABLE);
    private static final Reply FENCED = Reply.text("Sure:\n```json\n{\"name\": \"Paris\", \"country\": \"FR\"}\n```");

    static List<Library> sdksAndDiglot() {
        return List.of(Library.OPENAI_JAVA, Library.ANTHROPIC_JAVA, Library.DIGLOT_CHAT, Library.DIGLOT_MESSAGES);
    }

    static List<Library> langChain4j() {
        return List.of(Library.LANGCHAIN4J_OPENAI, Library.LANGCHAIN4J_ANTHROPIC);
    }

    static List<Library> springAi() {
        return List.of(Library.SPRING_AI_OPENAI, Library.SPRING_AI_ANTHROPIC);
    }

    static List<Library> diglot() {
        return List.of(Library.DIGLOT_CHAT, Library.DIGLOT_MESSAGES);
    }

    @ParameterizedTest
    @MethodSource("sdksAndDiglot")
    void retryAfterIsHonored(Library library) {
        assertThat(waitAfterRateLimit(library, Duration.ofSeconds(1))).isGreaterThan(Duration.ofMillis(990));
    }

    @ParameterizedTest
    @MethodSource("langChain4j")
    void langChain4jIgnoresRetryAfter(Library library) {
        assertThat(waitAfterRateLimit(library, Duration.ofMinutes(1))).isLessThan(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @MethodSource("springAi")
    void springAiDoesNotRetryARateLimit(Library library) {
        assertThat(Outcome.of(library.converse(), Reply.error(ErrorKind.RATE_LIMIT))
                        .requests())
                .hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.it.migration.Library#others")
    void othersSendARequestAgainIfItsResponseWasLost(Library library) {
        Outcome outcome = Outcome.of(library.converse(), Reply.noResponse(Cut.CLOSE), STORY);

        assertThat(outcome.returned()).isEqualTo("Once upon a time., 4 tokens");
        assertThat(outcome.requests()).hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("diglot")
    void diglotThrowsIfAResponseWasLost(Library library) {
        Outcome outcome = Outcome.of(library.converse(), Reply.noResponse(Cut.CLOSE), STORY);

        assertThat(outcome.returned()).isInstanceOf(ConnectionException.class);
        assertThat(outcome.requests()).hasSize(1);
    }

    @Test
    void requestsOfACallThatTimesOut() {
        assertThat(sdksAndDiglot().stream().map(DifferencesTest::requestsBeforeTheTimeout))
                .containsExactly(2, 2, 1, 1);
        assertThat(langChain4j().stream().map(DifferencesTest::requestsBeforeTheTimeout))
                .containsExactly(2, 2);
    }

    @Test
    void requestsOfAStreamAfterAnErrorStatus() {
        assertThat(Library.all().stream()
                        .map(library -> Outcome.of(story(library), UNAVAILABLE, STORY)
                                .requests()
                                .size()))
                .containsExactly(2, 2, 1, 1, 1, 1, 2, 2);
    }

    @Test
    void streamThatEndsEarly() {
        assertThat(sdksAndDiglot().stream().map(library -> result(story(library), CUT)))
                .containsExactly(
                        "IllegalStateException",
                        "IllegalStateException",
                        "StreamTruncatedException",
                        "StreamTruncatedException");
        assertThat(springAi().stream().map(library -> result(story(library), CUT)))
                .containsExactly("0", "0");
        assertThat(langChain4jFinishReason(CUT)).isEqualTo("null");
    }

    @Test
    void langChain4jReportsNoEndOfAMessageStreamThatEndsEarly() throws InterruptedException {
        try (FakeEndpoint endpoint = FakeEndpoint.start(CUT)) {
            CompletableFuture<ChatResponse> whole =
                    LangChain4jStreams.stream(LangChain4jStreams.anthropic(endpoint.url(), Library.KEY), text -> {});
            endpoint.awaitRequests(1).get(0).awaitEnd();

            assertThatThrownBy(() -> whole.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void errorInsideAStream() {
        assertThat(sdksAndDiglot().stream().map(library -> result(story(library), FAILING)))
                .containsExactly("SseException", "SseException", "OverloadedException", "OverloadedException");
        assertThat(springAi().stream().map(library -> result(story(library), FAILING)))
                .containsExactly("0", "0");
        assertThat(langChain4jFinishReason(FAILING)).isEqualTo("null");
        assertThat(result(story(Library.LANGCHAIN4J_ANTHROPIC), FAILING)).isEqualTo("CompletionException");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.it.migration.Library#others")
    void othersAcceptJsonThatDoesNotFitTheRecord(Library library) {
        assertThat(result(library.json(), Reply.json("{\"name\": \"Paris\"}")))
                .isEqualTo("City[name=Paris, country=null]");
        assertThat(result(library.json(), Reply.json("{\"name\": \"Paris\", \"country\": 33}")))
                .isEqualTo("City[name=Paris, country=33]");
    }

    @ParameterizedTest
    @MethodSource("diglot")
    void diglotRejectsIt(Library library) {
        assertThat(result(library.json(), Reply.json("{\"name\": \"Paris\"}"))).isEqualTo("JsonBindingException");
        assertThat(result(library.json(), Reply.json("{\"name\": \"Paris\", \"country\": 33}")))
                .isEqualTo("JsonBindingException");
    }

    @Test
    void jsonInACodeFence() {
        String city = "City[name=Paris, country=FR]";
        assertThat(Library.all().stream().map(library -> result(library.json(), FENCED)))
                .containsExactly(
                        "OpenAIInvalidDataException",
                        "AnthropicInvalidDataException",
                        city,
                        city,
                        "RuntimeException",
                        "RuntimeException",
                        city,
                        city);
    }

    @Test
    void springAiAsksForJsonInThePrompt() {
        Outcome theirs = Outcome.of(Library.SPRING_AI_OPENAI.json(), Reply.json("{}"));
        Outcome ours = Outcome.of(Library.DIGLOT_CHAT.json(), Reply.json("{}"));

        assertThat(theirs.body(0).has("response_format")).isFalse();
        assertThat(theirs.conversation().get(0)).contains("JSON Schema");
        assertThat(ours.body(0).has("response_format")).isTrue();
        assertThat(ours.conversation()).containsExactly("user: Where is the Eiffel Tower?");
    }

    @Test
    void anthropicJavaSendsTheKeyAsABearerToken() {
        ReceivedRequest theirs =
                Outcome.of(Library.ANTHROPIC_JAVA.converse(), STORY).requests().get(0);
        ReceivedRequest ours =
                Outcome.of(Library.DIGLOT_MESSAGES.converse(), STORY).requests().get(0);

        assertThat(theirs.header("authorization")).isNotNull();
        assertThat(theirs.header("x-api-key")).isNull();
        assertThat(theirs.header("anthropic-version")).isEqualTo("2026-10-21");
        assertThat(ours.header("authorization")).isNull();
        assertThat(ours.header("x-api-key")).isNotNull();
        assertThat(ours.header("anthropic-version")).isEqualTo("2023-06-01");
    }

    @Test
    void toolRunnerOfAnthropicJavaSendsOnlyTheResultByDefault() {
        Reply call = Reply.toolCall("get_weather", "{\"city\": \"Beijing\"}");
        Function<String, Integer> program = url -> loopOnAThread(AnthropicJavaCalls.client(url, Library.KEY));

        assertThat(Outcome.of(program, call, STORY).conversation()).containsExactly("user: Sunny in Beijing");
        assertThat(Outcome.of(Library.ANTHROPIC_JAVA.tools(), call, STORY).conversation())
                .hasSize(3);
    }

    private static Duration waitAfterRateLimit(Library library, Duration retryAfter) {
        List<ReceivedRequest> requests = Outcome.of(
                        library.converse(), Reply.error(ErrorKind.RATE_LIMIT).retryAfter(retryAfter), STORY)
                .requests();
        return Duration.between(requests.get(0).receivedAt(), requests.get(1).receivedAt());
    }

    private static int requestsBeforeTheTimeout(Library library) {
        Function<String, String> program = url -> library.errors().apply(url, Duration.ofMillis(300));
        Outcome outcome = Outcome.of(program, STORY.delay(Duration.ofSeconds(1)));
        assertThat(outcome.returned()).isEqualTo("timeout");
        return outcome.requests().size();
    }

    private static Function<String, Number> story(Library library) {
        return url -> library.stream().apply(url, text -> {});
    }

    /** Returns the result as a text, or the name of the exception. */
    private static String result(Function<String, ?> program, Reply reply) {
        Object returned = Outcome.of(program, reply).returned();
        return returned instanceof RuntimeException ? returned.getClass().getSimpleName() : String.valueOf(returned);
    }

    private static String langChain4jFinishReason(Reply reply) {
        return result(
                url -> LangChain4jStreams.stream(LangChain4jStreams.openAi(url, Library.KEY), text -> {})
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join()
                        .finishReason(),
                reply);
    }

    private static int loopOnAThread(AnthropicClient client) {
        MessageCreateParams request = MessageCreateParams.builder()
                .model("minimax-m2.7")
                .maxTokens(1000)
                .addTool(AnthropicJavaTools.GetWeather.class)
                .addUserMessage("How is the weather in Beijing?")
                .build();
        int replies = 0;
        for (Object ignored : client.beta().messages().toolRunner(request)) {
            replies++;
        }
        return replies;
    }
}
