// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server on 127.0.0.1 that shows the bytes of each request, and answers with exactly the bytes that a test gives. */
final class RawServer implements AutoCloseable {
    /** Answers one request. */
    interface Script {
        void answer(Socket client) throws IOException, InterruptedException;
    }

    /** Released when the server closes: a script that waits for it is silent for as long as the test runs. */
    final CountDownLatch silence = new CountDownLatch(1);

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final Script script;

    RawServer(Script script) throws IOException {
        this.script = script;
        start(this::accept);
    }

    /** A server that answers each request with the same bytes. */
    static RawServer answering(String answer) throws IOException {
        return new RawServer(client -> send(client, answer));
    }

    /** A server that answers each request with a status, a content type and a body. */
    static RawServer answering(int status, String contentType, String body) throws IOException {
        return answering(head(status, contentType, "content-length: " + length(body)) + body);
    }

    static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    static String head(int status, String contentType, String... headers) {
        return "HTTP/1.1 " + status + " Told\r\n"
                + (contentType == null ? "" : "content-type: " + contentType + "\r\n")
                + String.join("\r\n", headers)
                + (headers.length == 0 ? "\r\n" : "\r\n\r\n");
    }

    private static int length(String body) {
        return body.getBytes(StandardCharsets.UTF_8).length;
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** The next request that came, head and body, as text. */
    String request() throws InterruptedException {
        String request = requests.poll(10, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request came");
        }
        return request;
    }

    int requestsLeft() {
        return requests.size();
    }

    /** Waits until a client has ended a connection. */
    void awaitEndOfConnection() throws InterruptedException {
        if (ended.poll(10, TimeUnit.SECONDS) == null) {
            throw new AssertionError("no connection ended");
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                connections.add(connection);
                start(() -> serve(connection));
            }
        } catch (IOException closed) {
            // the end
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            for (String request; (request = read(connection.getInputStream())) != null; ) {
                requests.add(request);
                start(() -> answer(connection)); // this thread goes on reading, to see the client's end
            }
            ended.add("end");
        } catch (IOException e) {
            ended.add(e.toString());
        }
    }

    private void answer(Socket connection) {
        try {
            script.answer(connection);
        } catch (IOException clientGone) {
            // the test knows
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String read(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            text.append((char) b);
        }
        String head = text.toString();
        int at = head.toLowerCase(Locale.ROOT).indexOf("content-length: ");
        int length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
        return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        silence.countDown();
        socket.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
