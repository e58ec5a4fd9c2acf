// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.config.Interceptor;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.Dialect;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import dev.diglot.stream.EventPublisher;
import dev.diglot.stream.EventStream;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.Compressed;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.TestSubscriber;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An endpoint echoes the key, in any place and spelling: nothing that the user may show or log holds it. */
@Tag("thorough")
@Timeout(120)
class KeyEchoTest {
    private static final Logger LOGGER = Logger.getLogger("dev.diglot");
    private static final String RANDOM = TestKey.repeated();

    /** Every kind of character that {@code Credentials} lets through and that somebody escapes. */
    private static final List<String> KEYS = List.of(
            "sk-" + RANDOM.substring(0, 12) + "/+&=" + RANDOM.substring(12, 24) + "\"<'>" + RANDOM.substring(24, 30),
            RANDOM.substring(0, 30) + "~#?@:;,.$|^!*()[]{}`_/+" + RANDOM.substring(30, 36) + "==");

    /** A part of the key of this length counts as the key. */
    private static final int PART = 24;

    private final List<String> shown = new CopyOnWriteArrayList<>();

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            show(line.getMessage());
            show(
                    line.getParameters() == null
                            ? ""
                            : List.of(line.getParameters()).toString());
            show(line.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** The ways to write a key. */
    @SuppressWarnings("ImmutableEnumChecker") // of the JDK's kinds
    enum Spelling {
        PLAIN(key -> key),
        JSON(KeyEchoTest::json),
        JSON_WITH_SLASHES(key -> json(key).replace("/", "\\/")),
        JSON_LOWER_CASE(key -> each(key, "[^A-Za-z0-9]", "\\u%04x")),
        JSON_UPPER_CASE(key -> each(key, "[^A-Za-z0-9]", "\\u%04X")),
        JSON_OF_ALL(key -> each(key, "(?s).", "\\u%04x")),
        JSON_IN_JSON(key -> json(json(key).replace("/", "\\/"))),
        URL_LOWER_CASE(key -> each(key, "[^A-Za-z0-9]", "%%%02x")),
        URL_UPPER_CASE(key -> each(key, "[^A-Za-z0-9]", "%%%02X")),
        URL_TWICE(key -> each(key, "[^A-Za-z0-9]", "%%25%02X")),
        HTML(key -> key.replace("&", "&amp;")
                .replace("\"", "&quot;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&apos;")),
        HTML_NUMBERS(key -> each(key, "[^A-Za-z0-9]", "&#%d;")),
        HTML_HEX(key -> each(key, "[^A-Za-z0-9]", "&#x%x;"));

        private final Function<String, String> spelling;

        Spelling(Function<String, String> spelling) {
            this.spelling = spelling;
        }
    }

    private static String json(String key) {
        return key.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String each(String key, String pattern, String format) {
        return Pattern.compile(pattern)
                .matcher(key)
                .replaceAll(found -> Matcher.quoteReplacement(
                        format.formatted((int) found.group().charAt(0))));
    }

    /** Where the key stands: makes the bytes of a response, behind which the connection closes. */
    private static final Map<String, Function<String, byte[]>> PLACES = places();

    private static Map<String, Function<String, byte[]>> places() {
        Map<String, Function<String, byte[]>> places = new LinkedHashMap<>();
        String chunk = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";
        String start = "data: {\"type\":\"message_start\",\"message\":{\"content\":[]}}\n\n";
        String error =
                "{\"error\":{\"message\":\"no such key: %s\",\"code\":\"c %<s\",\"type\":\"t %<s\",\"param\":\"%<s\"},"
                        + "\"request_id\":\"%<s\"}";

        for (int status : new int[] {200, 400, 401}) {
            places.put("the error of a " + status, k -> body(status, "application/json", error.formatted(k)));
            places.put("a detail of a " + status, k -> body(status, "application/json", detail(k)));
            places.put("all of a " + status, k -> body(status, "application/json", k));
            places.put("a text of a " + status, k -> body(status, "text/plain", "Incorrect API key provided: " + k));
            places.put("a page of a " + status, k -> body(status, "text/html", "<html>key=" + k + "</html>"));
            places.put("behind 480 characters of a " + status, k -> body(status, "text/html", "x".repeat(480) + k));
            places.put("the last of a cut " + status, k -> cut(status, "{\"error\":{\"message\":\"" + k));
            places.put("halved by a cut " + status, k -> cut(status, "{\"a\":\"" + k.substring(0, k.length() / 2)));
        }
        for (Charset charset : List.of(UTF_16LE, UTF_16BE)) {
            places.put(charset + ", named", k -> wide(400, error.formatted(k), charset, "", "; charset=" + charset));
            places.put(charset + ", marked", k -> wide(400, error.formatted(k), charset, "\uFEFF", ""));
            places.put(charset + ", all of a 200", k -> wide(200, "\"" + k + "\"", charset, "", ""));
        }
        places.put("compressed", k -> compressed(error.formatted(k)));
        places.put("a name that is no JSON", k -> body(200, "application/json", "{\"choices\":[]," + k + ":1}"));
        places.put("a member in place of choices", k -> body(200, "application/json", "{\"k\":\"" + k + "\"}"));
        places.put("a bare token as event", k -> body(200, "text/event-stream", "data: " + k + "\n\n"));
        places.put("an event that is cut", k -> body(200, "text/event-stream", chunk + "data: {\"id\":\"" + k));
        places.put(
                "an event of another kind", k -> body(200, "text/event-stream", start + "data: [\"" + k + "\"]\n\n"));
        places.put(
                "an error event",
                k -> body(200, "text/event-stream", chunk + "event: error\ndata: " + error.formatted(k) + "\n\n"));
        places.put(
                "an error event in words",
                k -> body(200, "text/event-stream", start + "event: error\ndata: key " + k + "\n\n"));
        places.put("an event's name", k -> body(200, "text/event-stream", "event: " + k + "\ndata: {\n\n"));
        places.put("an unknown line", k -> body(200, "text/event-stream", k + "\n\n"));
        places.put("an unknown line behind events", k -> body(200, "text/event-stream", start + chunk + k + "\n"));
        places.put("an unknown line with an error", k -> body(200, "text/event-stream", error.formatted(k) + "\n"));
        places.put("an error line", k -> body(200, "text/event-stream", chunk + "error: " + error.formatted(k) + "\n"));
        places.put("an unknown line of words", k -> body(200, "text/event-stream", "error: " + k + "\n"));

        places.put("a status line", k -> head("HTTP/1.1 400 " + k, "content-length: 0"));
        places.put("a status", k -> head("HTTP/1.1 " + k, "content-length: 0"));
        places.put("a version", k -> head(k + " 200 OK", "content-length: 0"));
        places.put("a line without colon", k -> head("HTTP/1.1 200 OK", k, "content-length: 0"));
        places.put("a length", k -> head("HTTP/1.1 200 OK", "content-length: " + k));
        places.put("a second length", k -> head("HTTP/1.1 200 OK", "content-length: 0", "content-length: " + k));
        places.put("a chunk's length", k -> head("HTTP/1.1 200 OK", "transfer-encoding: chunked", "", k));
        places.put("a transfer encoding", k -> head("HTTP/1.1 200 OK", "transfer-encoding: " + k));
        places.put("a content encoding", k -> head("HTTP/1.1 200 OK", "content-encoding: " + k, "content-length: 0"));
        places.put("a content type", k -> head("HTTP/1.1 200 OK", "content-type: " + k, "content-length: 0"));
        places.put("a content type of an error", k -> body(500, "text/" + k + "; charset=" + k, "bad"));
        places.put("a redirect", k -> head("HTTP/1.1 302 Found", "location: https://h.example/" + k));
        places.put("a redirect's user", k -> head("HTTP/1.1 307 Found", "location: //" + k + ":" + k + "@h/a?k=" + k));
        places.put("headers of an error", k -> head("HTTP/1.1 429 No", headers(k)));
        places.put("headers of nothing", k -> head("HTTP/1.1 200 OK", headers(k)));
        places.put("a challenge", k -> head("HTTP/1.1 401 No", "www-authenticate: " + k, "content-length: 0"));
        places.put("a proxy's challenge", k -> head("HTTP/1.1 407 No", "proxy-authenticate: " + k));
        for (CallForm form : List.of(CallForm.CREATE, CallForm.STREAM)) {
            for (Dialect dialect : Dialect.values()) {
                String body = form.body(dialect, "hello");
                places.put(
                        "headers of a good " + form + " of " + dialect,
                        k -> whole(200, form.contentType(), body.getBytes(UTF_8), headers(k)));
            }
        }
        return places;
    }

    private static String detail(String key) {
        return "{\"detail\":[{\"loc\":[\"header\",\"" + key + "\"],\"msg\":\"" + key + "\"}]}";
    }

    private static String[] headers(String key) {
        return new String[] {
            "x-request-id: " + key,
            "x-trace-id: " + key,
            "x-echo: Bearer " + key,
            "set-cookie: k=" + key,
            "retry-after: " + key,
            "x-ratelimit-reset: " + key,
            "server: " + key,
        };
    }

    private static byte[] head(String status, String... lines) {
        return (status + "\r\n" + String.join("\r\n", lines) + "\r\n\r\n").getBytes(ISO_8859_1);
    }

    private static byte[] body(int status, String type, String body) {
        return whole(status, type, body.getBytes(UTF_8));
    }

    private static byte[] cut(int status, String body) {
        String head = RawServer.head(status, "application/json", "content-length: " + (body.length() + 100));
        return (head + body).getBytes(UTF_8);
    }

    private static byte[] wide(int status, String body, Charset charset, String mark, String name) {
        return whole(status, "application/json" + name, (mark + body).getBytes(charset));
    }

    private static byte[] compressed(String body) {
        return whole(400, "application/json", Compressed.GZIP.of(body.getBytes(UTF_8)), "content-encoding: gzip");
    }

    private static byte[] whole(int status, String type, byte[] body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("content-length: " + body.length);
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        response.writeBytes(
                RawServer.head(status, type, all.toArray(String[]::new)).getBytes(ISO_8859_1));
        response.writeBytes(body);
        return response.toByteArray();
    }

    static Stream<Arguments> echoes() {
        return PLACES.keySet().stream()
                .flatMap(place -> Stream.of(Spelling.values()).map(spelling -> Arguments.of(place, spelling)));
    }

    @BeforeEach
    void listen() {
        LOGGER.addHandler(handler);
        LOGGER.setLevel(Level.ALL);
        LOGGER.setUseParentHandlers(false);
    }

    @AfterEach
    void listenNoMore() {
        LOGGER.removeHandler(handler);
        LOGGER.setLevel(null);
        LOGGER.setUseParentHandlers(true);
    }

    @ParameterizedTest
    @MethodSource("echoes")
    void theKeyIsShownNowhere(String place, Spelling spelling) throws Exception {
        List<String> leaks = new ArrayList<>();
        for (int i = 0; i < KEYS.size(); i++) {
            String key = KEYS.get(i);
            byte[] response = PLACES.get(place).apply(spelling.spelling.apply(key));
            try (RawServer server = RawServer.start(exchange -> exchange.raw(response));
                    Diglot client = client(server, key)) {
                int turn = 2 * List.of(Spelling.values()).indexOf(spelling) + i; // each place meets each form
                List<Object[]> calls = CallForm.calls().map(Arguments::get).toList();
                CallForm form = (CallForm) calls.get(turn % calls.size())[0];
                Dialect dialect = (Dialect) calls.get(turn % calls.size())[1];
                call(client, form, dialect);
                assertThat(shown).as("what %s of %s shows", form, dialect).isNotEmpty();
                leaks.addAll(leaks(key, i + ". key, " + form + " of " + dialect));
                shown.clear();
            }
        }

        assertThat(leaks).isEmpty();
    }

    private Diglot client(RawServer server, String key) {
        return TestClients.builder(server)
                .apiKey(key)
                .interceptor(Interceptor.logging())
                .interceptor(attempt -> {
                    show(attempt);
                    show(attempt.headers());
                    return new Interceptor.AttemptObserver() {
                        @Override
                        public void onHead(Interceptor.Head head) {
                            show(head);
                        }

                        @Override
                        public void onEnd(Interceptor.End end) {
                            show(end);
                            show(end.failure());
                        }
                    };
                })
                .build();
    }

    private void call(Diglot client, CallForm form, Dialect dialect) throws Exception {
        ChatCompletionRequest chat = ChatCompletionRequest.builder("m", List.of(ChatMessage.user("hi")))
                .build();
        MessageRequest messages = MessageRequest.builder("m", List.of(MessageParam.user("hi")))
                .maxTokens(10)
                .build();
        boolean isChat = dialect == Dialect.CHAT;
        try {
            switch (form) {
                case CREATE ->
                    show(isChat ? client.chat().create(chat) : client.messages().create(messages));
                case CREATE_WITH_RESPONSE ->
                    show(
                            isChat
                                    ? client.chat().createWithResponse(chat)
                                    : client.messages().createWithResponse(messages));
                case CREATE_ASYNC ->
                    show(
                            isChat
                                    ? client.chat().createAsync(chat).get(30, TimeUnit.SECONDS)
                                    : client.messages().createAsync(messages).get(30, TimeUnit.SECONDS));
                case STREAM -> read(isChat ? client.chat().stream(chat) : client.messages().stream(messages));
                case PUBLISH -> {
                    if (isChat) {
                        read(client.chat().publish(chat));
                    } else {
                        read(client.messages().publish(messages));
                    }
                }
            }
        } catch (ExecutionException e) {
            show(e.getCause());
        } catch (RuntimeException e) {
            show(e);
        }
        show(client);
    }

    private void read(EventStream<?, ?> stream) {
        try (stream) {
            stream.result();
        } finally {
            show(stream.headers());
            show(stream.warnings());
            show(stream.requestId());
            show(stream);
        }
    }

    private <E> void read(EventPublisher<E, ?> publisher) throws Exception {
        try {
            TestSubscriber.drain(publisher);
        } finally {
            show(publisher.headers());
            show(publisher.warnings());
            show(publisher.requestId());
            show(publisher);
        }
    }

    /** Records all that a user may print of an object. */
    private void show(Object thing) {
        if (thing instanceof Throwable failure) {
            show(failure, 0);
        } else {
            shown.add(String.valueOf(thing));
        }
    }

    private void show(Throwable failure, int depth) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        shown.add(trace.toString());
        shown.add(failure.toString());
        shown.add(String.valueOf(failure.getMessage()));
        shown.add(String.valueOf(failure.getLocalizedMessage()));
        shown.add(serialized(failure));
        for (Method member : failure.getClass().getMethods()) {
            boolean isOurs = member.getDeclaringClass().getName().startsWith("dev.diglot.error.");
            if (isOurs && member.getParameterCount() == 0 && !member.getName().equals("partial")) {
                show(valueOf(member, failure));
            }
        }
        if (failure.getCause() != null && depth < 10) {
            show(failure.getCause(), depth + 1);
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            show(suppressed, depth + 1);
        }
    }

    private Object valueOf(Method member, Object owner) {
        try {
            Object value = member.invoke(owner);
            if (value instanceof byte[] bytes) {
                List.of(UTF_8, UTF_16LE, UTF_16BE).forEach(charset -> shown.add(new String(bytes, charset)));
            }
            return value instanceof Throwable ? "" : value;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static String serialized(Throwable failure) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(failure);
            return bytes.toString(ISO_8859_1);
        } catch (IOException e) {
            return ""; // one of the JDK's holds what cannot be serialized
        }
    }

    /** Returns where the key, or a part of it, stands in what was shown; the texts themselves stay out of the report. */
    private List<String> leaks(String key, String where) {
        List<String> leaks = new ArrayList<>();
        for (String text : shown) {
            String plain = text;
            for (int layer = 0; layer < 3; layer++) {
                if (holdsPart(plain, key)) {
                    leaks.add(where + ", behind '" + beginning(text) + "', " + layer + " layers deep");
                    break;
                }
                plain = unescaped(plain);
            }
        }
        return leaks;
    }

    private static String beginning(String text) {
        return text.replaceAll("(?s)[^A-Za-z. ].*", "");
    }

    private static boolean holdsPart(String text, String key) {
        for (int from = 0; from + PART <= key.length(); from++) {
            if (text.contains(key.substring(from, from + PART))) {
                return true;
            }
        }
        return false;
    }

    private static String unescaped(String text) {
        String plain = text.replace("\0", "");
        plain = replaced(plain, "\\\\u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})|&#[xX]([0-9a-fA-F]{1,4});", 16);
        plain = replaced(plain, "&#([0-9]{1,4});", 10);
        plain = plain.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
        plain = plain.replace("&apos;", "'").replace("&amp;", "&");
        return plain.replaceAll("\\\\(.)", "$1");
    }

    private static String replaced(String text, String pattern, int radix) {
        return Pattern.compile(pattern).matcher(text).replaceAll(found -> {
            for (int group = 1; group <= found.groupCount(); group++) {
                if (found.group(group) != null) {
                    char c = (char) Integer.parseInt(found.group(group), radix);
                    return Matcher.quoteReplacement(String.valueOf(c));
                }
            }
            throw new AssertionError();
        });
    }
}
