// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static dev.diglot.testing.TestClients.retrying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.error.ProtocolException;
import dev.diglot.model.Dialect;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.Compressed;
import dev.diglot.testing.RawServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bound on whole responses, in every form, plain and compressed; a stream request may receive one too. */
@Timeout(60)
class BodyBoundTest {
    private static final int BOUND = 10_000;

    static Stream<Arguments> formsAndEncodings() {
        return CallForm.calls()
                .map(Arguments::get)
                .flatMap(call -> Stream.of(null, Compressed.GZIP, Compressed.ZLIB, Compressed.RAW_DEFLATE)
                        .map(kind -> Arguments.of(call[0], call[1], kind)));
    }

    /** A server whose decoded bodies have this length. */
    private static RawServer server(Dialect dialect, @Nullable Compressed kind, int length) throws IOException {
        String reply = CallForm.CREATE.body(dialect, "hello");
        byte[] plain = (reply + " ".repeat(length - reply.length())).getBytes(StandardCharsets.US_ASCII);
        byte[] body = kind == null ? plain : kind.of(plain);
        String encoding = kind == null ? "identity" : kind.encoding();
        return RawServer.start(exchange -> {
            exchange.head(200, "application/json", "content-encoding: " + encoding);
            exchange.send(body);
            exchange.end();
        });
    }

    @ParameterizedTest
    @MethodSource("formsAndEncodings")
    void aResponseOfExactlyTheBoundIsRead(CallForm form, Dialect dialect, @Nullable Compressed kind) throws Exception {
        try (RawServer server = server(dialect, kind, BOUND);
                Diglot client = retrying(server).maxBodyBytes(BOUND).build()) {
            assertThat(form.call(client, dialect).text()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @MethodSource("formsAndEncodings")
    void aResponseOfOneByteMoreIsRefusedByTheBoundsName(CallForm form, Dialect dialect, @Nullable Compressed kind)
            throws Exception {
        try (RawServer server = server(dialect, kind, BOUND + 1);
                Diglot client = retrying(server).maxBodyBytes(BOUND).build()) {
            assertThat(form.call(client, dialect).failure(ProtocolException.class))
                    .hasMessageContaining("larger than 10000 bytes (maxBodyBytes)");
            assertThat(server.requests()).isEqualTo(1);
        }
    }
}
