// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.config.Interceptor;
import dev.diglot.config.RequestOptions;
import dev.diglot.config.RetryPolicy;
import dev.diglot.error.ConnectionException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.Dialect;
import dev.diglot.model.Message;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.CallForm.End;
import dev.diglot.testing.Certificate;
import dev.diglot.testing.Http2Server;
import dev.diglot.testing.TestClients;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What HTTP/2 adds to the ways in which a call can fail, with an {@link HttpClient} of the user's: the limit of
 * streams, streams that are refused or reset, and connections that go away.
 */
@Tag("thorough")
@Timeout(120)
class Http2Test {
    private static final String HELLO = "hello";
    private static final String FIRST_PIECE = "hel";
    private static final int NO_LIMIT = 100;
    private static final int LIMIT = 4;
    private static final int CALLS_AT_ONCE = 24;
    private static final int LARGE = 5_000_000;

    /**
     * Later JDKs themselves retry a request that a server did not process, over the same connection or another,
     * and fail with "request not processed by peer" only if that one is not processed either. JDK 17 fails at once.
     */
    private static final boolean JDK_RESENDS = Runtime.version().feature() >= 25;

    private static final int REQUESTS_PER_ATTEMPT = JDK_RESENDS ? 2 : 1;

    private static Certificate certificate;

    private final AtomicInteger attempts = new AtomicInteger();
    private final CountDownLatch firstEvent = new CountDownLatch(1);

    @BeforeAll
    static void createCertificate(@TempDir Path folder) throws Exception {
        certificate = Certificate.create(folder);
    }

    private Diglot client(Http2Server server, RetryPolicy retries) throws Exception {
        HttpClient httpClient = HttpClient.newBuilder()
                .sslContext(certificate.trusting())
                .version(HttpClient.Version.HTTP_2)
                .connectTimeout(Duration.ofSeconds(20))
                .build();
        return TestClients.builder(server.url())
                .httpClient(httpClient)
                .responseTimeout(Duration.ofSeconds(30))
                .retryPolicy(retries)
                .interceptor(this::count)
                .build();
    }

    private Interceptor.AttemptObserver count(Interceptor.Attempt attempt) {
        attempts.incrementAndGet();
        return new Interceptor.AttemptObserver() {
            @Override
            public void onFirstEvent(Duration elapsed) {
                firstEvent.countDown();
            }

            @Override
            public void onEnd(Interceptor.End end) {}
        };
    }

    /** The default number of retries, quickly. */
    private static RetryPolicy quickRetries() {
        return RetryPolicy.standard().withBackoff(Duration.ofMillis(10), Duration.ofMillis(50));
    }

    private static void respond(Http2Server.Stream stream, CallForm form, Dialect dialect)
            throws IOException, InterruptedException {
        stream.whole(form.contentType(), form.body(dialect, HELLO));
    }

    /** Sends the head and the body up to its first piece of text, and waits until the client has read that. */
    private void begin(Http2Server.Stream stream, CallForm form, Dialect dialect)
            throws IOException, InterruptedException {
        stream.head(200, form.contentType());
        String body = form.body(dialect, HELLO);
        if (form.isStreamed()) {
            stream.send(body.substring(0, endOfFirstPiece(body)));
            firstEvent.await(10, TimeUnit.SECONDS);
        } else {
            stream.send(body.substring(0, body.length() / 2));
        }
    }

    private static String rest(CallForm form, Dialect dialect) {
        String body = form.body(dialect, HELLO);
        return body.substring(form.isStreamed() ? endOfFirstPiece(body) : body.length() / 2);
    }

    private static int endOfFirstPiece(String events) {
        return events.indexOf("\n\n", events.indexOf('"' + FIRST_PIECE + '"')) + 2;
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void moreCallsAtOnceThanStreamsAllComplete(CallForm form, Dialect dialect) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Http2Server server = Http2Server.start(certificate, LIMIT, stream -> {
                    if (stream.number() > 1) {
                        release.await(30, TimeUnit.SECONDS);
                    }
                    respond(stream, form, dialect);
                });
                Diglot client = client(server, RetryPolicy.standard())) {
            assertThat(form.call(client, dialect).text()).isEqualTo(HELLO);
            CountDownLatch begun = new CountDownLatch(CALLS_AT_ONCE);
            ExecutorService callers = Executors.newFixedThreadPool(CALLS_AT_ONCE);

            List<Future<End>> ends = new ArrayList<>();
            for (int i = 0; i < CALLS_AT_ONCE; i++) {
                ends.add(callers.submit(() -> {
                    begun.countDown();
                    return form.call(client, dialect);
                }));
            }
            begun.await(30, TimeUnit.SECONDS);
            awaitAttempts(server);
            release.countDown();

            for (Future<End> end : ends) {
                assertThat(end.get(60, TimeUnit.SECONDS).text()).isEqualTo(HELLO);
            }
            assertThat(server.mostConcurrent()).as("streams at once").isGreaterThanOrEqualTo(LIMIT);
            callers.shutdown();
        }
    }

    /** Waits until all calls were attempted and all streams are in use; at most two seconds, as some calls may wait. */
    private void awaitAttempts(Http2Server server) {
        long start = System.nanoTime();
        while ((attempts.get() <= CALLS_AT_ONCE || server.requests() <= LIMIT)
                && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(2)) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void aRefusedStreamIsRetried(CallForm form, Dialect dialect) throws Exception {
        try (Http2Server server = Http2Server.start(certificate, NO_LIMIT, stream -> {
                    if (stream.number() <= REQUESTS_PER_ATTEMPT) {
                        stream.reset(Http2Server.REFUSED_STREAM);
                    } else {
                        respond(stream, form, dialect);
                    }
                });
                Diglot client = client(server, quickRetries())) {
            assertThat(form.call(client, dialect).text()).isEqualTo(HELLO);

            assertThat(attempts).hasValue(2);
            assertThat(server.requests()).isEqualTo(REQUESTS_PER_ATTEMPT + 1);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void aRefusedStreamWasNotSent(CallForm form, Dialect dialect) throws Exception {
        try (Http2Server server =
                        Http2Server.start(certificate, NO_LIMIT, stream -> stream.reset(Http2Server.REFUSED_STREAM));
                Diglot client = client(server, RetryPolicy.none())) {
            ConnectionException failure = form.call(client, dialect).failure(ConnectionException.class);

            assertThat(failure.requestSent()).isFalse();
            assertThat(attempts).hasValue(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamThatIsRefusedBeforeItsBodyWasNotSent(CallForm form) throws Exception {
        Http2Server.Handler refusing = new Http2Server.Handler() {
            @Override
            public boolean handleHeaders(Http2Server.Stream stream) throws IOException {
                stream.reset(Http2Server.REFUSED_STREAM);
                return true;
            }

            @Override
            public void handle(Http2Server.Stream stream) {}
        };
        try (Http2Server server = Http2Server.start(certificate, NO_LIMIT, refusing);
                Diglot client = client(server, RetryPolicy.none())) {
            End end = form.call(client, CallForm.request(Dialect.CHAT, "x".repeat(LARGE / 10)), RequestOptions.none());

            assertThat(end.failure(ConnectionException.class).requestSent()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void aStreamBehindTheLastOneOfAConnectionThatGoesAwayIsRetriedWhereTheJdkTells(CallForm form, Dialect dialect)
            throws Exception {
        try (Http2Server server = Http2Server.start(certificate, NO_LIMIT, stream -> {
                    if (stream.number() <= REQUESTS_PER_ATTEMPT) {
                        stream.goAwayBefore();
                        stream.awaitClientGone();
                    } else {
                        respond(stream, form, dialect);
                    }
                });
                Diglot client = client(server, quickRetries())) {
            End end = form.call(client, dialect);

            if (JDK_RESENDS) {
                assertThat(end.text()).isEqualTo(HELLO);
                assertThat(attempts).hasValue(2);
                assertThat(server.requests()).isEqualTo(REQUESTS_PER_ATTEMPT + 1);
            } else {
                // JDK 17 reports "GOAWAY received" for every open stream, whichever stream id the server sends as the
                // last.
                assertThat(end.failure(ConnectionException.class).requestSent()).isTrue();
                assertThat(server.requests()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void aStreamThatIsResetBeforeItsHeadMayHaveBeenBilled(CallForm form, Dialect dialect) throws Exception {
        try (Http2Server server =
                        Http2Server.start(certificate, NO_LIMIT, stream -> stream.reset(Http2Server.INTERNAL_ERROR));
                Diglot client = client(server, quickRetries())) {
            ConnectionException failure = form.call(client, dialect).failure(ConnectionException.class);

            assertThat(failure.requestSent()).isTrue();
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void aConnectionThatIsClosedBeforeTheHeadMayHaveBeenBilled(CallForm form, Dialect dialect) throws Exception {
        try (Http2Server server = Http2Server.start(certificate, NO_LIMIT, Http2Server.Stream::cut);
                Diglot client = client(server, quickRetries())) {
            ConnectionException failure = form.call(client, dialect).failure(ConnectionException.class);

            assertThat(failure.requestSent()).isTrue();
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void aStreamThatIsResetInItsBodyIsTruncatedAndNotRetried(CallForm form, Dialect dialect) throws Exception {
        try (Http2Server server = Http2Server.start(certificate, NO_LIMIT, stream -> {
                    begin(stream, form, dialect);
                    stream.reset(Http2Server.INTERNAL_ERROR);
                });
                Diglot client = client(server, quickRetries())) {
            assertCut(form, form.call(client, dialect));

            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void aGracefulGoAwayLetsAResponseCompleteWhereTheJdkDoes(CallForm form, Dialect dialect) throws Exception {
        try (Http2Server server = Http2Server.start(certificate, NO_LIMIT, stream -> {
                    begin(stream, form, dialect);
                    stream.goAwayAfter();
                    stream.send(rest(form, dialect));
                    stream.end();
                });
                Diglot client = client(server, quickRetries())) {
            End end = form.call(client, dialect);

            if (JDK_RESENDS) {
                assertThat(end.text()).isEqualTo(HELLO);
            } else {
                assertCut(form, end); // on GOAWAY, JDK 17 ends all streams of the connection
            }
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    /** The failure of a response that was truncated after its first piece; a stream keeps that piece. */
    private static void assertCut(CallForm form, End end) {
        if (!form.isStreamed()) {
            assertThat(end.failure(ConnectionException.class).requestSent()).isTrue();
            return;
        }
        Object partial = end.failure(StreamTruncatedException.class).partial();
        String text = partial instanceof ChatCompletion chat ? chat.text() : ((Message) partial).text();
        assertThat(text).isEqualTo(FIRST_PIECE);
    }

    @ParameterizedTest
    @EnumSource(
            value = CallForm.class,
            names = {"STREAM", "PUBLISH"})
    void aStreamThatIsResetBehindItsEndIsComplete(CallForm form) throws Exception {
        for (Dialect dialect : Dialect.values()) {
            try (Http2Server server = Http2Server.start(certificate, NO_LIMIT, stream -> {
                        stream.head(200, form.contentType());
                        stream.send(form.body(dialect, HELLO));
                        firstEvent.await(10, TimeUnit.SECONDS);
                        stream.reset(Http2Server.NO_ERROR);
                    });
                    Diglot client = client(server, RetryPolicy.none())) {
                assertThat(form.call(client, dialect).text()).isEqualTo(HELLO);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void largeBodiesPassInBothDirections(CallForm form) throws Exception {
        String large = "x".repeat(LARGE);
        try (Http2Server server = Http2Server.start(
                        certificate,
                        NO_LIMIT,
                        stream -> stream.whole(
                                form.contentType(),
                                form.body(Dialect.CHAT, stream.received() > LARGE ? large : "the request was cut")));
                Diglot client = client(server, RetryPolicy.none())) {
            End end = form.call(client, CallForm.request(Dialect.CHAT, large), RequestOptions.none());

            assertThat(end.text()).hasSize(LARGE);
        }
    }
}
