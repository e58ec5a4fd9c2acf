// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import dev.diglot.lab.OddCase.Step;
import dev.diglot.testing.Acceptor;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/** Plays an {@link OddCase}, byte by byte as it is written, to every request. */
final class OddServer implements AutoCloseable {
    private final OddCase odd;
    private final Acceptor acceptor;
    private final AtomicInteger requests = new AtomicInteger();

    private OddServer(OddCase odd, Acceptor acceptor) {
        this.odd = odd;
        this.acceptor = acceptor;
    }

    static OddServer start(OddCase odd, SSLContext identity) throws IOException {
        ServerSocketFactory sockets =
                odd.isTls() ? identity.getServerSocketFactory() : ServerSocketFactory.getDefault();
        ServerSocket listener = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        OddServer server = new OddServer(odd, new Acceptor(listener, "odd-server"));
        server.acceptor.start(server::serve);
        return server;
    }

    String address() {
        return acceptor.address();
    }

    int requests() {
        return requests.get();
    }

    @Override
    public void close() throws IOException {
        acceptor.close();
    }

    private void serve(Socket socket) throws IOException, InterruptedException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        boolean goesOn = play(socket, in, odd.onAccept());
        while (goesOn) {
            String head = head(in);
            if (odd.isRequestRead()) {
                in.readNBytes(length(head));
            }
            goesOn = play(socket, in, odd.response(requests.getAndIncrement()));
        }
    }

    /** Plays the steps; returns whether the connection stays open. */
    private static boolean play(Socket socket, InputStream in, List<Step> steps)
            throws IOException, InterruptedException {
        for (Step step : steps) {
            for (int i = 0; i < step.times(); i++) {
                socket.getOutputStream().write(step.bytes());
                socket.getOutputStream().flush();
                TimeUnit.MILLISECONDS.sleep(step.pauseMillis());
            }
            if (step.end() != null) {
                end(socket, in, step.end());
                return false;
            }
        }
        return true;
    }

    private static void end(Socket socket, InputStream in, String how) throws IOException {
        switch (how) {
            case "close" -> socket.close();
            case "reset" -> {
                socket.setSoLinger(true, 0);
                socket.close();
            }
            case "shutdown" -> {
                socket.shutdownOutput();
                in.transferTo(OutputStream.nullOutputStream());
            }
            case "hang" -> in.transferTo(OutputStream.nullOutputStream());
            default -> throw new IllegalArgumentException(how);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static int length(String head) {
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return 0;
    }
}
