// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.flink;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An endpoint on 127.0.0.1 that replies after a while, counts the calls, and can hold its responses. */
final class Endpoint implements AutoCloseable {
    private static final Pattern PROMPT = Pattern.compile("Prompt (\\d+)\"");
    private static final int MILLIS_TO_REPLY = 40;

    /** The prompt to which the endpoint responds with status 400. */
    static final int REFUSED = 7;

    private final HttpServer server;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(8);
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private final Semaphore heldCount = new Semaphore(0);
    private final AtomicInteger callsUntilHolding;
    private volatile boolean isReleased;

    /** Creates an endpoint that holds its responses after this number of calls, until it is to release them. */
    Endpoint(int callsUntilHolding) throws IOException {
        this.callsUntilHolding = new AtomicInteger(callsUntilHolding);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::receive);
        server.start();
    }

    static String reply(int prompt) {
        return "Reply to prompt " + prompt + ", 你好";
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Waits until this number of responses are held. */
    void awaitHeld(int count) throws InterruptedException {
        if (!heldCount.tryAcquire(count, 30, TimeUnit.SECONDS)) {
            throw new AssertionError("only " + heldCount.availablePermits() + " calls are in flight");
        }
    }

    /** Sends the held responses, and holds none from now on. */
    void release() {
        isReleased = true;
        held.forEach(threads::execute);
    }

    /** Returns how many calls were received. */
    int calls() {
        return calls.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void receive(HttpExchange exchange) throws IOException {
        String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        Matcher prompt = PROMPT.matcher(request);
        if (!prompt.find()) {
            throw new IOException("no prompt: " + request);
        }
        calls.merge(prompt.group(1), 1, Integer::sum);
        int id = Integer.parseInt(prompt.group(1));
        if (callsUntilHolding.getAndDecrement() <= 0 && !isReleased) {
            held.add(() -> respond(exchange, id));
            heldCount.release();
        } else {
            threads.schedule(() -> respond(exchange, id), MILLIS_TO_REPLY, TimeUnit.MILLISECONDS);
        }
    }

    private static void respond(HttpExchange exchange, int id) {
        int status = id == REFUSED ? 400 : 200;
        byte[] body = (id == REFUSED ? "{\"error\":{\"message\":\"refused\"}}" : completion(id)).getBytes(UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().add("content-type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException e) {
            // the client of a task manager that was killed is closed
        }
    }

    private static String completion(int id) {
        return "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + reply(id)
                + "\"},\"finish_reason\":\"stop\"}]}";
    }
}
