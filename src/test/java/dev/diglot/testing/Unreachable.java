// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.condition.OS;

/** An address on 127.0.0.1 that accepts no connections and that no other process can take until it is closed. */
public final class Unreachable implements AutoCloseable {
    private final int port;
    private final Closeable[] held;

    private Unreachable(int port, Closeable... held) {
        this.port = port;
        this.held = held;
    }

    /** Connections are refused: a socket has the port and does not listen. */
    public static Unreachable refusing() throws IOException {
        Socket bound = new Socket();
        bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return new Unreachable(bound.getLocalPort(), bound);
    }

    /** Connections are never accepted: the backlog is full. Windows would refuse them. */
    public static Unreachable silent() throws IOException {
        Assumptions.assumeFalse(OS.WINDOWS.isCurrentOs(), "needs a system that ignores connections");
        ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket one = new Socket(full.getInetAddress(), full.getLocalPort());
        Socket two = new Socket(full.getInetAddress(), full.getLocalPort());
        return new Unreachable(full.getLocalPort(), one, two, full);
    }

    public int port() {
        return port;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() throws IOException {
        for (Closeable each : held) {
            each.close();
        }
    }
}
