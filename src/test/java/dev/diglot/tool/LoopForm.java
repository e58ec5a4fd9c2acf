// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.Diglot;
import dev.diglot.config.RequestOptions;
import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.Dialect;
import dev.diglot.model.MessageRequest;
import dev.diglot.stream.EventStream;
import dev.diglot.testing.CallForm;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The forms of a tool loop, in both dialects, as a user writes them. What a test asserts of one, it asserts of all. */
public record LoopForm(Dialect dialect, Variant variant) {
    /** A reply that calls the tool {@code lookup}. */
    public static final Reply CALL = Reply.toolCall("lookup", "{\"city\":\"Paris\"}");

    /** How the replies are received. */
    public enum Variant {
        RUN,
        ROUNDS,
        ASYNC,
        STREAMS
    }

    /** A loop that was not started yet. */
    public record Prepared(
            Supplier<JsonModel> conversation,
            Supplier<@Nullable JsonModel> blocking,
            Supplier<CompletableFuture<? extends JsonModel>> async) {}

    public static Stream<LoopForm> all() {
        return Stream.of(Dialect.values())
                .flatMap(dialect -> Stream.of(Variant.values()).map(variant -> new LoopForm(dialect, variant)));
    }

    /** The forms in which the calling thread runs the loop. */
    static Stream<LoopForm> blocking() {
        return all().filter(form -> form.variant != Variant.ASYNC);
    }

    /** The forms that return a future. */
    static Stream<LoopForm> async() {
        return all().filter(form -> form.variant == Variant.ASYNC);
    }

    /** The forms whose replies are streams. */
    static Stream<LoopForm> streamed() {
        return all().filter(form -> form.variant == Variant.STREAMS);
    }

    /** The forms in the chat dialect. */
    public static Stream<LoopForm> ofChat() {
        return all().filter(form -> form.dialect == Dialect.CHAT);
    }

    /** The forms in the messages dialect. */
    static Stream<LoopForm> ofMessages() {
        return all().filter(form -> form.dialect == Dialect.MESSAGES);
    }

    boolean isStreamed() {
        return variant == Variant.STREAMS;
    }

    /** The content type of each reply. */
    public String contentType() {
        return isStreamed() ? "text/event-stream" : "application/json";
    }

    public JsonModel request() {
        return CallForm.request(dialect, "Hi");
    }

    /** Runs a loop to its end against an endpoint that sends these replies; the last one repeats. */
    LoopRun.End run(ToolSet tools, Reply... replies) throws Exception {
        return run(tools, request(), replies);
    }

    /** Runs a loop to its end against an endpoint that sends these replies; the last one repeats. */
    LoopRun.End run(ToolSet tools, JsonModel request, Reply... replies) throws Exception {
        return run(tools, request, RequestOptions.none(), replies);
    }

    /** Runs a loop to its end against an endpoint that sends these replies; the last one repeats. */
    LoopRun.End run(ToolSet tools, JsonModel request, RequestOptions options, Reply... replies) throws Exception {
        try (LoopRun run = start(tools, request, options, replies)) {
            return run.end();
        }
    }

    /** Starts a loop against an endpoint that sends these replies; the last one repeats. */
    LoopRun start(ToolSet tools, Reply... replies) {
        return start(tools, request(), RequestOptions.none(), replies);
    }

    /** Starts a loop against an endpoint that sends these replies; the last one repeats. */
    LoopRun start(ToolSet tools, JsonModel request, RequestOptions options, Reply... replies) {
        return LoopRun.start(this, FakeEndpoint.start(replies), client -> prepare(client, tools, request, options));
    }

    /** A set with the tool {@code lookup}, which does this. */
    public static ToolSet.Builder lookup(Runnable action) {
        return ToolSet.builder().add(Lookup.class, lookup -> {
            action.run();
            return "sunny";
        });
    }

    private record Lookup(String city) {}

    /** Runs a loop to its end against an endpoint that calls the tool {@code lookup} twice, then replies with text. */
    public void runThreeRounds(Function<String, Diglot> connect, ToolSet tools) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(CALL, CALL, Reply.text("done"));
                Diglot client = connect.apply(endpoint.url())) {
            assertThat(reply(prepare(client, tools, request(), RequestOptions.none())))
                    .isNotNull();
        }
    }

    /** Runs a loop to its end and returns its last reply. */
    public @Nullable JsonModel reply(Prepared loop) throws Exception {
        if (variant == Variant.ASYNC) {
            return loop.async().get().get(60, TimeUnit.SECONDS);
        }
        return loop.blocking().get();
    }

    /** Prepares a loop. */
    public Prepared prepare(Diglot client, ToolSet tools, JsonModel request, RequestOptions options) {
        if (isStreamed()) {
            return request instanceof MessageRequest messages
                    ? streams(tools.streams(client.messages(), messages, options))
                    : streams(tools.streams(client.chat(), (ChatCompletionRequest) request, options));
        }
        return request instanceof MessageRequest messages
                ? rounds(tools.rounds(client.messages(), messages, options))
                : rounds(tools.rounds(client.chat(), (ChatCompletionRequest) request, options));
    }

    private <Q extends JsonModel, R extends JsonModel, S extends EventStream<?, R>> Prepared streams(
            ToolStreams<Q, R, S> loop) {
        return new Prepared(
                loop::conversation,
                () -> {
                    R last = null;
                    for (S stream : loop) {
                        try (stream) {
                            stream.forEach(event -> {});
                            last = stream.result();
                        }
                    }
                    return last;
                },
                CompletableFuture::new);
    }

    private <Q extends JsonModel, R extends JsonModel> Prepared rounds(ToolLoop<Q, R> loop) {
        return new Prepared(
                loop::conversation,
                () -> {
                    if (variant == Variant.RUN) {
                        return loop.run();
                    }
                    List<R> replies = new ArrayList<>();
                    loop.forEach(replies::add);
                    return replies.get(replies.size() - 1);
                },
                loop::runAsync);
    }

    @Override
    public String toString() {
        return dialect + " " + variant;
    }
}
