// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A headless Chromium with a profile of its own, driven by the DevTools protocol. {@code CHROMIUM} names another one. */
public final class Chromium implements AutoCloseable {
    private static final String LISTENING = "DevTools listening on ";
    /** A busy machine may need this long. */
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> responses = new ConcurrentHashMap<>();

    private Chromium(Process process, Path profile, URI address) {
        this.process = process;
        this.profile = profile;
        this.socket =
                await(HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, new ResponseListener()));
    }

    public static Chromium start() throws IOException {
        Path profile = Files.createTempDirectory("diglot-chromium-");
        Process process = new ProcessBuilder(
                        System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"),
                        "--headless=new",
                        "--no-sandbox", // the sandbox does not work for root
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile)
                .redirectErrorStream(true)
                .start();
        CompletableFuture<URI> address = new CompletableFuture<>();
        Thread output = new Thread(() -> readOutput(process, address), "chromium-output");
        output.setDaemon(true);
        output.start();
        try {
            return new Chromium(process, profile, await(address));
        } catch (Throwable e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Reads to the end, so that Chromium never waits for a reader. */
    private static void readOutput(Process process, CompletableFuture<URI> address) {
        process.inputReader()
                .lines()
                .filter(line -> line.startsWith(LISTENING))
                .forEach(line -> address.complete(URI.create(line.substring(LISTENING.length()))));
        address.completeExceptionally(new AssertionError("Chromium ended before it listened"));
    }

    /** Opens a page and waits until it is loaded. */
    public Page open(String url) {
        String target = call("Target.createTarget", Map.of("url", "about:blank"), Map.of())
                .get("targetId")
                .asText();
        String session = call("Target.attachToTarget", Map.of("targetId", target, "flatten", true), Map.of())
                .get("sessionId")
                .asText();
        call("Page.navigate", Map.of("url", url), Map.of("sessionId", session));
        Page page = new Page(target, session);
        page.evaluate("new Promise((done) => document.readyState === 'complete' ? done() : (onload = done))");
        return page;
    }

    private JsonNode call(String method, Map<String, ?> parameters, Map<String, ?> address) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> response = new CompletableFuture<>();
        responses.put(id, response);
        Map<String, Object> request = new HashMap<>(address);
        request.putAll(Map.of("id", id, "method", method, "params", parameters));
        await(socket.sendText(Trees.write(request), true));
        JsonNode result = await(response);
        if (result.has("error") || result.at("/result/exceptionDetails").isObject()) {
            throw new AssertionError(method + " " + parameters + ": " + result);
        }
        return result.get("result");
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Ends the browser and deletes its profile. */
    @Override
    public void close() throws IOException {
        socket.abort();
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> await(one.onExit()));
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A page that is open. */
    public final class Page implements AutoCloseable {
        private final String target;
        private final String session;
        private boolean closed;

        private Page(String target, String session) {
            this.target = target;
            this.session = session;
        }

        /** Runs JavaScript in the page, waits for its promise if it returns one, and returns the value as text. */
        public String evaluate(String script) {
            Map<String, ?> parameters = Map.of("expression", script, "awaitPromise", true, "returnByValue", true);
            return call("Runtime.evaluate", parameters, Map.of("sessionId", session))
                    .at("/result/value")
                    .asText();
        }

        /** Waits until an element has exactly this text. */
        public void awaitText(String selector, String text) {
            awaitTrue("document.querySelector('" + selector + "').textContent === '" + text + "'");
        }

        /** Waits until a condition in JavaScript is true after a change of the page. */
        public void awaitTrue(String condition) {
            evaluate("""
                    new Promise((done, fail) => {
                      const check = () => (%s) && done();
                      new MutationObserver(check).observe(document, {childList: true, subtree: true, characterData: true});
                      setTimeout(() => fail(new Error('the page shows: ' + document.body.innerText)), %d);
                      check();
                    })""".formatted(condition, 1000 * PATIENCE_SECONDS / 2));
        }

        /** Closes the page, as a user does. */
        @Override
        public void close() {
            if (!closed) {
                closed = true;
                call("Target.closeTarget", Map.of("targetId", target), Map.of());
            }
        }
    }

    /** Receives responses, in pieces; drops events. */
    private final class ResponseListener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence piece, boolean last) {
            text.append(piece);
            if (last) {
                JsonNode message = Trees.read(text.toString());
                text.setLength(0);
                CompletableFuture<JsonNode> response =
                        responses.remove(message.path("id").asInt());
                if (response != null) {
                    response.complete(message);
                }
            }
            socket.request(1);
            return null;
        }
    }
}
