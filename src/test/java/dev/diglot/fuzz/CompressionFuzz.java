// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.fuzz;

import static dev.diglot.testing.TestRequests.CHAT;

import dev.diglot.Diglot;
import dev.diglot.error.DiglotException;
import dev.diglot.stream.ChatStream;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Any bytes named gzip or deflate are a response or a {@link DiglotException}, as a whole and as a stream; the first byte
 * chooses. Over a real connection, which is kept.
 */
public final class CompressionFuzz {
    private static final int MAX_BYTES = 100_000;
    private static final List<String> ENCODINGS = List.of("gzip", "deflate", "x-gzip", "gzip, gzip", "identity", "br");

    private static volatile byte[] response = {};
    private static final RawServer SERVER = server();
    private static final Diglot CLIENT = TestClients.builder(SERVER)
            .idleTimeout(Duration.ofSeconds(5))
            .responseTimeout(Duration.ofSeconds(5))
            .maxBodyBytes(MAX_BYTES)
            .maxEventBytes(MAX_BYTES)
            .build();

    private CompressionFuzz() {}

    private static RawServer server() {
        try {
            return RawServer.start(exchange -> {
                exchange.whole(response);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] body = Arrays.copyOfRange(input, 1, input.length);
        boolean isStream = (input[0] & 1) != 0;
        String encoding = ENCODINGS.get(((input[0] & 0xff) >> 1) % ENCODINGS.size());
        response = response(isStream, encoding, body);
        try {
            if (isStream) {
                stream();
            } else {
                CLIENT.chat().create(CHAT);
            }
        } catch (DiglotException refused) {
            // as it should be
        }
    }

    private static void stream() {
        try (ChatStream stream = CLIENT.chat().stream(CHAT)) {
            stream.result();
        }
    }

    private static byte[] response(boolean isStream, String encoding, byte[] body) {
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        String head = RawServer.head(
                200,
                isStream ? "text/event-stream" : "application/json",
                "content-encoding: " + encoding,
                "content-length: " + body.length);
        response.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        response.writeBytes(body);
        return response.toByteArray();
    }
}
