// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.diglot.Diglot;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.testing.Chromium;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A page in Chromium that reads a reply through {@link Relay}, from an endpoint that this test controls. */
@Tag("browser")
@Timeout(180)
class RelayTest {
    private static final String BEGIN = """
            data: {"type":"message_start","message":{"type":"message","content":[]}}

            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            """;
    private static final String END = """
            data: {"type":"content_block_stop","index":0}

            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}

            data: {"type":"message_stop"}

            """;
    private static final String PING = "data: {\"type\":\"ping\"}\n\n";

    /** Keeps each EventSource of the page for the test. */
    private static final String RECORDER = """
            window.sources = [];
            window.EventSource = class extends EventSource {
              constructor(url) {
                super(url);
                sources.push(this);
              }
            };
            0""";

    private static Chromium chromium;

    /** Each permit lets the endpoint send its next piece. */
    private final Semaphore shown = new Semaphore(0);

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeAll
    static void startChromium() throws IOException {
        chromium = Chromium.start();
    }

    @AfterAll
    static void endChromium() throws IOException {
        chromium.close();
    }

    /** Nothing of the relay is left once its pages are closed or complete. */
    @AfterEach
    void noThreadOfTheRelayIsLeft() throws InterruptedException {
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void textAppearsAsItIsSent() throws Exception {
        RawServer.Handler endpoint = exchange -> {
            exchange.headAnd("text/event-stream", BEGIN);
            for (String piece : new String[] {"one ", "<b>two</b> ", "δύο\\n"}) {
                exchange.send(text(piece));
                awaitShown();
            }
            exchange.send(END);
            exchange.end();
        };
        inPage(endpoint, (page, server) -> {
            page.awaitText("#text", "one ");
            assertThat(page.evaluate("state.textContent")).isEqualTo("reading");
            shown.release();
            page.awaitText("#text", "one <b>two</b> ");
            shown.release();
            page.awaitText("#text", "one <b>two</b> δύο\\n");
            shown.release();
            page.awaitText("#state", "complete");
            assertThat(page.evaluate("sources.map((source) => source.readyState).join()"))
                    .as("closed, so that the browser does not send the request again")
                    .isEqualTo("2");
        });
    }

    @Test
    void aCutIsShown() throws Exception {
        RawServer.Handler endpoint = exchange -> {
            exchange.headAnd("text/event-stream", BEGIN + text("half"));
            awaitShown();
            exchange.cut();
        };
        inPage(endpoint, (page, server) -> {
            page.awaitText("#text", "half");
            shown.release();
            page.awaitText("#state", "cut");
            page.awaitText("#text", "half");
            assertThat(page.evaluate("sources.map((source) => source.readyState).join()"))
                    .as("closed, so that the browser does not send the request again")
                    .isEqualTo("2");
        });
    }

    @Test
    void anErrorInTheStreamIsShown() throws Exception {
        RawServer.Handler endpoint = exchange -> {
            exchange.headAnd("text/event-stream", BEGIN + text("half"));
            awaitShown();
            exchange.send(
                    "data: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}\n\n");
            exchange.end();
        };
        inPage(endpoint, (page, server) -> {
            page.awaitText("#text", "half");
            shown.release();
            page.awaitTrue("state.textContent.startsWith('error: ') && state.textContent.includes('busy')");
            page.awaitText("#text", "half");
            assertThat(page.evaluate("sources.map((source) => source.readyState).join()"))
                    .as("closed, so that the browser does not send the request again")
                    .isEqualTo("2");
        });
    }

    @Test
    void closingThePageEndsTheExchangeWithTheEndpoint() throws Exception {
        CountDownLatch clientGone = new CountDownLatch(1);
        RawServer.Handler endpoint = exchange -> {
            exchange.headAnd("text/event-stream", BEGIN + text("half"));
            try {
                while (!clientGone.await(20, TimeUnit.MILLISECONDS)) {
                    exchange.send(PING);
                }
            } catch (IOException e) {
                clientGone.countDown();
            }
        };
        inPage(endpoint, (page, server) -> {
            page.awaitText("#text", "half");
            assertThat(server.openConnections()).isEqualTo(1);

            page.close();

            assertThat(clientGone.await(20, TimeUnit.SECONDS)).isTrue();
        });
    }

    /** What a test does in the page. */
    private interface Steps {
        void run(Chromium.Page page, RawServer endpoint) throws Exception;
    }

    /** Opens the page and asks. */
    private void inPage(RawServer.Handler handler, Steps steps) throws Exception {
        String html = Files.readString(Path.of("src/test/resources/relay/page.html"));
        try (RawServer endpoint = RawServer.start(handler);
                Diglot client = TestClients.client(endpoint)) {
            HttpServer relay = new Relay(client, RelayTest::request, html).start(threads);
            try (Chromium.Page page =
                    chromium.open("http://127.0.0.1:" + relay.getAddress().getPort() + "/")) {
                page.evaluate(RECORDER);
                page.evaluate("question.value = 'Calculate 1+1'; form.requestSubmit()");
                assertThat(endpoint.request()).contains("Calculate 1+1");
                steps.run(page, endpoint);
            } finally {
                relay.stop(0);
            }
        }
    }

    private void awaitShown() throws IOException, InterruptedException {
        if (!shown.tryAcquire(60, TimeUnit.SECONDS)) {
            throw new IOException("the page does not show the text");
        }
    }

    private static MessageRequest request(String question) {
        return MessageRequest.builder("glm-5", List.of(MessageParam.user(question)))
                .build();
    }

    private static String text(String piece) {
        return "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\""
                + piece + "\"}}\n\n";
    }
}
