// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * A server on 127.0.0.1 that speaks HTTP/2 over TLS, frame by frame, and ends streams and connections in exactly the way
 * a test wants: complete, reset with a code, with a GOAWAY, by closing, or not at all.
 *
 * <p>It reads no header of a request; it counts requests and their bytes. It honours the client's flow control and
 * returns the window of all that it receives, so that bodies of any size pass in both directions.
 */
public final class Http2Server implements AutoCloseable {
    /** Codes of RST_STREAM and GOAWAY, RFC 9113 section 7. */
    public static final int NO_ERROR = 0;

    public static final int INTERNAL_ERROR = 2;
    public static final int REFUSED_STREAM = 7;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;

    /** The same flag on DATA and HEADERS as END_STREAM, on SETTINGS and PING as ACK. */
    private static final int END_STREAM = 1;

    private static final int ACK = 1;
    private static final int END_HEADERS = 4;

    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int DEFAULT_WINDOW = 65_535;
    private static final int MAX_FRAME = 16_384;
    private static final int PREFACE_BYTES = 24;

    /** Responds to one request. */
    @FunctionalInterface
    public interface Handler {
        /** Responds to a request that has been received to its end, on a thread of its own. */
        void handle(Stream stream) throws IOException, InterruptedException;

        /**
         * Responds to a request whose headers have been received and nothing of its body; most do nothing.
         *
         * @return whether that was the whole response, so that {@link #handle} is not called
         */
        default boolean handleHeaders(Stream stream) throws IOException {
            return false;
        }
    }

    private final Acceptor acceptor;
    private final int maxConcurrentStreams;
    private final Handler handler;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger concurrent = new AtomicInteger();
    private final AtomicInteger mostConcurrent = new AtomicInteger();

    private Http2Server(Acceptor acceptor, int maxConcurrentStreams, Handler handler) {
        this.acceptor = acceptor;
        this.maxConcurrentStreams = maxConcurrentStreams;
        this.handler = handler;
    }

    /**
     * Starts a server.
     *
     * @param certificate what it identifies itself with
     * @param maxConcurrentStreams how many streams a connection may have at once; more are refused
     * @param handler responds to every request
     */
    public static Http2Server start(Certificate certificate, int maxConcurrentStreams, Handler handler)
            throws Exception {
        SSLServerSocket listener = (SSLServerSocket) certificate
                .identity()
                .getServerSocketFactory()
                .createServerSocket(0, 500, InetAddress.getLoopbackAddress());
        SSLParameters parameters = listener.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        listener.setSSLParameters(parameters);
        Http2Server server = new Http2Server(new Acceptor(listener, "http2-server"), maxConcurrentStreams, handler);
        server.acceptor.start(socket -> server.serve((SSLSocket) socket));
        return server;
    }

    public String url() {
        return "https://" + acceptor.address();
    }

    /** How many connections were made. */
    public int connections() {
        return connections.get();
    }

    /** How many requests were received, including refused ones. */
    public int requests() {
        return requests.get();
    }

    /** How many streams were open at once at most, over all connections. */
    public int mostConcurrent() {
        return mostConcurrent.get();
    }

    @Override
    public void close() throws IOException {
        acceptor.close();
    }

    private void serve(SSLSocket socket) throws IOException {
        socket.startHandshake();
        connections.incrementAndGet();
        new Connection(this, socket).read();
    }

    /** One connection: reads frames on its own thread, writes them on any. */
    private static final class Connection {
        private final Http2Server server;
        private final SSLSocket socket;
        private final DataInputStream in;
        private final OutputStream out;
        private final Map<Integer, Stream> streams = new ConcurrentHashMap<>();

        /** The send window; guarded by this, like each stream's own window. */
        private long window = DEFAULT_WINDOW;

        private long initialWindow = DEFAULT_WINDOW;

        Connection(Http2Server server, SSLSocket socket) throws IOException {
            this.server = server;
            this.socket = socket;
            this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), MAX_FRAME));
            this.out = socket.getOutputStream();
        }

        void read() throws IOException {
            skip(in, PREFACE_BYTES);
            byte[] limit = ByteBuffer.allocate(6)
                    .putShort((short) MAX_CONCURRENT_STREAMS)
                    .putInt(server.maxConcurrentStreams)
                    .array();
            frame(SETTINGS, 0, 0, limit);
            try {
                while (true) {
                    readFrame();
                }
            } finally {
                streams.values().forEach(Stream::forget);
            }
        }

        private void readFrame() throws IOException {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int id = in.readInt() & Integer.MAX_VALUE;
            byte[] payload = in.readNBytes(length);
            if (payload.length < length) {
                throw new EOFException();
            }
            switch (type) {
                case HEADERS -> begin(id, (flags & END_STREAM) != 0);
                case DATA -> receive(id, length, (flags & END_STREAM) != 0);
                case RST_STREAM -> forget(id);
                case SETTINGS -> configure(payload, (flags & ACK) != 0);
                case WINDOW_UPDATE -> widen(id, ByteBuffer.wrap(payload).getInt() & Integer.MAX_VALUE);
                case PING -> {
                    if ((flags & ACK) == 0) {
                        frame(PING, ACK, 0, payload);
                    }
                }
                default -> {
                    // PRIORITY, CONTINUATION, GOAWAY: nothing that this server acts on
                }
            }
        }

        private void begin(int id, boolean isWhole) throws IOException {
            if (streams.containsKey(id)) {
                return; // trailers
            }
            Stream stream = new Stream(this, id, server.requests.incrementAndGet(), initialWindow);
            if (streams.size() >= server.maxConcurrentStreams) {
                frame(
                        RST_STREAM,
                        0,
                        id,
                        ByteBuffer.allocate(4).putInt(REFUSED_STREAM).array());
                return;
            }
            streams.put(id, stream);
            server.mostConcurrent.accumulateAndGet(server.concurrent.incrementAndGet(), Math::max);
            if (!server.handler.handleHeaders(stream) && isWhole) {
                respond(stream);
            }
        }

        private void receive(int id, int length, boolean isEnd) throws IOException {
            if (length > 0) {
                byte[] credit = ByteBuffer.allocate(4).putInt(length).array();
                frame(WINDOW_UPDATE, 0, 0, credit);
                if (!isEnd) {
                    frame(WINDOW_UPDATE, 0, id, credit);
                }
            }
            Stream stream = streams.get(id);
            if (stream != null) {
                stream.received.addAndGet(length);
                if (isEnd) {
                    respond(stream);
                }
            }
        }

        private void respond(Stream stream) {
            server.acceptor.run(() -> {
                try {
                    server.handler.handle(stream);
                } catch (IOException | InterruptedException e) {
                    // the client has disconnected, which some tests want
                }
            });
        }

        private synchronized void configure(byte[] payload, boolean isAck) throws IOException {
            if (isAck) {
                return;
            }
            for (ByteBuffer settings = ByteBuffer.wrap(payload); settings.remaining() >= 6; ) {
                int name = settings.getShort();
                int value = settings.getInt();
                if (name == INITIAL_WINDOW_SIZE) {
                    long change = value - initialWindow;
                    initialWindow = value;
                    streams.values().forEach(stream -> stream.window += change);
                }
            }
            frame(SETTINGS, ACK, 0, new byte[0]);
            notifyAll();
        }

        private synchronized void widen(int id, int credit) {
            Stream stream = streams.get(id);
            if (id == 0) {
                window += credit;
            } else if (stream != null) {
                stream.window += credit;
            }
            notifyAll();
        }

        /** Waits until some of these bytes may be sent, and takes them from both windows. */
        private synchronized int take(Stream stream, int wanted) throws IOException, InterruptedException {
            while (Math.min(window, stream.window) <= 0) {
                if (stream.isForgotten() || socket.isClosed()) {
                    throw new EOFException("the client has given up the stream");
                }
                wait(100);
            }
            int taken = (int) Math.min(Math.min(window, stream.window), Math.min(wanted, MAX_FRAME));
            window -= taken;
            stream.window -= taken;
            return taken;
        }

        void forget(int id) {
            Stream stream = streams.remove(id);
            if (stream != null) {
                server.concurrent.decrementAndGet();
                stream.forget();
            }
        }

        private void frame(int type, int flags, int id, byte[] payload) throws IOException {
            byte[] frame = ByteBuffer.allocate(9 + payload.length)
                    .put((byte) (payload.length >> 16))
                    .putShort((short) payload.length)
                    .put((byte) type)
                    .put((byte) flags)
                    .putInt(id)
                    .put(payload)
                    .array();
            synchronized (out) {
                out.write(frame);
                out.flush();
            }
        }
    }

    private static void skip(InputStream in, int bytes) throws IOException {
        if (in.readNBytes(bytes).length < bytes) {
            throw new EOFException();
        }
    }

    /** One request and its connection. */
    public static final class Stream {
        private final Connection connection;
        private final int id;
        private final int number;
        private final CountDownLatch forgotten = new CountDownLatch(1);
        private long window;
        private final AtomicLong received = new AtomicLong();

        private Stream(Connection connection, int id, int number, long window) {
            this.connection = connection;
            this.id = id;
            this.number = number;
            this.window = window;
        }

        /** Which request of the server it is, from 1 on. */
        public int number() {
            return number;
        }

        /** How many bytes of the request's body were received. */
        public long received() {
            return received.get();
        }

        /** Sends a whole response. */
        public void whole(String contentType, String body) throws IOException, InterruptedException {
            head(200, contentType);
            send(body);
            end();
        }

        /** Sends the head of a response. */
        public void head(int status, String contentType) throws IOException {
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            block.write(0x08); // literal without indexing, with the name of entry 8, :status
            text(block, Integer.toString(status));
            block.write(0x00); // literal without indexing, with a new name
            text(block, "content-type");
            text(block, contentType);
            connection.frame(HEADERS, END_HEADERS, id, block.toByteArray());
        }

        /** Sends these bytes of the body. */
        public void send(byte[] body) throws IOException, InterruptedException {
            int sent = 0;
            while (sent < body.length) {
                int next = connection.take(this, body.length - sent);
                connection.frame(
                        DATA,
                        0,
                        id,
                        ByteBuffer.allocate(next).put(body, sent, next).array());
                sent += next;
            }
        }

        public void send(String body) throws IOException, InterruptedException {
            send(body.getBytes(StandardCharsets.UTF_8));
        }

        /** Completes the body. */
        public void end() throws IOException {
            connection.frame(DATA, END_STREAM, id, new byte[0]);
            connection.forget(id);
        }

        /** Ends the stream with a code. */
        public void reset(int code) throws IOException {
            connection.frame(
                    RST_STREAM, 0, id, ByteBuffer.allocate(4).putInt(code).array());
            connection.forget(id);
        }

        /** Announces that the connection takes no other stream; this one goes on. */
        public void goAwayAfter() throws IOException {
            goAway(id);
        }

        /** Announces that the connection takes no other stream, and that this one was not processed. */
        public void goAwayBefore() throws IOException {
            goAway(id - 2);
        }

        private void goAway(int lastId) throws IOException {
            byte[] payload = ByteBuffer.allocate(8)
                    .putInt(Math.max(0, lastId))
                    .putInt(NO_ERROR)
                    .array();
            connection.frame(GOAWAY, 0, 0, payload);
        }

        /** Closes the connection. */
        public void cut() throws IOException {
            connection.socket.close();
        }

        /** Waits until the client has reset the stream or closed the connection, sending nothing. */
        public void awaitClientGone() throws InterruptedException {
            if (!forgotten.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("the client does not give up the stream");
            }
        }

        private boolean isForgotten() {
            return forgotten.getCount() == 0;
        }

        private void forget() {
            forgotten.countDown();
        }

        private static void text(ByteArrayOutputStream block, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            if (bytes.length >= 127) {
                throw new IllegalArgumentException("longer than one byte of HPACK can say: " + text);
            }
            block.write(bytes.length);
            block.writeBytes(bytes);
        }
    }
}
