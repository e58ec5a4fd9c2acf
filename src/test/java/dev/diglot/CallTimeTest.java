// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static dev.diglot.testing.TestClients.client;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.config.RequestOptions;
import dev.diglot.error.CallCancelledException;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.CallTimeoutException.Phase;
import dev.diglot.model.Dialect;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.CallForm.End;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.Unreachable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The four timeouts, as options of a call, and interrupts: in all five forms and both dialects, against real servers. */
@Timeout(30)
@Execution(ExecutionMode.CONCURRENT)
class CallTimeTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    /** The blocking forms, each before the head of the response and inside its body. */
    static Stream<Arguments> waits() {
        return CallForm.calls()
                .filter(call -> ((CallForm) call.get()[0]).isBlocking())
                .flatMap(call -> Stream.of(
                        Arguments.of(call.get()[0], call.get()[1], false),
                        Arguments.of(call.get()[0], call.get()[1], true)));
    }

    /** Sends nothing, or the beginning of a response, and then waits until the client has disconnected. */
    private static RawServer silent(CallForm form, Dialect dialect, boolean begins) throws IOException {
        String body = form.body(dialect, "a");
        return RawServer.start(exchange -> {
            if (begins) {
                exchange.head(form.contentType());
                exchange.send(body.substring(0, body.indexOf('}') + 1));
            }
            exchange.awaitClientGone();
        });
    }

    private void assertTimeout(
            CallForm form, Dialect dialect, boolean begins, RequestOptions.Builder options, Phase phase, String setting)
            throws Exception {
        try (RawServer server = silent(form, dialect, begins);
                Diglot client = client(server)) {
            CallTimeoutException e = form.call(client, dialect, options.build()).failure(CallTimeoutException.class);

            assertThat(e.phase()).isEqualTo(phase);
            assertThat(e.limit()).isEqualTo(SHORT);
            assertThat(e).hasMessageContaining("0.2s").hasMessageContaining(setting);
            server.awaitClientGone();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void aConnectionThatIsNotMadeIsAConnectTimeout(CallForm form, Dialect dialect) throws Exception {
        try (Unreachable nobody = Unreachable.silent();
                Diglot client =
                        TestClients.builder(nobody.url()).connectTimeout(SHORT).build()) {
            CallTimeoutException e = form.call(client, dialect).failure(CallTimeoutException.class);

            assertThat(e.phase()).isEqualTo(Phase.CONNECT);
            assertThat(e.limit()).isEqualTo(SHORT);
            assertThat(e).hasMessageContaining("no connection within 0.2s (connectTimeout)");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void silenceBeforeTheHeadIsAResponseTimeout(CallForm form, Dialect dialect) throws Exception {
        RequestOptions.Builder options = RequestOptions.builder().responseTimeout(SHORT);

        assertTimeout(form, dialect, false, options, Phase.RESPONSE, "responseTimeout");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void silenceInsideTheBodyIsAnIdleTimeout(CallForm form, Dialect dialect) throws Exception {
        RequestOptions.Builder options = RequestOptions.builder().idleTimeout(SHORT);

        assertTimeout(form, dialect, true, options, Phase.IDLE, "idleTimeout");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void theDeadlineHoldsBeforeTheHead(CallForm form, Dialect dialect) throws Exception {
        RequestOptions.Builder options = RequestOptions.builder().deadline(SHORT);

        assertTimeout(form, dialect, false, options, Phase.DEADLINE, "deadline");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void theDeadlineHoldsInsideTheBody(CallForm form, Dialect dialect) throws Exception {
        // long enough that the head is received in time on a busy machine
        Duration deadline = Duration.ofSeconds(1);
        try (RawServer server = silent(form, dialect, true);
                Diglot client = client(server)) {
            CallTimeoutException e = form.call(
                            client,
                            dialect,
                            RequestOptions.builder().deadline(deadline).build())
                    .failure(CallTimeoutException.class);

            assertThat(e.phase()).isEqualTo(Phase.DEADLINE);
            assertThat(e.limit()).isEqualTo(deadline);
            server.awaitClientGone();
        }
    }

    @ParameterizedTest
    @MethodSource("waits")
    void anInterruptEndsTheCallAndStaysSet(CallForm form, Dialect dialect, boolean begins) throws Exception {
        try (RawServer server = silent(form, dialect, begins);
                Diglot client = client(server)) {
            CompletableFuture<End> end = new CompletableFuture<>();
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    end.complete(form.call(client, dialect));
                } catch (Exception e) {
                    end.completeExceptionally(e);
                }
                flag.complete(Thread.currentThread().isInterrupted());
            });
            caller.start();
            server.awaitSilence();

            caller.interrupt();

            assertThat(end.get(10, TimeUnit.SECONDS).failure(CallCancelledException.class))
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(flag.get(10, TimeUnit.SECONDS)).isTrue();
            server.awaitClientGone();
        }
    }
}
