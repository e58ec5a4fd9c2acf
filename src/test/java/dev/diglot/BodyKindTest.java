// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static dev.diglot.testing.TestClients.client;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.error.DiglotException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.Dialect;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.CallForm.End;
import dev.diglot.testing.RawServer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a body holds is decided by its content type and its first bytes, in every form of a call. */
@Timeout(60)
class BodyKindTest {
    private static final String EVENTS = "text/event-stream";

    private static End call(CallForm form, Dialect dialect, String contentType, String body) throws Exception {
        return call(form, dialect, RawServer.head(200, contentType, "content-length: " + bytes(body).length) + body);
    }

    private static End call(CallForm form, Dialect dialect, String response) throws Exception {
        try (RawServer server = RawServer.responding(response);
                Diglot client = client(server)) {
            return form.call(client, dialect);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Stream<Arguments> misnamedStreams() {
        return CallForm.calls()
                .flatMap(call -> Stream.of("application/json", "application/x-ndjson", "text/html; charset=utf-8", "")
                        .map(type -> Arguments.of(call.get()[0], call.get()[1], type)));
    }

    @ParameterizedTest
    @MethodSource("misnamedStreams")
    void eventsUnderAnyContentTypeAreRead(CallForm form, Dialect dialect, String contentType) throws Exception {
        String events = CallForm.STREAM.body(dialect, "hello");

        assertThat(call(form, dialect, contentType, events).text()).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {": ping\n\n", "\n\n", "\uFEFF", "id: 1\n", "retry: 5\n", "event: x\n"})
    void eventsAreKnownByWhatTheyBeginWith(String start) throws Exception {
        String events = start + CallForm.STREAM.body(Dialect.CHAT, "hello");

        for (CallForm form : CallForm.values()) {
            assertThat(call(form, Dialect.CHAT, "application/json", events).text())
                    .as("%s", form)
                    .isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFirstBytesMayArriveOneByOne(CallForm form) throws Exception {
        byte[] events = bytes("\uFEFF" + CallForm.STREAM.body(Dialect.CHAT, "hello"));
        try (RawServer server = RawServer.start(exchange -> {
                    exchange.head("application/json");
                    for (byte next : events) {
                        exchange.send(new byte[] {next});
                    }
                    exchange.end();
                });
                Diglot client = client(server)) {
            assertThat(form.call(client, Dialect.CHAT).text()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CREATE_WITH_RESPONSE"})
    void aStreamInPlaceOfAWholeResponseIsAWarning(CallForm form) throws Exception {
        End end = call(form, Dialect.CHAT, EVENTS, CallForm.STREAM.body(Dialect.CHAT, "hello"));

        assertThat(end.text()).isEqualTo("hello");
        assertThat(end.response().warnings())
                .containsExactly("the endpoint sent a stream in place of a whole response");
    }

    @ParameterizedTest
    @EnumSource
    void aCutStreamIsTruncatedInEveryForm(CallForm form) throws Exception {
        String events = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"he\"}}]}\n\n";
        try (RawServer server = RawServer.start(exchange -> {
                    exchange.head(EVENTS);
                    exchange.send(events);
                    exchange.cut();
                });
                Diglot client = client(server)) {
            StreamTruncatedException e = form.call(client, Dialect.CHAT).failure(StreamTruncatedException.class);

            assertThat(((ChatCompletion) e.partial()).text()).isEqualTo("he");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void aWholeResponseInPlaceOfAStreamIsRead(CallForm form, Dialect dialect) throws Exception {
        String whole = CallForm.CREATE.body(dialect, "hello");

        assertThat(call(form, dialect, "application/json", whole).text()).isEqualTo("hello");
        assertThat(call(form, dialect, EVENTS, whole + "\n").text()).isEqualTo("hello");
        assertThat(call(form, dialect, EVENTS, whole + "\ndata: [DONE]\n\n").text())
                .isEqualTo("hello");
    }

    @ParameterizedTest
    @EnumSource
    void aPrettyWholeResponseNamedStreamIsRead(CallForm form) throws Exception {
        String whole = "{\n  \"choices\": [\n    {\"index\": 0,\n\"message\": {\"content\": \"" + "x".repeat(100_000)
                + "\"},\n\"finish_reason\": \"stop\"}\n  ]\n}\n";

        assertThat(call(form, Dialect.CHAT, EVENTS, whole).text()).hasSize(100_000);
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void invalidUtf8IsReplaced(CallForm form, Dialect dialect) throws Exception {
        byte[] body = form.body(dialect, "abZcd").getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < body.length; i++) {
            body[i] = body[i] == 'Z' ? (byte) 0xC3 : body[i];
        }
        try (RawServer server = RawServer.start(exchange -> {
                    exchange.head(form.contentType());
                    exchange.send(body);
                    exchange.end();
                });
                Diglot client = client(server)) {
            End end = form.call(client, dialect);

            assertThat(end.text()).isEqualTo("ab\uFFFDcd");
            if (end.response() != null) {
                assertThat(end.response().warnings())
                        .containsExactly("the response holds invalid UTF-8; U+FFFD stands in its place");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "gzip, gzip", "gzip, br"})
    void anEncodingThatCannotBeDecodedIsNamed(String encoding) throws Exception {
        for (CallForm form : CallForm.values()) {
            String response =
                    RawServer.head(200, form.contentType(), "content-encoding: " + encoding, "content-length: 5")
                            + "\u0001abcd";

            ProtocolException e = call(form, Dialect.CHAT, response).failure(ProtocolException.class);

            assertThat(e).as("%s", form).hasMessageContaining("encoded as " + encoding);
            assertThat(e.excerpt()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTransferCodingThatTheJdkDoesNotUndoIsNamed(CallForm form) throws Exception {
        String response =
                RawServer.head(200, form.contentType(), "transfer-encoding: gzip, chunked") + "1\r\nx\r\n0\r\n\r\n";
        try (RawServer server = RawServer.start(exchange -> {
                    exchange.raw(response);
                    exchange.cut();
                });
                Diglot client = client(server)) {
            assertThat(form.call(client, Dialect.CHAT).failure(ProtocolException.class))
                    .hasMessageContaining("encoded as gzip, chunked");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void plainBytesNamedGzipAreRead(CallForm form, Dialect dialect) throws Exception {
        String body = form.body(dialect, "hello");
        String head = RawServer.head(
                200, form.contentType(), "content-encoding: gzip", "content-length: " + bytes(body).length);

        assertThat(call(form, dialect, head + body).text()).isEqualTo("hello");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void blanksAreAnEmptyBody(CallForm form, Dialect dialect) throws Exception {
        DiglotException e = call(form, dialect, "application/json", "\n\n\r\n ").failure(ProtocolException.class);

        assertThat(e).hasMessageContaining("the body is empty");
    }
}
