// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Accepts the connections of a test server and serves each on its own daemon thread; closing it closes them all. */
public final class Acceptor implements AutoCloseable {
    private final ServerSocket listener;
    private final String threadName;
    private final AtomicInteger accepted = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Serves one connection; the socket is closed afterwards. */
    @FunctionalInterface
    public interface Service {
        void serve(Socket socket) throws IOException, InterruptedException;
    }

    public Acceptor(ServerSocket listener, String threadName) {
        this.listener = listener;
        this.threadName = threadName;
    }

    /** Starts to accept connections. */
    public void start(Service service) {
        run(() -> accept(service));
    }

    /** Runs work on a daemon thread of its own. */
    public void run(Runnable work) {
        Thread thread = new Thread(work, threadName);
        thread.setDaemon(true);
        thread.start();
    }

    public String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** How many connections were accepted. */
    public int accepted() {
        return accepted.get();
    }

    /** How many connections are open now. */
    public int open() {
        return open.size();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept(Service service) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                accepted.incrementAndGet();
                open.add(socket);
                run(() -> serve(service, socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Service service, Socket socket) {
        try (socket) {
            service.serve(socket);
        } catch (IOException | InterruptedException e) {
            // the client has disconnected, or the test has closed the connection
        } finally {
            open.remove(socket);
        }
    }
}
