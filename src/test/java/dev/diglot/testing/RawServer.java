// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A server on 127.0.0.1 that sends exactly the bytes that a test prescribes, and ends a connection in exactly the
 * prescribed way: completely, by closing, by a reset, or not at all.
 */
public final class RawServer implements AutoCloseable {
    /** Responds to one request. */
    public interface Handler {
        void handle(Exchange exchange) throws IOException, InterruptedException;
    }

    private final Acceptor acceptor;
    private final Handler handler;
    private final AtomicInteger requests = new AtomicInteger();
    /** The first requests; a test that sends many inspects none of them. */
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>(100);

    private final Semaphore silences = new Semaphore(0);
    private final Semaphore endsOfClients = new Semaphore(0);

    private RawServer(Acceptor acceptor, Handler handler) {
        this.acceptor = acceptor;
        this.handler = handler;
    }

    public static RawServer start(Handler handler) throws IOException {
        ServerSocket listener = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        RawServer server = new RawServer(new Acceptor(listener, "raw-server"), handler);
        server.acceptor.start(server::serve);
        return server;
    }

    /** A server that sends this event stream for every request, and completes it. */
    public static RawServer streaming(String events) throws IOException {
        return start(exchange -> {
            exchange.head("text/event-stream");
            exchange.send(events);
            exchange.end();
        });
    }

    /** A server that sends these bytes, a complete response, for every request. */
    public static RawServer responding(String response) throws IOException {
        return start(exchange -> exchange.whole(response));
    }

    /** A server that responds to every request with a status, a content type and a body of known length. */
    public static RawServer responding(int status, @Nullable String contentType, String body) throws IOException {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return responding(head(status, contentType, "content-length: " + length) + body);
    }

    /** A server that sends these bytes for every request, and then nothing until the client has disconnected. */
    public static RawServer silentAfter(String bytes) throws IOException {
        return start(exchange -> {
            exchange.raw(bytes);
            exchange.awaitClientGone();
        });
    }

    /** A server that sends these events for every request, and then nothing until the client has disconnected. */
    public static RawServer silentAfterEvents(String events) throws IOException {
        return start(exchange -> {
            exchange.headAnd("text/event-stream", events);
            exchange.awaitClientGone();
        });
    }

    /** The head of a response. */
    public static String head(int status, @Nullable String contentType, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\n");
        if (contentType != null) {
            head.append("content-type: ").append(contentType).append("\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    public String url() {
        return "http://" + acceptor.address();
    }

    /** The next request that was received, head and body, as text. */
    public String request() throws InterruptedException {
        String request = received.poll(10, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request was received");
        }
        return request;
    }

    /** Waits until the server has sent everything that it sends before it falls silent. */
    public void awaitSilence() throws InterruptedException {
        if (!silences.tryAcquire(10, TimeUnit.SECONDS)) {
            throw new AssertionError("no response was sent");
        }
    }

    /** Waits until a client has closed a connection. */
    public void awaitClientGone() throws InterruptedException {
        if (!endsOfClients.tryAcquire(10, TimeUnit.SECONDS)) {
            throw new AssertionError("no client freed its connection");
        }
    }

    /** How many connections were made. */
    public int connections() {
        return acceptor.accepted();
    }

    /** How many connections are open now. */
    public int openConnections() {
        return acceptor.open();
    }

    /** How many requests were received. */
    public int requests() {
        return requests.get();
    }

    @Override
    public void close() throws IOException {
        acceptor.close();
    }

    private void serve(Socket socket) throws IOException, InterruptedException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        while (!socket.isClosed()) {
            Exchange exchange = next(socket, in);
            requests.incrementAndGet();
            received.offer(exchange.request);
            handler.handle(exchange);
            if (!exchange.ended) {
                return;
            }
        }
    }

    private Exchange next(Socket socket, InputStream in) throws IOException {
        try {
            return new Exchange(this, socket, in);
        } catch (IOException e) {
            endsOfClients.release();
            throw e;
        }
    }

    /** One request and its connection. */
    public static final class Exchange {
        private final RawServer server;
        private final Socket socket;
        private final InputStream in;
        private final String request;
        private boolean ended;

        private Exchange(RawServer server, Socket socket, InputStream in) throws IOException {
            this.server = server;
            this.socket = socket;
            this.in = in;
            String head = readHead();
            String length = header(head, "content-length");
            int bodyLength = length == null ? 0 : Integer.parseInt(length);
            byte[] body = in.readNBytes(bodyLength);
            if (body.length < bodyLength) {
                throw new EOFException("the client was ended within its request");
            }
            this.request = head + new String(body, StandardCharsets.UTF_8);
        }

        /** The request as it was received, head and body. */
        public String request() {
            return request;
        }

        /** Sends the head of a chunked response. */
        public void head(String contentType) throws IOException {
            head(200, contentType, "x-request-id: req-1");
        }

        /** Sends the head of a chunked response. */
        public void head(int status, String contentType, String header) throws IOException {
            raw(chunkedHead(status, contentType, header));
        }

        /** Sends the head of a chunked response and the first chunk in one write, without a pause between them. */
        public void headAnd(String contentType, String body) throws IOException {
            ByteArrayOutputStream begin = new ByteArrayOutputStream();
            begin.writeBytes(
                    chunkedHead(200, contentType, "x-request-id: req-1").getBytes(StandardCharsets.US_ASCII));
            begin.writeBytes(chunk(body.getBytes(StandardCharsets.UTF_8)));
            raw(begin.toByteArray());
        }

        private static String chunkedHead(int status, String contentType, String header) {
            return RawServer.head(status, contentType, header, "transfer-encoding: chunked");
        }

        private static byte[] chunk(byte[] body) {
            ByteArrayOutputStream chunk = new ByteArrayOutputStream();
            chunk.writeBytes((Integer.toHexString(body.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            chunk.writeBytes(body);
            chunk.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
            return chunk.toByteArray();
        }

        /** Sends a whole response, head and body, as these bytes; the connection stays open. */
        public void whole(String response) throws IOException {
            whole(response.getBytes(StandardCharsets.UTF_8));
        }

        /** Sends a whole response, head and body, as these bytes; the connection stays open. */
        public void whole(byte[] response) throws IOException {
            raw(response);
            ended = true;
        }

        /** Sends these bytes of the body, as one chunk. */
        public void send(byte[] body) throws IOException {
            if (body.length > 0) {
                raw(chunk(body));
            }
        }

        public void send(String body) throws IOException {
            send(body.getBytes(StandardCharsets.UTF_8));
        }

        /** Completes the body; the connection stays open. */
        public void end() throws IOException {
            raw("0\r\n\r\n");
            ended = true;
        }

        /** Closes the connection; for the framing, in the middle of the body. */
        public void cut() throws IOException {
            socket.close();
        }

        /** Resets the connection. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Waits until the client has closed its side, sending nothing. */
        public void awaitClientGone() {
            server.silences.release();
            try {
                while (in.read() >= 0) {
                    // a client may send anything
                }
            } catch (IOException e) {
                // the client reset the connection
            }
            server.endsOfClients.release();
        }

        /** Sends bytes as they are. */
        public void raw(String bytes) throws IOException {
            raw(bytes.getBytes(StandardCharsets.UTF_8));
        }

        public void raw(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        }

        private String readHead() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            String end = "";
            while (!end.equals("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    throw new EOFException();
                }
                head.write(next);
                end = (end.length() == 4 ? end.substring(1) : end) + (char) next;
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        private static String header(String head, String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse(null);
        }
    }
}
