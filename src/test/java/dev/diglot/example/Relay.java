// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.diglot.Diglot;
import dev.diglot.error.DiglotException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.model.ErrorDetail;
import dev.diglot.model.ErrorEvent;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.stream.MessageStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Serves a page on 127.0.0.1 and relays the replies to its questions as they arrive. Each reply uses a thread. */
record Relay(Diglot client, Function<String, MessageRequest> request, String html) {
    HttpServer start(Executor threads) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::respond);
        server.setExecutor(threads);
        server.start();
        return server;
    }

    private void respond(HttpExchange exchange) throws IOException {
        String question = exchange.getRequestURI().getQuery();
        exchange.getResponseHeaders().set("content-type", question == null ? "text/html" : "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (Writer page = new OutputStreamWriter(exchange.getResponseBody(), StandardCharsets.UTF_8)) {
            if (question == null) {
                page.write(html);
            } else {
                relay(request.apply(question), page);
            }
        }
    }

    private void relay(MessageRequest request, Writer page) throws IOException {
        try (MessageStream stream = client.messages().stream(request)) {
            for (MessageStreamEvent event : stream) {
                page.write("data: " + event.toJson() + "\n\n");
                page.flush(); // fails if the page was closed, which ends the exchange with the endpoint
            }
        } catch (StreamTruncatedException e) {
            // the page has received no message_stop, so it shows the reply as truncated
        } catch (DiglotException e) {
            ErrorDetail error = ErrorDetail.builder().message(e.getMessage()).build();
            page.write("data: " + ErrorEvent.builder().error(error).build().toJson() + "\n\n");
        }
    }
}
