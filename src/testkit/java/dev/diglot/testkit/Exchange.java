// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One request, and the response that is written to it. Used by one thread. */
final class Exchange {
    /** Writes the response to a request. */
    @FunctionalInterface
    interface Responder {
        /** Writes the response; an exception, or no call of a method that ends the response, closes the connection. */
        void respond(Exchange exchange) throws IOException;

        /** Releases what is kept between requests. */
        default void close() {}
    }

    private final HttpConnection connection;
    private final ReceivedRequest request;

    /** Runs before the last bytes are sent: when it receives them, the client may send its next request. */
    private final Runnable beforeEnd;

    private int left;
    private boolean chunked;
    private boolean complete;

    Exchange(HttpConnection connection, ReceivedRequest request, Runnable beforeEnd) {
        this.connection = connection;
        this.request = request;
        this.beforeEnd = beforeEnd;
    }

    ReceivedRequest request() {
        return request;
    }

    HttpConnection connection() {
        return connection;
    }

    /** Returns whether the response was sent completely, so that the connection can be used again. */
    boolean isComplete() {
        return complete;
    }

    /** Sends a whole response. */
    void send(int status, Map<String, List<String>> headers, byte[] body) throws IOException {
        head(status, headers, body.length);
        body(body);
        complete = true;
    }

    /** Sends the head of a response whose body has this length. */
    void head(int status, Map<String, List<String>> headers, int length) throws IOException {
        left = length;
        head(status, headers, "content-length: " + length);
    }

    /** Sends the head of a response whose body follows in chunks. */
    void head(int status, Map<String, List<String>> headers) throws IOException {
        chunked = true;
        head(status, headers, "transfer-encoding: chunked");
    }

    private void head(int status, Map<String, List<String>> headers, String framing) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\n" + framing + "\r\n");
        headers.forEach((name, values) -> values.forEach(
                value -> head.append(name).append(": ").append(value).append("\r\n")));
        connection.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
    }

    /** Sends bytes of a body of known length. */
    void body(byte[] bytes) throws IOException {
        left -= bytes.length;
        if (left <= 0) {
            beforeEnd.run();
        }
        if (!request.method().equals("HEAD")) {
            connection.write(bytes);
        }
    }

    /** Sends a part of a chunked body. */
    void chunk(byte[] bytes) throws IOException {
        if (bytes.length > 0) {
            ByteArrayOutputStream chunk = new ByteArrayOutputStream(bytes.length + 16);
            chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(ISO_8859_1));
            chunk.writeBytes(bytes);
            chunk.writeBytes("\r\n".getBytes(ISO_8859_1));
            connection.write(chunk.toByteArray());
        }
    }

    /** Sends a part of the body, as a chunk if the head says so. */
    void send(byte[] bytes) throws IOException {
        if (chunked) {
            chunk(bytes);
        } else {
            body(bytes);
        }
    }

    /** Ends the body. */
    void end() throws IOException {
        if (chunked) {
            beforeEnd.run();
            connection.write("0\r\n\r\n".getBytes(ISO_8859_1));
        }
        complete = true;
    }

    /** Waits; fails if the client disconnects meanwhile. */
    void pause(Duration time) throws IOException {
        connection.pause(time);
    }
}
