// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import dev.diglot.model.Dialect;
import dev.diglot.model.ErrorKind;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Responds to each request with the reply that a function returns for it. */
record Script(Function<? super ReceivedRequest, Reply> replies) implements Exchange.Responder {

    /** Returns the replies in order; the last one is repeated. */
    static Script of(List<Reply> replies) {
        AtomicInteger served = new AtomicInteger();
        return new Script(request -> replies.get(Math.min(served.getAndIncrement(), replies.size() - 1)));
    }

    @Override
    public void respond(Exchange exchange) throws IOException {
        planned(exchange.request()).send(exchange);
    }

    /** Returns the planned response, or an error that says why there is none. */
    private Plan planned(ReceivedRequest request) {
        try {
            return Plan.of(Objects.requireNonNull(replies.apply(request), "the function returned null"), request);
        } catch (RuntimeException | AssertionError e) {
            return Plan.of(Reply.error(ErrorKind.INVALID_REQUEST, "The script of the endpoint failed: " + e), request);
        }
    }

    /** A response in the form of its request, and where in its body the failure happens, if there is one. */
    private record Plan(
            Response response,
            Reply.Delivery delivery,
            @Nullable Failure failure,
            int failsAt) {

        static Plan of(Reply reply, ReceivedRequest request) {
            Response response = reply.content().respond(request);
            Failure failure = reply.delivery().failure();
            if (failure == null) {
                return new Plan(response, reply.delivery(), null, Integer.MAX_VALUE);
            }
            if (failure.error() != null && !response.isStream()) {
                return of(
                        new Reply(
                                new ErrorContent(failure.error(), null),
                                reply.delivery().failing(null)),
                        request);
            }
            return new Plan(response, reply.delivery(), failure, failure.offset(response));
        }

        void send(Exchange exchange) throws IOException {
            exchange.pause(delivery.delay());
            if (delivery.noResponse() != null) {
                Failure.happen(delivery.noResponse(), exchange);
                return;
            }
            head(exchange);
            int sent = 0;
            for (byte[] part : response.parts()) {
                if (sent > 0) {
                    exchange.pause(delivery.pace());
                }
                if (!send(part, failsAt - sent, exchange)) {
                    return;
                }
                sent += part.length;
            }
            exchange.end();
        }

        private void head(Exchange exchange) throws IOException {
            Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            List<String> requestId = List.of("req-" + exchange.request().number());
            headers.put("x-request-id", requestId);
            if (exchange.request().dialect() == Dialect.MESSAGES) {
                headers.put("request-id", requestId);
            }
            if (response.contentType() != null) {
                headers.put("content-type", List.of(response.contentType()));
            }
            delivery.headers().forEach((name, value) -> headers.put(name, List.of(value)));
            if (response.isStream()) {
                exchange.head(response.status(), headers);
            } else {
                boolean endsEarly = failure != null && failure.cut() == Cut.END;
                exchange.head(response.status(), headers, endsEarly ? failsAt : response.length());
            }
        }

        /** Sends a part, in which the failure may happen. Returns whether the response continues. */
        private boolean send(byte[] part, int untilFailure, Exchange exchange) throws IOException {
            if (failure == null || untilFailure < 0 || untilFailure > part.length) {
                exchange.send(part);
                return true;
            }
            exchange.send(Arrays.copyOf(part, untilFailure));
            if (!failure.happen(exchange)) {
                return false;
            }
            exchange.send(Arrays.copyOfRange(part, untilFailure, part.length));
            return true;
        }
    }
}
