// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.Locale;

/** A connection on which a test sends exactly the bytes that it wants, and reads responses. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    /** A response: its status, its head and its body. */
    record Response(int status, String head, String body) {}

    RawClient(FakeEndpoint endpoint) throws IOException {
        socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(endpoint.url()).getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Returns a request with a body of known length. */
    static String post(String path, String json, String... headers) {
        return "POST " + path + " HTTP/1.1\r\nhost: x\r\ncontent-length: " + json.getBytes(UTF_8).length + "\r\n"
                + lines(headers) + "\r\n" + json;
    }

    /** Returns a request without a body. */
    static String bodiless(String method, String path, String... headers) {
        return method + " " + path + " HTTP/1.1\r\nhost: x\r\n" + lines(headers) + "\r\n";
    }

    private static String lines(String... headers) {
        return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    }

    RawClient send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(UTF_8));
        return this;
    }

    /** Reads a response. */
    Response response() throws IOException {
        return response(true);
    }

    /** Reads a head only, as of a response to HEAD. */
    Response head() throws IOException {
        return response(false);
    }

    private Response response(boolean hasBody) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (String line = line(); !line.isEmpty(); line = line()) {
            head.writeBytes((line + "\n").getBytes(ISO_8859_1));
        }
        String text = head.toString(ISO_8859_1).toLowerCase(Locale.ROOT);
        if (!text.startsWith("http/1.1 ")) {
            throw new AssertionError("not a response: " + text);
        }
        int status = Integer.parseInt(text.split(" ", 3)[1]);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (hasBody && text.contains("transfer-encoding: chunked")) {
            for (int size = size(); size > 0; size = size()) {
                body.writeBytes(in.readNBytes(size));
                line();
            }
            line();
        } else if (hasBody && text.contains("content-length: ")) {
            String length = text.replaceFirst("(?s).*content-length: (\\d+).*", "$1");
            body.writeBytes(in.readNBytes(Integer.parseInt(length)));
        }
        return new Response(status, text, body.toString(UTF_8));
    }

    private int size() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    /** Reads a line, without its end. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            line.write(next);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }

    /** Returns whether the endpoint closes or resets the connection without any further byte. */
    boolean isClosed() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true; // a reset, since it had not read all
        }
    }

    /** Reads until the endpoint ends the connection. Returns whether that is a reset. */
    boolean isReset() throws IOException {
        try {
            while (in.read() >= 0) {
                // what the endpoint sent before
            }
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
