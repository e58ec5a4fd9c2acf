// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.Dialect;
import dev.diglot.model.Message;
import dev.diglot.model.MessageStreamEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The examples of the spec: whole responses and streams, by the names of their files. */
final class Examples {
    private static final Pattern STATUS = Pattern.compile(".*-error-(\\d{3})");
    private static final Pattern BETWEEN_EVENTS = Pattern.compile("(?<=\n\n)");

    private Examples() {}

    /**
     * Returns the content of an example.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    static Content content(String name) {
        byte[] whole = read(name + "-response.json");
        byte[] stream = read(name + "-stream.sse");
        if (whole == null && stream == null) {
            throw new IllegalArgumentException("The spec has no response or stream that is named " + name);
        }
        return request -> respond(name, whole, stream, request);
    }

    /** Returns the body of an example of a response, which must exist. */
    static byte[] response(String name) {
        byte[] body = read(name + "-response.json");
        if (body == null) {
            throw new IllegalStateException("The jar has no example " + name);
        }
        return body;
    }

    private static Response respond(
            String name, byte @Nullable [] whole, byte @Nullable [] stream, ReceivedRequest request) {
        if (!name.startsWith("models") && !name.startsWith("count")) {
            request.require(name.startsWith("chat") ? Dialect.CHAT : Dialect.MESSAGES, "the example " + name);
        }
        if (stream != null && (request.isStreaming() || whole == null)) {
            return stream(new String(stream, UTF_8), request);
        }
        Objects.requireNonNull(whole, name);
        Matcher status = STATUS.matcher(name);
        boolean isError = status.matches() || name.endsWith("-error-model");
        if (request.isStreaming() && !isError) {
            return Content.whole(request, reply(request.dialect(), whole), new Pieces());
        }
        int code = status.matches() ? Integer.parseInt(status.group(1)) : 200;
        return Response.whole(name.endsWith("-error-model") ? 403 : code, Response.contentType(false), whole);
    }

    private static JsonModel reply(Dialect dialect, byte[] body) {
        return dialect == Dialect.CHAT ? ChatCompletion.fromJson(body) : Message.fromJson(body);
    }

    private static Response stream(String events, ReceivedRequest request) {
        List<byte[]> parts = new ArrayList<>();
        List<JsonModel> models = new ArrayList<>();
        BETWEEN_EVENTS.splitAsStream(events).forEach(event -> {
            parts.add(event.getBytes(UTF_8));
            event.lines()
                    .filter(line -> line.startsWith("data: {"))
                    .map(line -> line.substring("data: ".length()))
                    .forEach(json -> models.add(event(request.dialect(), json)));
        });
        return request.isStreaming() ? Response.stream(parts) : Content.events(request, models);
    }

    private static JsonModel event(Dialect dialect, String json) {
        return dialect == Dialect.CHAT ? ChatCompletionChunk.fromJson(json) : MessageStreamEvent.fromJson(json);
    }

    private static byte @Nullable [] read(String fileName) {
        String example = Holder.EXAMPLES.get(fileName);
        return example == null ? null : example.getBytes(UTF_8);
    }

    /** The examples by file name, read when one is needed. The build collects them in one file. */
    private static final class Holder {
        static final Map<String, String> EXAMPLES = read();

        private static Map<String, String> read() {
            try (InputStream in = Examples.class.getResourceAsStream("examples.txt")) {
                Map<String, String> examples = new HashMap<>();
                String all =
                        new String(Objects.requireNonNull(in, "examples.txt").readAllBytes(), UTF_8);
                for (String example : all.split("(?m)^=== ", -1)) {
                    String[] nameAndText = example.split("\n", 2);
                    examples.put(nameAndText[0], nameAndText[nameAndText.length - 1]);
                }
                return examples;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
