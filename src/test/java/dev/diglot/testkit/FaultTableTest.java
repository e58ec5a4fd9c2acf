// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.Diglot;
import dev.diglot.error.ApiException;
import dev.diglot.error.AuthenticationException;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.CallTimeoutException.Phase;
import dev.diglot.error.ConnectionException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.InvalidRequestException;
import dev.diglot.error.ModelNotAvailableException;
import dev.diglot.error.NotFoundException;
import dev.diglot.error.OverloadedException;
import dev.diglot.error.PaymentRequiredException;
import dev.diglot.error.PermissionDeniedException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.RateLimitException;
import dev.diglot.error.RequestTooLargeException;
import dev.diglot.error.ServerException;
import dev.diglot.error.ServiceUnavailableException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.Dialect;
import dev.diglot.model.ErrorKind;
import dev.diglot.model.Message;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.Examples;
import dev.diglot.testing.TestRequests;
import dev.diglot.testing.Trees;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault that the endpoint can produce ends as the library documents, in all forms of a call and both dialects. One
 * row of the table is one fault: what the endpoint does, how a whole reply ends, and how a stream ends. The expectations
 * are those of the design and the README, not of the code.
 */
@Execution(ExecutionMode.CONCURRENT)
@Tag("thorough")
class FaultTableTest {
    private static final String[] PIECES = {"It ", "is ", "\u2600 sunny."};
    private static final String TEXT = String.join("", PIECES);
    private static final Reply REPLY = Reply.text(PIECES);

    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";
    private static final String HTML = "<!DOCTYPE html><html><body>Sign in</body></html>";

    private static final Duration NEVER = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(250);

    /** The kinds of errors: status, exception, and whether the call is retried. */
    private enum ErrorRow {
        INVALID_REQUEST(400, InvalidRequestException.class, false),
        AUTHENTICATION(401, AuthenticationException.class, false),
        PAYMENT_REQUIRED(402, PaymentRequiredException.class, false),
        PERMISSION_DENIED(403, PermissionDeniedException.class, false),
        MODEL_NOT_AVAILABLE(403, ModelNotAvailableException.class, false),
        NOT_FOUND(404, NotFoundException.class, false),
        REQUEST_TOO_LARGE(413, RequestTooLargeException.class, false),
        RATE_LIMIT(429, RateLimitException.class, true),
        SERVER(500, ServerException.class, true),
        SERVICE_UNAVAILABLE(503, ServiceUnavailableException.class, true),
        OVERLOADED(529, OverloadedException.class, true);

        private final int status;
        private final Class<? extends ApiException> exception;
        private final boolean retried;

        ErrorRow(int status, Class<? extends ApiException> exception, boolean retried) {
            this.status = status;
            this.exception = exception;
            this.retried = retried;
        }

        ErrorKind kind() {
            return ErrorKind.valueOf(name());
        }

        /** As the status of the response. */
        Outcome asStatus() {
            Outcome outcome = fails(exception).status(status);
            return retried ? outcome.attempts(3) : outcome;
        }

        /** As an event of a stream, whose status is 200. */
        Outcome asEvent(String before) {
            return fails(exception).status(200).partial(before);
        }
    }

    static Stream<Fault> faults() {
        return Stream.of(
                        none(),
                        statuses(),
                        retryAfters(),
                        otherStatuses(),
                        errorsInStreams(),
                        cutsByEvents(),
                        cutsByBytes(),
                        noResponses(),
                        timeouts(),
                        bodies(),
                        contentTypes())
                .flatMap(rows -> rows);
    }

    // The table.

    private static Stream<Fault> none() {
        return Stream.of(fault("no fault", REPLY).all(complete(TEXT)));
    }

    private static Stream<Fault> statuses() {
        return Stream.of(ErrorRow.values())
                .map(row -> fault("error " + row, Reply.error(row.kind())).all(row.asStatus()));
    }

    private static Stream<Fault> retryAfters() {
        List<Fault> rows = new ArrayList<>();
        for (ErrorRow row : ErrorRow.values()) {
            Reply error = Reply.error(row.kind());
            rows.add(fault(row + ", retry after 3 ms", error.retryAfter(Duration.ofMillis(3)))
                    .all(row.asStatus().retryAfter(Duration.ofMillis(3))));
            rows.add(fault(row + ", retry after 0 s", error.retryAfter(Duration.ZERO))
                    .all(row.asStatus().retryAfter(Duration.ZERO)));
            rows.add(fault(row + ", retry after 61 s: more than is accepted", error.retryAfter(Duration.ofSeconds(61)))
                    .all(row.asStatus().retryAfter(Duration.ofSeconds(61)).attempts(1)));
        }
        rows.add(fault(
                        "retry after 30 s: beyond the deadline",
                        Reply.error(ErrorKind.RATE_LIMIT).retryAfter(Duration.ofSeconds(30)))
                .client(builder -> builder.deadline(Duration.ofSeconds(20)))
                .all(ErrorRow.RATE_LIMIT
                        .asStatus()
                        .retryAfter(Duration.ofSeconds(30))
                        .attempts(1)));
        return rows.stream();
    }

    private static Stream<Fault> otherStatuses() {
        return Stream.of(
                fault("408", json(408, "{}"))
                        .all(fails(ApiException.class).status(408).attempts(3)),
                fault("409", json(409, "{}"))
                        .all(fails(ApiException.class).status(409).attempts(3)),
                fault("418", json(418, "{}")).all(fails(ApiException.class).status(418)),
                fault("422", json(422, "{}"))
                        .all(fails(InvalidRequestException.class).status(422)),
                fault("504, nothing in it", Reply.body(504, null, ""))
                        .all(fails(ServerException.class).status(504).attempts(3)),
                fault("502, HTML", Reply.body(502, "text/html", HTML))
                        .all(fails(ServerException.class).status(502).attempts(3)),
                fault("404, HTML", Reply.body(404, "text/html", HTML))
                        .all(fails(NotFoundException.class).status(404)),
                fault(
                                "429, x-should-retry: false",
                                Reply.error(ErrorKind.RATE_LIMIT).header("x-should-retry", "false"))
                        .all(ErrorRow.RATE_LIMIT.asStatus().attempts(1)),
                fault(
                                "400, x-should-retry: true",
                                Reply.error(ErrorKind.INVALID_REQUEST).header("x-should-retry", "true"))
                        .all(ErrorRow.INVALID_REQUEST.asStatus().attempts(3)),
                fault(
                                "200, an error in the body",
                                json(200, "{\"error\":{\"message\":\"slow down\",\"code\":\"rate_limit_exceeded\"}}"))
                        .all(fails(RateLimitException.class).status(200).anyPartial()));
    }

    private static Stream<Fault> errorsInStreams() {
        List<Fault> rows = new ArrayList<>();
        for (ErrorRow row : ErrorRow.values()) {
            rows.add(fault(row + " after two pieces", at -> REPLY.errorAfterEvents(at.events(2), row.kind()))
                    .whole(row.asStatus())
                    .stream(row.asEvent("It is ")));
        }
        ErrorRow row = ErrorRow.OVERLOADED;
        rows.add(fault(row + " as the first event", REPLY.errorAfterEvents(0, row.kind())).whole(row.asStatus()).stream(
                row.asEvent("")));
        rows.add(
                fault(row + " after the first event", REPLY.errorAfterEvents(1, row.kind()))
                        .whole(row.asStatus())
                        .stream(row.asEvent("")));
        rows.add(fault(row + " before the last event", at -> REPLY.errorAfterEvents(at.allEvents() - 1, row.kind()))
                .whole(row.asStatus())
                .stream(row.asEvent(TEXT)));
        rows.add(fault(row + " after the last event", at -> REPLY.errorAfterEvents(at.allEvents(), row.kind()))
                .whole(row.asStatus())
                .stream(complete(TEXT)));
        return rows.stream();
    }

    private static Stream<Fault> cutsByEvents() {
        List<Fault> rows = new ArrayList<>();
        for (Cut cut : Cut.values()) {
            rows.add(
                    fault(cut + " after the head", REPLY.cutAfterEvents(0, cut))
                            .client(idleTimeout(cut))
                            .whole(wholeCut(cut))
                            .stream(streamCut(cut, "")));
            rows.add(fault(cut + " after one event", REPLY.cutAfterEvents(1, cut))
                    .client(idleTimeout(cut))
                    .whole(wholeCut(cut))
                    .stream(streamCut(cut, "")));
            rows.add(fault(cut + " after two pieces", at -> REPLY.cutAfterEvents(at.events(2), cut))
                    .client(idleTimeout(cut))
                    .whole(wholeCut(cut))
                    .stream(streamCut(cut, "It is ")));
            rows.add(fault(cut + " after the text", at -> REPLY.cutAfterEvents(at.events(3), cut))
                    .client(idleTimeout(cut))
                    .whole(wholeCut(cut))
                    .stream(streamCut(cut, TEXT)));
            rows.add(fault(cut + " before the last event", at -> REPLY.cutAfterEvents(at.allEvents() - 1, cut))
                    .client(idleTimeout(cut))
                    .whole(wholeCut(cut))
                    .stream(complete(TEXT))
                    .messageStream(streamCut(cut, TEXT)));
            rows.add(fault(cut + " after the last event", at -> REPLY.cutAfterEvents(at.allEvents(), cut))
                    .client(idleTimeout(cut))
                    .whole(wholeCut(cut))
                    .stream(complete(TEXT)));
        }
        return rows.stream();
    }

    private static Stream<Fault> cutsByBytes() {
        List<Fault> rows = new ArrayList<>();
        for (Cut cut : Cut.values()) {
            rows.add(
                    fault(cut + " after no byte", REPLY.cutAfterBytes(0, cut))
                            .client(idleTimeout(cut))
                            .whole(wholeCut(cut))
                            .stream(streamCut(cut, "")));
            rows.add(
                    fault(cut + " after one byte", REPLY.cutAfterBytes(1, cut))
                            .client(idleTimeout(cut))
                            .whole(wholeCut(cut))
                            .stream(streamCut(cut, "")));
            rows.add(fault(cut + " within a character", at -> REPLY.cutAfterBytes(at.indexOf("\u2600") + 1, cut))
                    .client(idleTimeout(cut))
                    .whole(wholeCut(cut))
                    .stream(streamCut(cut, "It is ")));
            rows.add(fault(
                    cut + " within the field name of the second piece",
                    at -> REPLY.cutAfterBytes(at.isStreamed ? at.lineOf("is ") + 3 : at.bodyLength() - 1, cut))
                    .client(idleTimeout(cut))
                    .whole(wholeCut(cut))
                    .stream(streamCut(cut, "It ")));
            rows.add(fault(cut + " within the last event", at -> REPLY.cutAfterBytes(at.bodyLength() - 6, cut))
                    .client(idleTimeout(cut))
                    .whole(wholeCut(cut))
                    .stream(complete(TEXT))
                    .messageStream(streamCut(cut, TEXT)));
            rows.add(fault(cut + " after all bytes", at -> REPLY.cutAfterBytes(at.bodyLength(), cut))
                    .client(idleTimeout(cut))
                    .all(complete(TEXT)));
        }
        return rows.stream();
    }

    private static Stream<Fault> noResponses() {
        return Stream.of(
                fault("no response, END", Reply.noResponse(Cut.END)).all(fails(ConnectionException.class)),
                fault("no response, CLOSE", Reply.noResponse(Cut.CLOSE)).all(fails(ConnectionException.class)),
                fault("no response, RESET", Reply.noResponse(Cut.RESET)).all(fails(ConnectionException.class)),
                fault("no response, STALL", Reply.noResponse(Cut.STALL))
                        .client(builder -> builder.responseTimeout(SHORT))
                        .all(timesOut(Phase.RESPONSE)));
    }

    private static Stream<Fault> timeouts() {
        return Stream.of(
                fault("delay beyond the response timeout", REPLY.delay(NEVER))
                        .client(builder -> builder.responseTimeout(SHORT))
                        .all(timesOut(Phase.RESPONSE)),
                fault("delay beyond the deadline", REPLY.delay(NEVER))
                        .client(builder -> builder.deadline(SHORT))
                        .all(timesOut(Phase.DEADLINE)),
                fault("no response until the deadline", Reply.noResponse(Cut.STALL))
                        .client(builder -> builder.deadline(SHORT))
                        .all(timesOut(Phase.DEADLINE)),
                fault("STALL after two pieces until the deadline", at -> REPLY.cutAfterEvents(at.events(2), Cut.STALL))
                        .client(builder -> builder.deadline(Duration.ofMillis(600)))
                        .whole(timesOut(Phase.DEADLINE))
                        .stream(timesOut(Phase.DEADLINE).partial("It is ")),
                fault("pace above the idle timeout", REPLY.pace(NEVER))
                        .client(builder -> builder.idleTimeout(SHORT))
                        .whole(complete(TEXT))
                        .stream(timesOut(Phase.IDLE).partial("")),
                fault("held beyond the idle timeout", at -> REPLY.holdAfterEvents(at.events(1), new CountDownLatch(1)))
                        .client(builder -> builder.idleTimeout(SHORT))
                        .whole(timesOut(Phase.IDLE))
                        .stream(timesOut(Phase.IDLE).partial("It ")));
    }

    private static Stream<Fault> bodies() {
        return Stream.of(
                fault("garbage", Reply.garbage())
                        .whole(fails(ProtocolException.class).status(200))
                        .stream(fails(ProtocolException.class).status(200).partial("")),
                fault("200, HTML", Reply.body(200, "text/html", HTML))
                        .all(fails(ProtocolException.class).status(200).anyPartial()),
                fault("200, nothing in it, as JSON", json(200, ""))
                        .all(fails(ProtocolException.class).status(200).anyPartial()),
                fault("200, nothing in it, as events", Reply.body(200, EVENTS, ""))
                        .whole(fails(ProtocolException.class).status(200))
                        .stream(truncated("")),
                fault("200, cut JSON", json(200, "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"It"))
                        .all(fails(ProtocolException.class).status(200).anyPartial()),
                fault("200, JSON of something else", json(200, "[1, 2]"))
                        .all(fails(ProtocolException.class).status(200).anyPartial()),
                fault("an unsupported encoding", REPLY.header("content-encoding", "br"))
                        .all(fails(ProtocolException.class).status(200).anyPartial()));
    }

    /** The first bytes decide what a body is, if its content type does not say so. */
    private static Stream<Fault> contentTypes() {
        List<Fault> rows = new ArrayList<>();
        for (String type : List.of("text/plain", "text/html", "application/octet-stream", "application/x-ndjson")) {
            rows.add(fault("the content type " + type, REPLY.header("content-type", type))
                    .all(complete(TEXT)));
        }
        rows.add(
                fault("no content type", at -> Reply.body(200, null, at.body())).all(complete(TEXT)));
        rows.add(fault("a whole reply in place of a stream", at -> Reply.body(200, JSON, at.body(false)))
                .all(complete(TEXT)));
        rows.add(fault("a stream in place of a whole reply", at -> Reply.body(200, EVENTS, at.body(true)))
                .all(complete(TEXT)));
        rows.add(fault("events as JSON", at -> Reply.body(200, JSON, at.body(true)))
                .all(complete(TEXT)));
        return rows.stream();
    }

    private static Outcome wholeCut(Cut cut) {
        return switch (cut) {
            case END -> fails(ProtocolException.class).status(200);
            case CLOSE, RESET -> fails(ConnectionException.class);
            case STALL -> timesOut(Phase.IDLE);
        };
    }

    private static Outcome streamCut(Cut cut, String before) {
        return cut == Cut.STALL ? timesOut(Phase.IDLE).partial(before) : truncated(before);
    }

    private static UnaryOperator<Diglot.Builder> idleTimeout(Cut cut) {
        return builder -> cut == Cut.STALL ? builder.idleTimeout(SHORT) : builder;
    }

    // The tests.

    static Stream<Arguments> calls() {
        return faults().flatMap(fault -> CallForm.calls().map(call -> {
            Object[] formAndDialect = call.get();
            return Arguments.of(fault, formAndDialect[0], formAndDialect[1]);
        }));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void faultEndsAsDocumented(Fault fault, CallForm form, Dialect dialect) throws Exception {
        Situation situation = new Situation(dialect, form.isStreamed());
        try (FakeEndpoint endpoint = FakeEndpoint.start(fault.reply.apply(situation));
                Diglot client = fault.client
                        .apply(endpoint.client().idleTimeout(Duration.ofSeconds(20)))
                        .build()) {

            CallForm.End end = form.call(client, dialect);

            fault.outcome(situation).check(end);
            assertThat(endpoint.requests()).as("attempts").hasSize(fault.outcome(situation).attempts);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void callAboveTheConcurrencyLimitIsARateLimitError(CallForm form, Dialect dialect) throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        try (FakeEndpoint endpoint =
                        FakeEndpoint.builder().maxConcurrent(1).start(REPLY.holdAfterEvents(0, latch), REPLY);
                Diglot client =
                        endpoint.client().idleTimeout(Duration.ofSeconds(20)).build()) {
            var held = client.chat().createAsync(TestRequests.CHAT);
            endpoint.awaitRequests(1);

            CallForm.End end = form.call(client, dialect);
            latch.countDown();

            ErrorRow.RATE_LIMIT.asStatus().check(end);
            assertThat(endpoint.requests()).hasSize(1 + 3);
            assertThat(held.get().text()).isEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void retriedCallReceivesTheNextReplyOfTheScript(CallForm form, Dialect dialect) throws Exception {
        for (ErrorRow row : ErrorRow.values()) {
            if (row.retried) {
                try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.error(row.kind()), REPLY);
                        Diglot client = endpoint.client().build()) {
                    assertThat(form.call(client, dialect).text()).isEqualTo(TEXT);
                    assertThat(endpoint.requests()).hasSize(2);
                }
            }
        }
    }

    /** Everything requested has arrived, so that the idle timeout ends it too. */
    @ParameterizedTest
    @EnumSource
    void chatStreamWithoutItsEndIsCompleteWithAWarningThatNamesIt(Cut cut) throws Exception {
        Situation situation = new Situation(Dialect.CHAT, true);
        try (FakeEndpoint endpoint = FakeEndpoint.start(REPLY.cutAfterEvents(situation.allEvents() - 1, cut));
                Diglot client = idleTimeout(cut).apply(endpoint.client()).build();
                var stream = client.chat().stream(TestRequests.CHAT)) {
            assertThat(stream.result().text()).isEqualTo(TEXT);
            assertThat(stream.warnings()).anyMatch(warning -> warning.contains("[DONE]"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "PUBLISH"})
    void errorInAStreamHasTheMessageOfTheExample(CallForm form) throws Exception {
        for (ErrorRow row : ErrorRow.values()) {
            for (Dialect dialect : Dialect.values()) {
                String error = row == ErrorRow.MODEL_NOT_AVAILABLE ? "model" : String.valueOf(row.status);
                String file = (dialect == Dialect.CHAT ? "chat" : "messages") + "-error-" + error + "-response.json";
                try (FakeEndpoint endpoint = FakeEndpoint.start(REPLY.errorAfterEvents(2, row.kind()));
                        Diglot client = endpoint.client().build()) {
                    assertThat(form.call(client, dialect)
                                    .failure(ApiException.class)
                                    .message())
                            .isEqualTo(Trees.read(Examples.text(file))
                                    .at("/error/message")
                                    .asText());
                }
            }
        }
    }

    /** The cause tells a body that ended from a connection that broke. */
    @ParameterizedTest
    @EnumSource(names = {"STREAM", "PUBLISH"})
    void truncatedStreamHasACauseIfItsConnectionBroke(CallForm form) throws Exception {
        for (Dialect dialect : Dialect.values()) {
            for (Cut cut : List.of(Cut.END, Cut.CLOSE, Cut.RESET)) {
                try (FakeEndpoint endpoint = FakeEndpoint.start(REPLY.cutAfterEvents(2, cut));
                        Diglot client = endpoint.client().build()) {
                    StreamTruncatedException failure =
                            form.call(client, dialect).failure(StreamTruncatedException.class);

                    assertThat(failure.getCause() != null).as(cut.name()).isEqualTo(cut != Cut.END);
                }
            }
        }
    }

    @Test
    void theTableHasEveryKindOfError() {
        assertThat(Stream.of(ErrorRow.values()).map(ErrorRow::kind)).containsExactly(ErrorKind.values());
    }

    // What a row consists of.

    private static Fault fault(String name, Reply reply) {
        return fault(name, at -> reply);
    }

    private static Fault fault(String name, Function<Situation, Reply> reply) {
        Outcome none = complete("");
        return new Fault(name, reply, builder -> builder, none, none, none);
    }

    private static Reply json(int status, String body) {
        return Reply.body(status, JSON, body);
    }

    private static Outcome complete(String text) {
        return new Outcome(null, text, false, 1, 0, null, null);
    }

    private static Outcome fails(Class<? extends DiglotException> exception) {
        return new Outcome(exception, null, false, 1, 0, null, null);
    }

    private static Outcome truncated(String before) {
        return fails(StreamTruncatedException.class).partial(before);
    }

    private static Outcome timesOut(Phase phase) {
        return new Outcome(CallTimeoutException.class, null, false, 1, 0, null, phase);
    }

    /** What a fault is, and how it ends: whole replies, streams, and streams of messages where they differ. */
    record Fault(
            String name,
            Function<Situation, Reply> reply,
            UnaryOperator<Diglot.Builder> client,
            Outcome ofWhole,
            Outcome ofStream,
            Outcome ofMessageStream) {
        Fault client(UnaryOperator<Diglot.Builder> settings) {
            return new Fault(name, reply, settings, ofWhole, ofStream, ofMessageStream);
        }

        Fault all(Outcome outcome) {
            return whole(outcome).stream(outcome);
        }

        Fault whole(Outcome outcome) {
            return new Fault(name, reply, client, outcome, ofStream, ofMessageStream);
        }

        Fault stream(Outcome outcome) {
            return new Fault(name, reply, client, ofWhole, outcome, outcome);
        }

        Fault messageStream(Outcome outcome) {
            return new Fault(name, reply, client, ofWhole, ofStream, outcome);
        }

        Outcome outcome(Situation situation) {
            if (!situation.isStreamed) {
                return ofWhole;
            }
            return situation.dialect == Dialect.CHAT ? ofStream : ofMessageStream;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** How a call ends: complete with a text, or with an exception, its partial text and what its accessors return. */
    record Outcome(
            @Nullable Class<? extends DiglotException> exception,
            @Nullable String text,
            boolean hasAnyPartial,
            int attempts,
            int status,
            @Nullable Duration retryAfter,
            @Nullable Phase phase) {
        Outcome partial(String before) {
            return new Outcome(exception, before, false, attempts, status, retryAfter, phase);
        }

        /** Whether there is a partial result is not documented. */
        Outcome anyPartial() {
            return new Outcome(exception, null, true, attempts, status, retryAfter, phase);
        }

        Outcome attempts(int count) {
            return new Outcome(exception, text, hasAnyPartial, count, status, retryAfter, phase);
        }

        Outcome status(int number) {
            return new Outcome(exception, text, hasAnyPartial, attempts, number, retryAfter, phase);
        }

        Outcome retryAfter(Duration wait) {
            return new Outcome(exception, text, hasAnyPartial, attempts, status, wait, phase);
        }

        void check(CallForm.End end) {
            if (exception == null) {
                assertThat(end.text()).isEqualTo(text);
                return;
            }
            DiglotException failure = end.failure(DiglotException.class);
            assertThat(failure).isExactlyInstanceOf(exception);
            if (!hasAnyPartial) {
                assertThat(text(failure.partial())).as("partial").isEqualTo(text);
            }
            assertThat(failure.getSuppressed()).as("earlier failures").hasSize(attempts - 1);
            if (failure instanceof ApiException api) {
                assertThat(api.status()).isEqualTo(status);
                assertThat(api.retryAfter()).isEqualTo(retryAfter);
            } else if (failure instanceof ProtocolException protocol) {
                assertThat(protocol.status()).isEqualTo(status);
            } else if (failure instanceof CallTimeoutException timeout) {
                assertThat(timeout.phase()).isEqualTo(phase);
            } else if (failure instanceof ConnectionException connection) {
                assertThat(connection.requestSent()).isTrue();
            }
        }

        private static @Nullable String text(@Nullable Object partial) {
            if (partial == null) {
                return null;
            }
            return partial instanceof ChatCompletion chat ? chat.text() : ((Message) partial).text();
        }
    }

    /** The form of a call, and where in its response the fault should happen. */
    record Situation(Dialect dialect, boolean isStreamed) {
        /** The number of events up to some pieces of the text: before them is the role, or the start of message and block. */
        int events(int pieces) {
            return (dialect == Dialect.CHAT ? 1 : 2) + pieces;
        }

        /** After the text: finish reason and [DONE], or the end of the block, message_delta and message_stop. */
        int allEvents() {
            return events(PIECES.length) + (dialect == Dialect.CHAT ? 2 : 3);
        }

        /** The body without a fault. */
        String body() {
            return body(isStreamed);
        }

        String body(boolean streamed) {
            return Http.post(REPLY, dialect, "{\"model\":\"m\",\"stream\":" + streamed + "}");
        }

        int bodyLength() {
            return bytes().length();
        }

        /** The position of a text in the bytes of the body. */
        int indexOf(String text) {
            int index = bytes().indexOf(new String(text.getBytes(UTF_8), ISO_8859_1));
            assertThat(index).as(text).isNotNegative();
            return index;
        }

        /** The position of the line that contains this piece of text. */
        int lineOf(String piece) {
            return bytes().lastIndexOf('\n', indexOf('"' + piece + '"')) + 1;
        }

        private String bytes() {
            return new String(body().getBytes(UTF_8), ISO_8859_1);
        }
    }
}
