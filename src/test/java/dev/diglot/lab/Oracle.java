// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diglot.model.Dialect;
import dev.diglot.testing.Trees;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the bytes of a 2xx response mean, by the project's documents on streams, errors and quirks: the judge of every
 * mode in which the product reads them. It shares no code and no rule with the product; it reads JSON as Jackson's
 * trees, splits lines itself, and favours the plain over the quick. Where the documents leave a choice, it demands
 * nothing: {@link #ANYTHING} stands for a value, and {@link #mayWarn()} for a warning.
 */
final class Oracle {
    /** How a response ends. */
    enum End {
        COMPLETE,
        TRUNCATED,
        /** The endpoint reports an error in its body. */
        ERROR,
        /** It is not what the dialect promises. */
        NOT_THE_DIALECT
    }

    /**
     * What was requested, as far as it decides what is complete.
     *
     * @param choices how many choices
     * @param usage whether the usage was requested
     */
    record Requested(int choices, boolean usage) {
        static final Requested PLAIN = new Requested(1, false);
    }

    /** A value of which the documents say nothing. */
    static final JsonNode ANYTHING = JsonNodeFactory.instance.pojoNode("anything");

    private static final Pattern MARK_OF_SOME_KIND = Pattern.compile("(?i)[^a-z{}]*done[^a-z{}]*");
    private static final String EVENT_STREAM = "text/event-stream";

    /** What a server says for "no error" where others give a code. */
    private static final Set<String> GOOD_CODES = Set.of("", "0", "200", "ok", "success");

    /** What an error word, as the value of a status, begins with. */
    private static final List<String> BAD_STATUSES = List.of("error", "fail");

    private static final List<String> FIELDS = List.of("data:", "event:", "id:", "retry:", ":");

    private final Dialect dialect;
    private final Requested requested;
    private final boolean isStream;
    private boolean done;
    private boolean warns;
    private boolean broken;
    private @Nullable String errorCode;
    private @Nullable String errorType;
    private @Nullable List<String> errorWords;
    private final List<JsonNode> events = new ArrayList<>();
    private final ChatOracle chat = new ChatOracle();
    private final MessageOracle message = new MessageOracle();

    private Oracle(Dialect dialect, Requested requested, boolean isStream) {
        this.dialect = dialect;
        this.requested = requested;
        this.isStream = isStream;
    }

    /**
     * Judges a body of which all that the server sent was received.
     *
     * @param contentType without parameters
     */
    static Oracle judge(Dialect dialect, Requested requested, String contentType, byte[] body) {
        String text = decoded(body);
        Oracle oracle = new Oracle(dialect, requested, isStream(contentType, text));
        oracle.warns = !isUtf8(body);
        if (oracle.isStream) {
            oracle.readStream(text);
        } else {
            oracle.readWhole(text);
        }
        return oracle;
    }

    /** Whether the bytes are events, whatever the content type says. */
    boolean isStream() {
        return isStream;
    }

    /** Whether the end marker was received, so that nothing after it counts. */
    boolean isMarked() {
        return done;
    }

    /** The number of events, without an error event and the end marker. */
    int events() {
        return events.size();
    }

    End end() {
        if (errorWords != null) {
            return End.ERROR;
        }
        if (broken) {
            return End.NOT_THE_DIALECT;
        }
        if (!isStream) {
            return End.COMPLETE;
        }
        return isComplete() ? End.COMPLETE : End.TRUNCATED;
    }

    /** Whether there is a non-fatal anomaly; the caller knows whether this kind of body was requested. */
    boolean warns() {
        if (end() != End.COMPLETE) {
            return false;
        }
        boolean lacks = dialect == Dialect.CHAT && (!hasAll() || (isStream && !done));
        boolean isMalformed = chat.hasMalformedArguments() || message.hasMalformedInput();
        return warns || lacks || isMalformed || chat.warns || message.warns;
    }

    /** Whether there is an anomaly of which the documents do not say whether it is a warning. */
    boolean mayWarn() {
        boolean isMisnumbered = chat.choices.size() == 1 && !chat.choices.containsKey(0);
        return warns() || isMisnumbered || chat.isOdd || message.isOdd();
    }

    @Nullable
    String errorCode() {
        return errorCode;
    }

    @Nullable
    String errorType() {
        return errorType;
    }

    /** What the message of the error must hold; empty if it has none. */
    List<String> errorWords() {
        return errorWords == null ? List.of() : errorWords;
    }

    /** Text, reasoning, tool calls, finish and usage, in the form of {@link ReplySummary}. */
    JsonNode summary() {
        return dialect == Dialect.CHAT ? chat.summary() : message.summary();
    }

    private boolean isComplete() {
        if (dialect == Dialect.MESSAGES) {
            return done && message.hasBegun;
        }
        if (done) {
            return !chat.choices.isEmpty();
        }
        return hasAll();
    }

    /** Whether every requested choice was received and, in a stream, finished, and the usage if it was requested. */
    private boolean hasAll() {
        boolean finished = !isStream || chat.choices.values().stream().allMatch(choice -> choice.finish != null);
        boolean usage = !isStream || !requested.usage() || !chat.usage.isEmpty();
        return !chat.choices.isEmpty() && chat.choices.size() >= requested.choices() && finished && usage;
    }

    private static String decoded(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static boolean isUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** A body declared as a stream may begin with text that is neither an event nor JSON, if an event follows. */
    private static boolean isStream(String contentType, String text) {
        String begin = text.stripLeading();
        boolean isCalledStream = contentType.equals(EVENT_STREAM) && tree(text) == null;
        return isField(begin) || (isCalledStream && text.lines().anyMatch(Oracle::isField));
    }

    private static boolean isField(String line) {
        return FIELDS.stream().anyMatch(line::startsWith);
    }

    // Whole bodies.

    private void readWhole(String text) {
        JsonNode json = tree(text);
        if (json == null) {
            readLines(text);
            return;
        }
        if (takeError(json)) {
            return;
        }
        boolean isReply = dialect == Dialect.CHAT
                ? !json.path("choices").isEmpty()
                : json.path("content").isArray() || json.path("content").isTextual();
        if (!isReply) {
            broken = true;
            return;
        }
        events.add(json);
        takeWhole(json);
    }

    /** Lines of JSON without any field name: the first with a meaning counts. */
    private void readLines(String text) {
        for (String line : text.split("\r\n|\n|\r", -1)) {
            JsonNode json = tree(line);
            if (json != null && json.isObject()) {
                readWhole(line);
                return;
            }
        }
        broken = true;
    }

    private void takeWhole(JsonNode json) {
        if (dialect == Dialect.CHAT) {
            chat.take(json, "message");
        } else {
            message.takeWhole(json);
        }
    }

    // Streams.

    private void readStream(String text) {
        List<String> data = new ArrayList<>();
        String[] lines = text.split("\r\n|\n|\r", -1);
        for (int i = 0; i < lines.length && isOpen(); i++) {
            String line = lines[i];
            if (line.isEmpty()) {
                dispatch(data, false);
                data.clear();
            } else if (line.startsWith("data:")) {
                data.add(line.substring(line.startsWith("data: ") ? 6 : 5));
            } else if (line.startsWith("error:")) {
                takeError(JsonNodeFactory.instance
                        .objectNode()
                        .set("error", treeOrText(line.substring(6).strip())));
            } else if (line.stripLeading().startsWith("{")) {
                unknownLine(line);
            }
        }
        if (isOpen()) {
            dispatch(data, true);
        }
    }

    private boolean isOpen() {
        return !done && !broken && errorWords == null;
    }

    /** A bare JSON line between events: an error, or a whole response; else it is ignored. */
    private void unknownLine(String line) {
        JsonNode json = tree(line);
        if (json == null || takeError(json)) {
            return;
        }
        if (dialect == Dialect.CHAT && json.path("choices").path(0).has("message")) {
            chat.isOdd = true;
            payload(json);
        }
    }

    private void dispatch(List<String> data, boolean isLast) {
        String joined = String.join("\n", data);
        if (joined.isBlank()) {
            return;
        }
        if (isMark(joined) || joined.startsWith(":")) {
            take(joined, isLast);
            return;
        }
        JsonNode json = tree(joined);
        if (json != null || data.size() == 1) {
            take(joined, isLast);
            return;
        }
        for (String line : data) { // events divided by single line ends
            if (isOpen() && !line.isBlank()) {
                take(line, isLast && line.equals(data.get(data.size() - 1)));
            }
        }
    }

    private boolean isMark(String payload) {
        String mark = payload.strip();
        return dialect == Dialect.CHAT
                && (mark.equals("[DONE]")
                        || (chat.hasFinished()
                                && MARK_OF_SOME_KIND.matcher(mark).matches()));
    }

    private void take(String payload, boolean isLast) {
        if (isMark(payload)) {
            done = true;
            return;
        }
        if (payload.startsWith(":")) {
            return; // a comment that a proxy has wrapped
        }
        JsonNode json = tree(payload);
        if (json == null) {
            broken = !isLast; // an event that the end of the bytes truncates is ignored
            return;
        }
        if (!json.isObject()) {
            broken = true; // not an event of either dialect
            return;
        }
        if (!takeError(json)) {
            payload(json);
        }
    }

    private void payload(JsonNode json) {
        events.add(json);
        if (dialect == Dialect.CHAT) {
            chat.take(json, "delta");
            return;
        }
        if (message.isAnother(json)) {
            broken = true;
            return;
        }
        message.take(json);
        done = json.path("type").asText().equals("message_stop");
    }

    // Errors.

    /** Takes JSON that is an error, wherever it is; returns whether it was one. */
    private boolean takeError(JsonNode json) {
        if (!json.isObject()) {
            return false;
        }
        JsonNode inner = json.path("error");
        if (isSomething(inner)) {
            errorCode = code(inner, inner.isTextual() ? json : inner);
            errorType = inner.path("type").asText(null);
            errorWords = words(inner.isTextual() ? inner : first(inner, "message", "detail", "msg", "type"));
            return true;
        }
        if (isGood(json)) {
            return false;
        }
        JsonNode base = json.path("base_resp");
        if (isBadCode(base.path("status_code"))) {
            errorCode = base.path("status_code").asText();
            errorWords = words(base.path("status_msg"));
            return true;
        }
        boolean named = json.path("object").asText().equals("error")
                || json.path("type").asText().equals("error");
        boolean coded = isBadCode(json.path("code")) || isBadCode(json.path("error_code"));
        boolean judged =
                BAD_STATUSES.stream().anyMatch(json.path("status").asText().toLowerCase(Locale.ROOT)::startsWith);
        boolean detailed = isSomething(json.path("detail"));
        if (!named && !coded && !judged && !detailed) {
            return false;
        }
        errorCode = code(json, json);
        errorWords = words(first(json, "message", "detail", "details", "msg", "text"));
        return true;
    }

    private static boolean isGood(JsonNode json) {
        return !json.path("choices").isEmpty()
                || isSomething(json.path("content"))
                || !json.path("delta").isEmpty()
                || json.path("usage").isObject();
    }

    private static boolean isSomething(JsonNode value) {
        boolean isNothing = value.isMissingNode()
                || value.isNull()
                || (value.isBoolean() && !value.asBoolean())
                || (value.isContainerNode() && value.isEmpty())
                || (value.isTextual() && value.asText().isBlank());
        return !isNothing;
    }

    private static boolean isBadCode(JsonNode code) {
        return code.isValueNode()
                && !code.isNull()
                && !GOOD_CODES.contains(code.asText().toLowerCase(Locale.ROOT));
    }

    private static @Nullable String code(JsonNode inner, JsonNode outer) {
        for (JsonNode code : List.of(inner.path("code"), outer.path("code"), outer.path("error_code"))) {
            if (code.isValueNode() && !code.isNull() && !code.asText().isEmpty()) {
                return code.asText();
            }
        }
        return null;
    }

    private static JsonNode first(JsonNode json, String... names) {
        for (String name : names) {
            if (isSomething(json.path(name))) {
                return json.get(name);
            }
        }
        return JsonNodeFactory.instance.missingNode();
    }

    /** What a value says: a text as it is, and the message of each item of a list. */
    private static List<String> words(JsonNode value) {
        if (value.isObject()) {
            return words(first(value, "message", "msg"));
        }
        if (value.isValueNode()) {
            return List.of(value.asText());
        }
        List<String> words = new ArrayList<>();
        value.forEach(item -> words.addAll(words(item)));
        return words;
    }

    // JSON.

    /** The tree of a text, or null if it is none. */
    static @Nullable JsonNode tree(String text) {
        try {
            JsonNode tree = Trees.read(text);
            return tree.isMissingNode() ? null : tree;
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    static JsonNode treeOrText(String text) {
        JsonNode tree = tree(text);
        return tree == null ? JsonNodeFactory.instance.textNode(text) : tree;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** Counts are cumulative: a later one wins, zero too; a later null erases nothing. */
    static void merge(ObjectNode whole, JsonNode piece) {
        piece.properties().forEach(member -> {
            JsonNode value = member.getValue();
            JsonNode known = whole.path(member.getKey());
            if (value.isObject() && known.isObject()) {
                merge((ObjectNode) known, value);
            } else if (!value.isNull() || known.isMissingNode()) {
                whole.set(member.getKey(), value.deepCopy());
            }
        });
    }
}
