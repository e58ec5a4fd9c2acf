// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diglot.Diglot;
import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.Dialect;
import dev.diglot.model.Message;
import dev.diglot.testing.Leaks;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.Trees;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.ReceivedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A loop that runs against a scripted endpoint. Its end checks what holds after every ending: all requests and the
 * conversation are valid, and neither a thread nor a connection is left.
 */
final class LoopRun implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final LoopForm form;
    private final FakeEndpoint endpoint;
    private final Diglot client;
    private final LoopForm.Prepared loop;
    private final FutureTask<End> ending = new FutureTask<>(this::runToEnd);
    private final Thread thread = new Thread(ending, "loop");
    private final CompletableFuture<CompletableFuture<? extends JsonModel>> future = new CompletableFuture<>();

    /**
     * How a loop ended.
     *
     * @param form the form of the loop
     * @param reply the last reply, or null if it failed
     * @param failure why it failed, or null
     * @param conversation the conversation that it left
     * @param requests all requests that the endpoint received
     * @param isInterrupted whether the thread of the loop is interrupted
     */
    record End(
            LoopForm form,
            @Nullable JsonModel reply,
            @Nullable Throwable failure,
            JsonNode conversation,
            List<JsonNode> requests,
            boolean isInterrupted) {
        /** Returns the text of the last reply; fails if the loop failed. */
        String text() {
            assertThat(failure).isNull();
            return reply instanceof ChatCompletion chat ? chat.text() : ((Message) reply).text();
        }

        /** Returns the failure, which must be of this class. */
        <T extends Throwable> T failure(Class<T> kind) {
            assertThat(failure).isInstanceOf(kind);
            return kind.cast(failure);
        }

        /** Returns the results in the conversation. */
        List<Result> results() {
            return Result.of(conversation);
        }

        /** Returns the texts of the results in the conversation. */
        List<String> resultTexts() {
            return results().stream().map(Result::text).toList();
        }

        /** Returns the calls in the conversation. */
        List<JsonNode> calls() {
            List<JsonNode> calls = new ArrayList<>();
            for (JsonNode message : conversation.get("messages")) {
                message.path("tool_calls").forEach(calls::add);
                for (JsonNode block : message.path("content")) {
                    if (block.path("type").asText().equals("tool_use")) {
                        calls.add(block);
                    }
                }
            }
            return calls;
        }
    }

    /**
     * The result of one call.
     *
     * @param id the id of the call
     * @param content the content
     * @param isError whether it is marked as an error, which only one dialect can do
     */
    record Result(String id, JsonNode content, boolean isError) {
        static List<Result> of(JsonNode request) {
            List<Result> results = new ArrayList<>();
            for (JsonNode message : request.get("messages")) {
                if (message.path("role").asText().equals("tool")) {
                    results.add(new Result(message.get("tool_call_id").asText(), message.get("content"), false));
                }
                for (JsonNode block : message.path("content")) {
                    if (block.path("type").asText().equals("tool_result")) {
                        results.add(new Result(
                                block.get("tool_use_id").asText(),
                                block.get("content"),
                                block.path("is_error").asBoolean()));
                    }
                }
            }
            return results;
        }

        String text() {
            return content.isTextual() ? content.asText() : content.toString();
        }
    }

    private LoopRun(LoopForm form, FakeEndpoint endpoint, Function<Diglot, LoopForm.Prepared> preparation) {
        this.form = form;
        this.endpoint = endpoint;
        this.client = TestClients.client(endpoint);
        this.loop = preparation.apply(client);
    }

    /** Starts a loop, and closes the endpoint with it. */
    static LoopRun start(LoopForm form, FakeEndpoint endpoint, Function<Diglot, LoopForm.Prepared> preparation) {
        LoopRun run = new LoopRun(form, endpoint, preparation);
        run.thread.setDaemon(true);
        run.thread.start();
        return run;
    }

    private End runToEnd() {
        JsonModel reply = null;
        Throwable failure = null;
        try {
            if (form.variant() == LoopForm.Variant.ASYNC) {
                CompletableFuture<? extends JsonModel> started = loop.async().get();
                future.complete(started);
                reply = started.get();
            } else {
                reply = loop.blocking().get();
            }
        } catch (ExecutionException e) {
            failure = e.getCause();
        } catch (Throwable e) {
            failure = e;
        }
        boolean isInterrupted = Thread.interrupted();
        return new End(form, reply, failure, conversation(), requests(), isInterrupted);
    }

    /** Interrupts the thread that runs the loop. */
    void interrupt() {
        thread.interrupt();
    }

    /** Returns the future of the loop. */
    CompletableFuture<? extends JsonModel> future() throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    JsonNode conversation() {
        return Trees.read(loop.conversation().get().toJson());
    }

    private List<JsonNode> requests() {
        return endpoint.requests().stream()
                .map(request -> Trees.read(request.body()))
                .toList();
    }

    /** Waits until the endpoint received this many requests. */
    void awaitRequests(int count) throws InterruptedException {
        endpoint.awaitRequests(count);
    }

    /** Waits for the end, and checks what holds after every end. */
    End end() throws Exception {
        End end = ending.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        for (ReceivedRequest request : endpoint.requests()) {
            request.awaitEnd();
        }
        await("the end of all threads of tools", () -> !Leaks.threads().contains("diglot-tools"));
        List<JsonNode> requests = requests();
        for (JsonNode request : requests) {
            assertThat(ConversationCheck.problems(request)).as("%s", request).isEmpty();
        }
        assertThat(requests).as("requests after the end").hasSameSizeAs(end.requests());
        JsonNode conversation = conversation();
        assertThat(ConversationCheck.problems(conversation))
                .as("%s", conversation)
                .isEmpty();
        assertThat(conversation.has("max_tokens")).isEqualTo(form.dialect() == Dialect.MESSAGES);
        return new End(form, end.reply(), end.failure(), conversation, requests, end.isInterrupted());
    }

    static void await(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new AssertionError("waited in vain for " + what);
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        client.close();
        endpoint.close();
    }
}
