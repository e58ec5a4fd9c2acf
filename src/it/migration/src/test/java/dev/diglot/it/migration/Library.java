// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import com.anthropic.client.AnthropicClient;
import com.openai.client.OpenAIClient;
import dev.diglot.Diglot;
import dev.diglot.model.Dialect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.ai.chat.client.ChatClient;

/**
 * The programs of a library in one dialect. Each takes the URL of an endpoint, and returns a text that is comparable.
 * Clients are not closed: their idle threads end with the JVM of the tests.
 */
record Library(
        String name,
        Dialect dialect,
        Function<String, String> converse,
        BiFunction<String, Consumer<String>, Number> stream,
        Function<String, String> tools,
        Function<String, Object> json,
        BiFunction<String, Duration, String> errors) {
    static final String KEY = "test-key-1234";

    static final Library OPENAI_JAVA = openAiJava();
    static final Library ANTHROPIC_JAVA = anthropicJava();
    static final Library LANGCHAIN4J_OPENAI = langChain4jOpenAi();
    static final Library LANGCHAIN4J_ANTHROPIC = langChain4jAnthropic();
    static final Library SPRING_AI_OPENAI = springAiOpenAi();
    static final Library SPRING_AI_ANTHROPIC = springAiAnthropic();
    static final Library DIGLOT_CHAT = diglotChat();
    static final Library DIGLOT_MESSAGES = diglotMessages();

    /** The other libraries, in both dialects. */
    static List<Library> others() {
        return List.of(
                OPENAI_JAVA,
                ANTHROPIC_JAVA,
                LANGCHAIN4J_OPENAI,
                LANGCHAIN4J_ANTHROPIC,
                SPRING_AI_OPENAI,
                SPRING_AI_ANTHROPIC);
    }

    static List<Library> all() {
        return Stream.concat(others().stream(), Stream.of(DIGLOT_CHAT, DIGLOT_MESSAGES))
                .toList();
    }

    /** Returns the programs of Diglot in the same dialect. */
    Library diglot() {
        return dialect == Dialect.CHAT ? DIGLOT_CHAT : DIGLOT_MESSAGES;
    }

    @Override
    public String toString() {
        return name + ", " + dialect;
    }

    private static Library openAiJava() {
        Function<String, OpenAIClient> client = url -> OpenAiJavaCalls.client(url, KEY);
        return new Library(
                "openai-java",
                Dialect.CHAT,
                client.andThen(OpenAiJavaCalls::chat),
                (url, page) -> OpenAiJavaStreams.chat(client.apply(url), page),
                client.andThen(OpenAiJavaTools::chat),
                client.andThen(OpenAiJavaJson::chat),
                (url, timeout) -> OpenAiJavaErrors.outcome(
                        () -> OpenAiJavaCalls.chat(OpenAiJavaErrors.client(url, KEY, timeout))));
    }

    private static Library anthropicJava() {
        Function<String, AnthropicClient> client = url -> AnthropicJavaCalls.client(url, KEY);
        return new Library(
                "anthropic-java",
                Dialect.MESSAGES,
                client.andThen(AnthropicJavaCalls::messages),
                (url, page) -> AnthropicJavaStreams.messages(client.apply(url), page),
                client.andThen(AnthropicJavaTools::messages),
                client.andThen(AnthropicJavaJson::messages),
                (url, timeout) -> AnthropicJavaErrors.outcome(
                        () -> AnthropicJavaCalls.messages(AnthropicJavaErrors.client(url, KEY, timeout))));
    }

    private static Library langChain4jOpenAi() {
        return new Library(
                "langchain4j",
                Dialect.CHAT,
                url -> LangChain4jCalls.converse(LangChain4jCalls.openAi(url, KEY)),
                (url, page) -> LangChain4jStreams.stream(LangChain4jStreams.openAi(url, KEY), page)
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join()
                        .tokenUsage()
                        .outputTokenCount(),
                url -> LangChain4jTools.run(LangChain4jCalls.openAi(url, KEY)),
                url -> LangChain4jJson.locate(LangChain4jJson.openAi(url, KEY)),
                (url, timeout) -> LangChain4jErrors.outcome(
                        () -> LangChain4jCalls.converse(LangChain4jErrors.openAi(url, KEY, timeout))));
    }

    private static Library langChain4jAnthropic() {
        return new Library(
                "langchain4j",
                Dialect.MESSAGES,
                url -> LangChain4jCalls.converse(LangChain4jCalls.anthropic(url, KEY)),
                (url, page) -> LangChain4jStreams.stream(LangChain4jStreams.anthropic(url, KEY), page)
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join()
                        .tokenUsage()
                        .outputTokenCount(),
                url -> LangChain4jTools.run(LangChain4jCalls.anthropic(url, KEY)),
                url -> LangChain4jJson.locate(LangChain4jJson.anthropic(url, KEY)),
                (url, timeout) -> LangChain4jErrors.outcome(
                        () -> LangChain4jCalls.converse(LangChain4jErrors.anthropic(url, KEY, timeout))));
    }

    private static Library springAiOpenAi() {
        Function<String, ChatClient> client = url -> SpringAiCalls.openAi(url, KEY);
        return new Library(
                "Spring AI",
                Dialect.CHAT,
                client.andThen(SpringAiCalls::converse),
                (url, page) -> SpringAiStreams.openAi(client.apply(url), page),
                client.andThen(SpringAiTools::run),
                client.andThen(SpringAiJson::locate),
                (url, timeout) ->
                        SpringAiErrors.outcome(() -> SpringAiCalls.converse(SpringAiErrors.openAi(url, KEY, timeout))));
    }

    private static Library springAiAnthropic() {
        Function<String, ChatClient> client = url -> SpringAiCalls.anthropic(url, KEY);
        return new Library(
                "Spring AI",
                Dialect.MESSAGES,
                client.andThen(SpringAiCalls::converse),
                (url, page) -> SpringAiStreams.anthropic(client.apply(url), page),
                client.andThen(SpringAiTools::run),
                client.andThen(SpringAiJson::locate),
                (url, timeout) -> SpringAiErrors.outcome(
                        () -> SpringAiCalls.converse(SpringAiErrors.anthropic(url, KEY, timeout))));
    }

    private static Library diglotChat() {
        Function<String, Diglot> client = url -> DiglotCalls.client(url, KEY);
        return new Library(
                "Diglot",
                Dialect.CHAT,
                client.andThen(DiglotCalls::chat),
                (url, page) -> DiglotStreams.chat(DiglotStreams.client(url, KEY), page),
                client.andThen(DiglotTools::chat),
                client.andThen(DiglotJson::chat),
                (url, timeout) -> DiglotErrors.outcome(() -> DiglotCalls.chat(DiglotErrors.client(url, KEY, timeout))));
    }

    private static Library diglotMessages() {
        Function<String, Diglot> client = url -> DiglotCalls.client(url, KEY);
        return new Library(
                "Diglot",
                Dialect.MESSAGES,
                client.andThen(DiglotCalls::messages),
                (url, page) -> DiglotStreams.messages(DiglotStreams.client(url, KEY), page),
                client.andThen(DiglotTools::messages),
                client.andThen(DiglotJson::messages),
                (url, timeout) ->
                        DiglotErrors.outcome(() -> DiglotCalls.messages(DiglotErrors.client(url, KEY, timeout))));
    }
}
