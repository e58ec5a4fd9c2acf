// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A client's connection: reads its HTTP/1.1 requests and writes bytes. Used by one thread. */
final class HttpConnection {
    private static final int MAX_LINE = 64 * 1024;
    private static final int MAX_HEADERS = 500;
    private static final int MAX_BODY = 256 * 1024 * 1024;

    /** A request, with header names in any case. */
    @SuppressWarnings("ArrayRecordComponent") // requests are not compared
    record Request(String method, String target, Map<String, List<String>> headers, byte[] body) {
        /** Returns the first value of a header, or an empty text. */
        String header(String name) {
            return headers.getOrDefault(name, List.of("")).get(0);
        }
    }

    private final Socket socket;
    private final InputStream in;

    HttpConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Reads the next request; returns null if the client has closed the connection. */
    @Nullable
    Request read() throws IOException {
        socket.setSoTimeout(0);
        String line = line();
        while (line != null && line.isEmpty()) {
            line = line();
        }
        if (line == null) {
            return null;
        }
        String[] parts = line.split(" ", 3);
        if (parts.length < 3) {
            throw new IOException("not an HTTP request: " + line);
        }
        Map<String, List<String>> headers = headers();
        Request head = new Request(parts[0], parts[1], headers, new byte[0]);
        if (head.header("expect").equalsIgnoreCase("100-continue")) {
            write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
        }
        return new Request(parts[0], parts[1], headers, body(head));
    }

    private Map<String, List<String>> headers() throws IOException {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        int count = 0;
        for (String line = requiredLine(); !line.isEmpty(); line = requiredLine()) {
            int colon = line.indexOf(':');
            count++;
            if (colon <= 0 || count > MAX_HEADERS) {
                throw new IOException("not a header, or too many of them");
            }
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return headers;
    }

    private byte[] body(Request head) throws IOException {
        if (!head.header("transfer-encoding").isEmpty()) {
            return chunkedBody();
        }
        String length = head.header("content-length");
        return length.isEmpty() ? new byte[0] : bytes(length, 10);
    }

    private byte[] chunkedBody() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            byte[] chunk = bytes(requiredLine().split(";", 2)[0].strip(), 16);
            if (chunk.length == 0) {
                headers(); // the trailer
                return body.toByteArray();
            }
            body.writeBytes(chunk);
            requiredLine();
            if (body.size() > MAX_BODY) {
                throw new IOException("the request is too large");
            }
        }
    }

    private byte[] bytes(String length, int radix) throws IOException {
        int count;
        try {
            count = Integer.parseUnsignedInt(length, radix);
        } catch (NumberFormatException e) {
            throw new IOException("not a length: " + length, e);
        }
        if (count < 0 || count > MAX_BODY) {
            throw new IOException("the request is too large");
        }
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the client has disconnected within its request");
        }
        return bytes;
    }

    private String requiredLine() throws IOException {
        String line = line();
        if (line == null) {
            throw new EOFException("the client has disconnected within its request");
        }
        return line;
    }

    private @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            if (line.size() == MAX_LINE) {
                throw new IOException("a line of the request is too long");
            }
            line.write(next);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }

    /** Writes bytes as they are. */
    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /**
     * Waits for some time.
     *
     * @throws EOFException if the client disconnects meanwhile
     */
    void pause(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
            try {
                awaitEnd();
            } catch (SocketTimeoutException e) {
                continue;
            }
            throw new EOFException("the client has disconnected");
        }
    }

    /**
     * Sends nothing until the client has disconnected.
     *
     * @throws EOFException when it has
     */
    void stall() throws IOException {
        socket.setSoTimeout(0);
        awaitEnd();
        throw new EOFException("the client has disconnected");
    }

    /** Reads until the client has disconnected. What it sends before its response has ended is ignored. */
    private void awaitEnd() throws IOException {
        while (in.read() >= 0) {
            // ignored
        }
    }

    /** Closes the connection. */
    void close() throws IOException {
        socket.close();
    }

    /** Resets the connection: the client receives a TCP reset, and may lose what was sent before. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
