// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import dev.diglot.lab.OddCase.Step;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/** Plays an {@link OddCase}, byte by byte as it is written, to every request. */
final class OddServer implements AutoCloseable {
    private final OddCase odd;
    private final ServerSocket listener;
    private final AtomicInteger requests = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private OddServer(OddCase odd, ServerSocket listener) {
        this.odd = odd;
        this.listener = listener;
    }

    static OddServer start(OddCase odd, SSLContext identity) throws IOException {
        ServerSocketFactory sockets =
                odd.isTls() ? identity.getServerSocketFactory() : ServerSocketFactory.getDefault();
        OddServer server = new OddServer(odd, sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        run(server::accept);
        return server;
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    int requests() {
        return requests.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                run(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean goesOn = play(socket, in, odd.onAccept());
            while (goesOn) {
                String head = head(in);
                if (odd.isRequestRead()) {
                    in.readNBytes(length(head));
                }
                goesOn = play(socket, in, odd.response(requests.getAndIncrement()));
            }
        } catch (IOException | InterruptedException e) {
            // the client has disconnected, as some cases want
        } finally {
            open.remove(socket);
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

    private static void run(Runnable work) {
        Thread thread = new Thread(work, "odd-server");
        thread.setDaemon(true);
        thread.start();
    }
}
