// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.diglot.Diglot;
import dev.diglot.config.RequestOptions;
import dev.diglot.error.CallCancelledException;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.RateLimitException;
import dev.diglot.error.ToolLoopException;
import dev.diglot.model.Dialect;
import dev.diglot.model.ErrorKind;
import dev.diglot.stream.EventStream;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestRequests;
import dev.diglot.testkit.Cut;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import dev.diglot.tool.LoopRun.End;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A loop that is interrupted, cancelled, closed or late ends at once, with a conversation that is valid to send. */
@Tag("thorough")
@Timeout(60)
class LoopEndTest {
    private static final Reply DONE = Reply.text("done");
    private static final Reply CALL = Reply.toolCall("lookup", "{\"city\":\"Paris\"}");
    private static final Reply TWO_CALLS = CALL.andToolCall("lookup", "{\"city\":\"Rome\"}");
    private static final Reply SILENT = Reply.noResponse(Cut.STALL);
    private static final RequestOptions SHORT =
            RequestOptions.builder().deadline(Duration.ofMillis(300)).build();
    private static final String INTERRUPTED =
            "Error: the tool was interrupted, because the loop ended before it finished";
    private static final String NOT_RUN = "Error: the tool was not run, because the loop ended before";

    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    record Lookup(String city) {}

    private static ToolSet.Builder tools() {
        return ToolSet.builder().add(Lookup.class, Lookup::city);
    }

    /** A tool that ends only when it is interrupted. */
    private ToolSet.Builder endless() {
        return ToolSet.builder().add(Lookup.class, call -> {
            running.countDown();
            try {
                return awaitForever();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
    }

    private static String awaitForever() throws InterruptedException {
        new CountDownLatch(1).await();
        return "never";
    }

    private static void awaitLatch(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    }

    // Interrupts

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#blocking")
    void interruptWhileAToolRunsEndsTheLoop(LoopForm form) throws Exception {
        try (LoopRun run = form.start(endless().build(), TWO_CALLS)) {
            awaitLatch(running);

            run.interrupt();

            End end = run.end();
            end.failure(CallCancelledException.class);
            assertThat(end.isInterrupted()).isTrue();
            assertThat(end.requests()).hasSize(1);
            assertThat(end.resultTexts()).containsExactly(INTERRUPTED, NOT_RUN);
            awaitLatch(interrupted);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#blocking")
    void interruptWhileAToolRunsOnAnotherThreadEndsBoth(LoopForm form) throws Exception {
        ToolSet tools = endless().timeout(Duration.ofMinutes(1)).build();
        try (LoopRun run = form.start(tools, CALL)) {
            awaitLatch(running);

            run.interrupt();

            End end = run.end();
            end.failure(CallCancelledException.class);
            assertThat(end.isInterrupted()).isTrue();
            assertThat(end.resultTexts()).containsExactly(INTERRUPTED);
            awaitLatch(interrupted);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#blocking")
    void interruptWhileACallWaitsEndsTheLoop(LoopForm form) throws Exception {
        try (LoopRun run = form.start(tools().build(), CALL, SILENT)) {
            run.awaitRequests(2);

            run.interrupt();

            End end = run.end();
            end.failure(CallCancelledException.class);
            assertThat(end.isInterrupted()).isTrue();
            assertThat(end.resultTexts()).containsExactly("Paris");
        }
    }

    // The deadline

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void deadlineExpiresWhileAToolRuns(LoopForm form) throws Exception {
        End end = form.run(endless().build(), form.request(), SHORT, CALL);

        assertDeadline(end);
        assertThat(end.failure()).hasMessageContaining("after 0.3s");
        assertThat(end.requests()).hasSize(1);
        assertThat(end.resultTexts()).containsExactly(INTERRUPTED);
        awaitLatch(interrupted);
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void deadlineExpiresInALaterCall(LoopForm form) throws Exception {
        End end = form.run(tools().build(), form.request(), SHORT, CALL, SILENT);

        assertDeadline(end);
        assertThat(end.requests()).hasSize(2);
        assertThat(end.resultTexts()).containsExactly("Paris");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void deadlineBeforeTheTimeoutOfAToolEndsTheLoop(LoopForm form) throws Exception {
        ToolSet tools = endless().timeout(Duration.ofMinutes(1)).build();

        assertDeadline(form.run(tools, form.request(), SHORT, CALL));
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void deadlineThatExpiresAtOnceEndsTheLoop(LoopForm form) throws Exception {
        RequestOptions options =
                RequestOptions.builder().deadline(Duration.ofNanos(1)).build();

        assertDeadline(form.run(tools().build(), form.request(), options, CALL));
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void veryLongDeadlineIsNone(LoopForm form) throws Exception {
        RequestOptions options = RequestOptions.builder()
                .deadline(Duration.ofSeconds(Long.MAX_VALUE))
                .build();

        assertThat(form.run(tools().build(), form.request(), options, CALL, DONE)
                        .text())
                .isEqualTo("done");
    }

    private static void assertDeadline(End end) {
        assertThat(end.failure(CallTimeoutException.class).phase()).isEqualTo(CallTimeoutException.Phase.DEADLINE);
        assertThat(end.isInterrupted()).isFalse();
    }

    // Cancelled futures

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#async")
    void cancelWhileAToolRunsInterruptsIt(LoopForm form) throws Exception {
        try (LoopRun run = form.start(endless().build(), CALL)) {
            awaitLatch(running);

            assertThat(run.future().cancel(true)).isTrue();

            awaitLatch(interrupted);
            assertCancelled(run, 1);
            assertThat(run.future().cancel(true)).as("again").isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#async")
    void cancelWhileAToolRunsOnAnotherThreadInterruptsIt(LoopForm form) throws Exception {
        ToolSet tools = endless().timeout(Duration.ofMinutes(1)).build();
        try (LoopRun run = form.start(tools, CALL)) {
            awaitLatch(running);

            assertThat(run.future().cancel(true)).isTrue();

            awaitLatch(interrupted);
            assertCancelled(run, 1);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#async")
    void cancelOfADerivedFutureInterruptsTheTool(LoopForm form) throws Exception {
        try (LoopRun run = form.start(endless().build(), CALL)) {
            awaitLatch(running);

            CompletableFuture<?> derived =
                    run.future().thenApply(String::valueOf).thenApply(text -> text);
            assertThat(derived.cancel(true)).isTrue();

            awaitLatch(interrupted);
            assertCancelled(run, 1);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#async")
    void cancelWhileACallIsPendingFreesTheConnection(LoopForm form) throws Exception {
        for (Reply[] replies : List.of(new Reply[] {SILENT}, new Reply[] {CALL, SILENT})) {
            try (LoopRun run = form.start(tools().build(), replies)) {
                run.awaitRequests(replies.length);

                assertThat(run.future().cancel(false)).isTrue();

                assertCancelled(run, replies.length);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#async")
    void orTimeoutEndsTheLoop(LoopForm form) throws Exception {
        try (LoopRun run = form.start(endless().build(), CALL)) {
            awaitLatch(running);

            CompletableFuture<?> limited = run.future().orTimeout(1, TimeUnit.MILLISECONDS);

            assertThat(catchThrowable(limited::get)).hasCauseInstanceOf(TimeoutException.class);
            awaitLatch(interrupted);
            assertThat(run.end().requests()).hasSize(1);
        }
    }

    private static void assertCancelled(LoopRun run, int requests) throws Exception {
        End end = run.end();
        assertThat(end.failure()).isInstanceOf(CancellationException.class);
        assertThat(end.requests()).hasSize(requests);
    }

    // Streams

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#streamed")
    void streamThatIsClosedEarlyEndsTheLoop(LoopForm form) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(CALL.cutAfterEvents(1, Cut.STALL));
                Diglot client = TestClients.client(endpoint)) {
            ToolSet tools = tools().build();
            Iterable<? extends EventStream<?, ?>> streams = form.dialect() == Dialect.CHAT
                    ? tools.streams(client.chat(), TestRequests.CHAT, RequestOptions.none())
                    : tools.streams(client.messages(), TestRequests.MESSAGES, RequestOptions.none());

            Throwable failure = catchThrowable(() -> {
                for (EventStream<?, ?> stream : streams) {
                    stream.close();
                }
            });

            assertThat(failure).isInstanceOf(CallCancelledException.class);
            assertThat(endpoint.requests())
                    .singleElement()
                    .satisfies(request ->
                            assertThat(request.awaitEnd().isCancelled()).isTrue());
        }
    }

    // Failures of calls

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void failureOfACallEndsTheLoopWithTheConversationSoFar(LoopForm form) throws Exception {
        End end = form.run(tools().build(), CALL, Reply.error(ErrorKind.RATE_LIMIT));

        end.failure(RateLimitException.class);
        assertThat(end.requests()).hasSize(2);
        assertThat(end.conversation().get("messages"))
                .isEqualTo(end.requests().get(1).get("messages"));
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void loopRunsOnlyOnce(LoopForm form) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(DONE);
                Diglot client = TestClients.client(endpoint)) {
            LoopForm.Prepared loop = form.prepare(client, tools().build(), form.request(), RequestOptions.none());
            if (form.variant() == LoopForm.Variant.ASYNC) {
                assertThat(loop.async().get().get()).isNotNull();
                assertThatIllegalStateException().isThrownBy(() -> loop.async().get());
            } else {
                assertThat(loop.blocking().get()).isNotNull();
                assertThatIllegalStateException()
                        .isThrownBy(() -> loop.blocking().get());
            }
            assertThat(endpoint.requests()).hasSize(1);
        }
    }

    // Executors

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void executorRunsTheCallsOfAReplyInParallel(LoopForm form) throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        ExecutorService executor = Executors.newFixedThreadPool(2);
        ToolSet tools = ToolSet.builder()
                .add(Lookup.class, call -> {
                    both.countDown();
                    awaitLatch(both);
                    return call.city();
                })
                .executor(executor)
                .build();
        try {
            End end = form.run(tools, TWO_CALLS, DONE);

            assertThat(end.text()).isEqualTo("done");
            assertThat(end.resultTexts()).containsExactly("Paris", "Rome");
        } finally {
            executor.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void executorThatRejectsEndsTheLoop(LoopForm form) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        ToolSet tools = tools().executor(work -> {
                    if (calls.getAndIncrement() > 0) {
                        throw new RejectedExecutionException("full");
                    }
                    work.run();
                })
                .build();

        End end = form.run(tools, TWO_CALLS, DONE);

        assertThat(end.failure(ToolLoopException.class))
                .cause()
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("full");
        assertThat(end.resultTexts()).containsExactly("Paris", NOT_RUN);
        assertThat(end.requests()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void toolThatFailsInParallelInterruptsTheOthersAndKeepsTheirResults(LoopForm form) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(3);
        CountDownLatch finished = new CountDownLatch(1);
        ToolSet tools = endless()
                .add("fail", null, Lookup.class, call -> {
                    awaitLatch(running);
                    awaitLatch(finished);
                    throw new IllegalStateException("boom");
                })
                .add("quick", null, Lookup.class, Lookup::city)
                .executor(work -> executor.execute(() -> {
                    work.run();
                    finished.countDown();
                }))
                .build();
        String arguments = "{\"city\":\"Paris\"}";
        try {
            End end = form.run(
                    tools,
                    Reply.toolCall("fail", arguments)
                            .andToolCall("lookup", arguments)
                            .andToolCall("quick", arguments),
                    DONE);

            assertThat(end.failure(ToolLoopException.class)).cause().hasMessage("boom");
            assertThat(end.resultTexts()).containsExactly("Error: the tool failed", INTERRUPTED, "Paris");
            awaitLatch(interrupted);
        } finally {
            executor.shutdownNow();
        }
    }
}
