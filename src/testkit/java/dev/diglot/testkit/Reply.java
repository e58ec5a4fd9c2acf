// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.diglot.json.JsonModel;
import dev.diglot.model.ErrorKind;
import dev.diglot.model.StopReason;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The scripted response of a {@link FakeEndpoint}: a model's reply, an error or any body, and how it is sent. The
 * request decides the dialect and whether the reply is a stream. Immutable: each method returns a new reply.
 *
 * <pre>{@code
 * Reply.text("It is sunny.").usage(12, 4)
 * Reply.text("It ", "is ", "sunny.").pace(Duration.ofMillis(20)).cutAfterEvents(2, Cut.RESET)
 * Reply.toolCall("get_weather", "{\"city\": \"Beijing\"}")
 * Reply.error(ErrorKind.RATE_LIMIT).retryAfter(Duration.ofSeconds(1))
 * }</pre>
 *
 * <p>A text or the arguments of a tool call are streamed in exactly the pieces that are given. A single piece is streamed
 * word by word, arguments in pieces of 8 characters. Equal texts of one reply are streamed in the same pieces.
 */
public final class Reply {
    private static final Pattern HEADER = Pattern.compile("[^\\s:]+: [^\r\n\0]*");

    private static final Set<String> FRAMING = Set.of("content-length", "transfer-encoding");

    private final Content content;
    private final Delivery delivery;

    Reply(Content content, Delivery delivery) {
        this.content = content;
        this.delivery = delivery;
    }

    private static Duration requireNotNegative(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("The time must not be negative: " + time);
        }
        return time;
    }

    private static Reply sentAtOnce(Content content) {
        return new Reply(content, Delivery.AT_ONCE);
    }

    private static Reply completion(Consumer<Completion> content) {
        return sentAtOnce(new Completion()).with(content);
    }

    /**
     * Returns a reply with a text.
     *
     * @param pieces the text, in one piece or in the pieces to stream
     * @return the reply
     */
    public static Reply text(String... pieces) {
        return completion(reply -> reply.text = reply.join(pieces));
    }

    /**
     * Returns a reply in JSON: as text, or as the arguments of the tool that the request forces the model to call.
     *
     * @param json the JSON text
     * @return the reply
     */
    public static Reply json(String json) {
        Objects.requireNonNull(json, "json");
        return completion(reply -> reply.json = json);
    }

    /**
     * Returns a reply that calls a tool.
     *
     * @param name the tool
     * @param argumentPieces its arguments, JSON text, in one piece or in the pieces to stream
     * @return the reply
     */
    public static Reply toolCall(String name, String... argumentPieces) {
        return empty().andToolCall(name, argumentPieces);
    }

    static Reply empty() {
        return completion(reply -> {});
    }

    /**
     * Returns a reply in which the model declines.
     *
     * @param explanation why; in chat the {@code refusal}, in messages the explanation of {@code stop_details}
     * @return the reply
     */
    public static Reply refusal(String explanation) {
        return completion(reply -> reply.refusal = explanation);
    }

    /**
     * Returns several choices, in chat only; {@code n} of the request is not checked.
     *
     * @param choices texts, tool calls, JSON or refusals; only the usage and the delivery of the first one are used
     * @return the reply
     */
    public static Reply choices(Reply... choices) {
        if (choices.length == 0) {
            throw new IllegalArgumentException("A reply needs at least one choice.");
        }
        if (Arrays.stream(choices)
                .anyMatch(choice -> !choice.completion().otherChoices.isEmpty())) {
            throw new IllegalArgumentException("A choice cannot have choices.");
        }
        List<Completion> others =
                Arrays.stream(choices).skip(1).map(Reply::completion).toList();
        return choices[0].with(reply -> reply.otherChoices = others);
    }

    /**
     * Returns an error with the status, the body and the message that the spec shows for it.
     *
     * @param kind the kind of error
     * @return the reply
     */
    public static Reply error(ErrorKind kind) {
        return sentAtOnce(new ErrorContent(kind, null));
    }

    /**
     * Returns an error with the status and the body that the spec shows for it.
     *
     * @param kind the kind of error
     * @param message its message
     * @return the reply
     */
    public static Reply error(ErrorKind kind, String message) {
        return sentAtOnce(new ErrorContent(kind, message));
    }

    /**
     * Returns a reply with exactly this body.
     *
     * @param body a {@code ChatCompletion} or {@code Message}, which is split into events if the request asks for a stream;
     *     any other model, such as a {@code ModelList}, is sent as it is
     * @return the reply
     */
    public static Reply of(JsonModel body) {
        return sentAtOnce(request -> Content.whole(request, body, new Pieces()));
    }

    /**
     * Returns a stream of exactly these events; chat streams get their {@code [DONE]}. They are accumulated into a whole
     * response if the request asks for no stream.
     *
     * @param events {@code ChatCompletionChunk}s or {@code MessageStreamEvent}s
     * @return the reply
     */
    public static Reply events(List<? extends JsonModel> events) {
        List<JsonModel> all = List.copyOf(events);
        return sentAtOnce(request -> Content.events(request, all));
    }

    /**
     * Returns an example of the spec. If it exists both as a response and as a stream, the request decides; if it exists as
     * one of them only, it is split into events or accumulated.
     *
     * @param name the name of its file in {@code spec/examples} without the ending, such as {@code chat-tool}
     * @return the reply
     * @throws IllegalArgumentException if there is no such example
     */
    public static Reply example(String name) {
        return sentAtOnce(Examples.content(name));
    }

    /**
     * Returns a response of any bytes, such as the HTML page of a proxy, malformed JSON, or nothing.
     *
     * @param status the HTTP status
     * @param contentType the content type, or null for no such header
     * @param body the body
     * @return the reply
     */
    public static Reply body(int status, @Nullable String contentType, byte[] body) {
        if (body.length > 0 && (status == 204 || status == 304)) {
            throw new IllegalArgumentException("A response with status " + status + " has no body.");
        }
        return sentAtOnce(request -> Response.whole(status, contentType, body.clone()));
    }

    /**
     * Returns a response of any text.
     *
     * @param status the HTTP status
     * @param contentType the content type, or null for no such header
     * @param body the body
     * @return the reply
     */
    public static Reply body(int status, @Nullable String contentType, String body) {
        return body(status, contentType, body.getBytes(UTF_8));
    }

    /**
     * Returns a response with a status of 200 and the content type that the request asks for, whose body is neither JSON nor
     * an event.
     *
     * @return the reply
     */
    public static Reply garbage() {
        byte[] body = "\u0000\u0001 neither JSON nor an event }{".getBytes(UTF_8);
        return sentAtOnce(request -> Response.whole(200, Response.contentType(request.isStreaming()), body));
    }

    /**
     * Returns a reply that sends nothing, not even a head.
     *
     * @param cut how the connection ends
     * @return the reply
     */
    public static Reply noResponse(Cut cut) {
        return new Reply(request -> Response.whole(200, null, new byte[0]), Delivery.AT_ONCE.withoutResponse(cut));
    }

    /**
     * Adds reasoning before the text: in chat {@code reasoning_content}, in messages a signed thinking block.
     *
     * @param pieces the reasoning, in one piece or in the pieces to stream
     * @return the reply with it
     */
    public Reply reasoning(String... pieces) {
        return with(reply -> reply.reasoning = reply.join(pieces));
    }

    /**
     * Adds a tool call.
     *
     * @param name the tool
     * @param argumentPieces its arguments, JSON text, in one piece or in the pieces to stream
     * @return the reply with it
     */
    public Reply andToolCall(String name, String... argumentPieces) {
        return with(reply -> reply.addToolCall(name, reply.join(argumentPieces)));
    }

    /**
     * Sets the number of tokens; 10 and 5 by default. A chat stream contains them only if the request asks for them.
     *
     * @param input the number of input tokens
     * @param output the number of output tokens
     * @return the reply with it
     */
    public Reply usage(long input, long output) {
        return with(reply -> {
            reply.inputTokens = input;
            reply.outputTokens = output;
        });
    }

    /**
     * Sets why the model stopped. By default {@code end_turn}, or {@code tool_use} after a tool call. In chat it becomes the
     * finish reason of the same meaning: {@code stop}, {@code length}, {@code tool_calls} or {@code content_filter}; any
     * other one is sent as it is.
     *
     * @param reason the reason
     * @return the reply with it
     */
    public Reply stopReason(StopReason reason) {
        return with(reply -> reply.stopReason = reason);
    }

    /**
     * Sets the name and the value of a response header.
     *
     * @param name the name
     * @param value the value
     * @return the reply with it
     */
    public Reply header(String name, String value) {
        if (!HEADER.matcher(name + ": " + value).matches()) {
            throw new IllegalArgumentException("Not a header: a name without spaces, and a value on one line.");
        }
        if (FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("The endpoint sets " + name + "; use cutAfterBytes for a wrong length.");
        }
        return new Reply(content, delivery.header(name, value));
    }

    /**
     * Sets the header {@code Retry-After}, or {@code retry-after-ms} if the time is not a whole number of seconds.
     *
     * @param time the time after which the client may try again
     * @return the reply with it
     */
    public Reply retryAfter(Duration time) {
        requireNotNegative(time);
        return time.toMillis() % 1000 == 0
                ? header("retry-after", Long.toString(time.toSeconds()))
                : header("retry-after-ms", Long.toString(time.toMillis()));
    }

    /**
     * Waits before the head is sent.
     *
     * @param time how long; none by default
     * @return the reply with it
     */
    public Reply delay(Duration time) {
        return new Reply(content, delivery.delay(requireNotNegative(time)));
    }

    /**
     * Waits between the events of a stream.
     *
     * @param time how long, at least 1 ms; none by default
     * @return the reply with it
     */
    public Reply pace(Duration time) {
        return new Reply(content, delivery.pace(requireNotNegative(time)));
    }

    /**
     * Cuts the response after some events of a stream. A whole response is cut in the middle of its body, or after the head
     * for 0 events. It replaces an earlier cut, error or hold. The client
     * receives status 400 if the response has fewer.
     *
     * @param events the number of events to send before; {@code [DONE]} counts
     * @param cut what happens then
     * @return the reply with it
     */
    public Reply cutAfterEvents(int events, Cut cut) {
        return new Reply(content, delivery.failing(Failure.cut(Failure.Unit.EVENTS, events, cut)));
    }

    /**
     * Cuts the response after some bytes of its body. It replaces an earlier cut, error or hold. The client
     * receives status 400 if the response has fewer.
     *
     * @param bytes the number of bytes to send before
     * @param cut what happens then
     * @return the reply with it
     */
    public Reply cutAfterBytes(int bytes, Cut cut) {
        return new Reply(content, delivery.failing(Failure.cut(Failure.Unit.BYTES, bytes, cut)));
    }

    /**
     * Ends a stream with an error after some events. A whole response becomes this error. It replaces an earlier cut, error or
     * hold.
     *
     * @param events the number of events to send before
     * @param kind the kind of error
     * @return the reply with it
     */
    public Reply errorAfterEvents(int events, ErrorKind kind) {
        return new Reply(content, delivery.failing(Failure.error(events, kind)));
    }

    /**
     * Holds the response after some events of a stream until a latch is released. A whole response is held in the middle of its
     * body, or after the head for 0 events. It replaces an earlier cut, error or hold.
     *
     * @param events the number of events to send before
     * @param latch what the rest waits for
     * @return the reply with it
     */
    public Reply holdAfterEvents(int events, CountDownLatch latch) {
        return new Reply(content, delivery.failing(Failure.hold(events, latch)));
    }

    Content content() {
        return content;
    }

    Delivery delivery() {
        return delivery;
    }

    /** Returns the content, which must be a completion. */
    private Completion completion() {
        if (content instanceof Completion completion) {
            return completion;
        }
        throw new IllegalStateException(
                "Only text, JSON, tool calls and refusals can be changed; use a model instead.");
    }

    private Reply with(Consumer<Completion> change) {
        Completion changed = completion().copy();
        change.accept(changed);
        return new Reply(changed, delivery);
    }

    /** How a response is sent: when, how fast, and what fails. */
    record Delivery(
            Duration delay,
            Duration pace,
            Map<String, String> headers,
            @Nullable Failure failure,
            @Nullable Cut noResponse) {
        static final Delivery AT_ONCE = new Delivery(Duration.ZERO, Duration.ZERO, Map.of(), null, null);

        Delivery delay(Duration time) {
            return new Delivery(time, pace, headers, failure, noResponse);
        }

        Delivery pace(Duration time) {
            return new Delivery(delay, time, headers, failure, noResponse);
        }

        Delivery header(String name, String value) {
            Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            more.putAll(headers);
            more.put(name, value);
            return new Delivery(delay, pace, more, failure, noResponse);
        }

        Delivery failing(@Nullable Failure planned) {
            return new Delivery(delay, pace, headers, planned, noResponse);
        }

        Delivery withoutResponse(Cut cut) {
            return new Delivery(delay, pace, headers, failure, cut);
        }
    }
}
