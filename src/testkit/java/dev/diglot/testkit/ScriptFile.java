// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import dev.diglot.internal.json.Json;
import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.ErrorKind;
import dev.diglot.model.Message;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.model.StopReason;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a script in JSON: an array of replies, each an object with one member that says what it is, and options.
 *
 * <pre>{@code
 * [
 *   {"error": "rate_limit", "retry_after_ms": 1000},
 *   {"text": ["It ", "is ", "sunny."], "reasoning": "Look outside.", "usage": {"input": 12, "output": 4}, "pace_ms": 20},
 *   {"tool_calls": [{"name": "get_weather", "arguments": {"city": "Beijing"}}], "stop_reason": "tool_use"},
 *   {"text": "Cut.", "cut": {"after_events": 2, "how": "reset"}},
 *   {"example": "chat-tool"}
 * ]
 * }</pre>
 */
final class ScriptFile {
    /** Adds an option to a reply. */
    @FunctionalInterface
    private interface Option {
        Reply add(Reply reply, @Nullable Object value);
    }

    /** What a reply is, by the member that says so; each removes the members that it reads. */
    private static final Map<String, Function<Map<String, @Nullable Object>, Reply>> REPLIES =
            new TreeMap<>(Map.ofEntries(
                    Map.entry("text", step -> Reply.text(strings(step.remove("text")))),
                    Map.entry("json", step -> Reply.json(Json.write(step.remove("json")))),
                    Map.entry("refusal", step -> Reply.refusal(string(step.remove("refusal")))),
                    Map.entry(
                            "choices",
                            step -> Reply.choices(
                                    replies(step.remove("choices")).toArray(Reply[]::new))),
                    Map.entry("error", ScriptFile::error),
                    Map.entry("example", step -> Reply.example(string(step.remove("example")))),
                    Map.entry("response", step -> response(step.remove("response"))),
                    Map.entry(
                            "events",
                            step -> Reply.events(list(step.remove("events")).stream()
                                    .map(ScriptFile::event)
                                    .toList())),
                    Map.entry("body", ScriptFile::body),
                    Map.entry(
                            "no_response", step -> Reply.noResponse(constant(Cut.class, step.remove("no_response"))))));

    private static final Map<String, Option> OPTIONS = new TreeMap<>(Map.ofEntries(
            Map.entry("reasoning", (reply, value) -> reply.reasoning(strings(value))),
            Map.entry("tool_calls", ScriptFile::toolCalls),
            Map.entry("usage", ScriptFile::usage),
            Map.entry("stop_reason", (reply, value) -> reply.stopReason(StopReason.of(string(value)))),
            Map.entry("headers", ScriptFile::headers),
            Map.entry("retry_after_ms", (reply, value) -> reply.retryAfter(millis(value))),
            Map.entry("delay_ms", (reply, value) -> reply.delay(millis(value))),
            Map.entry("pace_ms", (reply, value) -> reply.pace(millis(value))),
            Map.entry("cut", ScriptFile::cut)));

    private ScriptFile() {}

    /**
     * Reads the replies of a file.
     *
     * @throws IOException if the file cannot be read, or is no JSON
     * @throws IllegalArgumentException if it is no script; the message says where and why
     */
    static List<Reply> read(Path file) throws IOException {
        return replies(Json.parse(Files.readString(file)));
    }

    private static List<Reply> replies(@Nullable Object steps) {
        List<Reply> replies = new ArrayList<>();
        for (Object step : list(steps)) {
            try {
                replies.add(reply(members(step)));
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new IllegalArgumentException("reply " + (replies.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        return replies;
    }

    private static Reply reply(Map<String, @Nullable Object> step) {
        int kinds = 0;
        Reply reply = step.containsKey("tool_calls") ? Reply.empty() : null;
        for (Map.Entry<String, Function<Map<String, @Nullable Object>, Reply>> kind : REPLIES.entrySet()) {
            if (step.containsKey(kind.getKey())) {
                kinds++;
                reply = kind.getValue().apply(step);
            }
        }
        if (reply == null || kinds > 1) {
            throw new IllegalArgumentException("needs tool_calls or exactly one of " + REPLIES.keySet());
        }
        for (Map.Entry<String, @Nullable Object> member : step.entrySet()) {
            Option option = OPTIONS.get(member.getKey());
            if (option == null) {
                throw new IllegalArgumentException(
                        member.getKey() + " does not belong here, or is not one of " + OPTIONS.keySet());
            }
            reply = option.add(reply, member.getValue());
        }
        return reply;
    }

    private static Reply error(Map<String, @Nullable Object> step) {
        ErrorKind kind = constant(ErrorKind.class, step.remove("error"));
        Object message = step.remove("message");
        return message == null ? Reply.error(kind) : Reply.error(kind, string(message));
    }

    private static Reply body(Map<String, @Nullable Object> step) {
        int status = step.containsKey("status") ? number(step.remove("status")) : 200;
        String type = step.containsKey("content_type") ? string(step.remove("content_type")) : null;
        return Reply.body(status, type, string(step.remove("body")));
    }

    /** Returns a response of the dialect that its members show. */
    private static Reply response(@Nullable Object body) {
        String json = Json.write(body);
        Map<String, @Nullable Object> members = members(body);
        if ("message".equals(members.get("type"))) {
            return Reply.of(Message.fromJson(json));
        }
        return members.containsKey("choices")
                ? Reply.of(ChatCompletion.fromJson(json))
                : Reply.body(200, "application/json", json);
    }

    private static JsonModel event(@Nullable Object event) {
        String json = Json.write(event);
        return members(event).containsKey("type")
                ? MessageStreamEvent.fromJson(json)
                : ChatCompletionChunk.fromJson(json);
    }

    private static Reply toolCalls(Reply reply, @Nullable Object calls) {
        Reply changed = reply;
        for (Object call : list(calls)) {
            Map<String, @Nullable Object> members = members(call, "name", "arguments");
            Object arguments = members.get("arguments");
            String[] pieces = arguments instanceof Map ? new String[] {Json.write(arguments)} : strings(arguments);
            changed = changed.andToolCall(string(members.get("name")), pieces);
        }
        return changed;
    }

    private static Reply cut(Reply reply, @Nullable Object value) {
        Map<String, @Nullable Object> cut = members(value, "after_events", "after_bytes", "how", "error");
        int events = cut.containsKey("after_events") ? number(cut.get("after_events")) : 0;
        if (cut.containsKey("error")) {
            Object kind = members(value, "after_events", "error").get("error");
            return reply.errorAfterEvents(events, constant(ErrorKind.class, kind));
        }
        Cut how = constant(Cut.class, cut.get("how"));
        return cut.containsKey("after_bytes")
                ? reply.cutAfterBytes(number(cut.get("after_bytes")), how)
                : reply.cutAfterEvents(events, how);
    }

    private static Reply headers(Reply reply, @Nullable Object value) {
        Reply changed = reply;
        for (Map.Entry<String, @Nullable Object> header : members(value).entrySet()) {
            changed = changed.header(header.getKey(), string(header.getValue()));
        }
        return changed;
    }

    private static Reply usage(Reply reply, @Nullable Object value) {
        Map<String, @Nullable Object> usage = members(value, "input", "output");
        return reply.usage(number(usage.get("input")), number(usage.get("output")));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, @Nullable Object value) {
        try {
            return Enum.valueOf(type, string(value).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            List<String> names = Arrays.stream(type.getEnumConstants())
                    .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                    .toList();
            throw new IllegalArgumentException(Json.write(value) + " is not one of " + names, e);
        }
    }

    private static String[] strings(@Nullable Object value) {
        return value instanceof List<?> pieces
                ? pieces.stream().map(ScriptFile::string).toArray(String[]::new)
                : new String[] {string(value)};
    }

    private static Duration millis(@Nullable Object value) {
        return Duration.ofMillis(number(value));
    }

    private static int number(@Nullable Object value) {
        try {
            return new BigDecimal(cast(Number.class, value).toString()).intValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(value + " is not a whole number, or too large", e);
        }
    }

    private static String string(@Nullable Object value) {
        return cast(String.class, value);
    }

    private static List<?> list(@Nullable Object value) {
        return cast(List.class, value);
    }

    private static Map<String, @Nullable Object> members(@Nullable Object value) {
        return ChatFormat.members(cast(Map.class, value));
    }

    /** Returns the members of an object, which has no others than these. */
    private static Map<String, @Nullable Object> members(@Nullable Object value, String... names) {
        Map<String, @Nullable Object> members = members(value);
        if (!List.of(names).containsAll(members.keySet())) {
            throw new IllegalArgumentException(members.keySet() + " has a member that is not one of " + List.of(names));
        }
        return members;
    }

    private static <T> T cast(Class<T> type, @Nullable Object value) {
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(
                    Json.write(value) + " is not a JSON " + type.getSimpleName().toLowerCase(Locale.ROOT));
        }
        return type.cast(value);
    }
}
