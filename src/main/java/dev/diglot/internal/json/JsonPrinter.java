// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Prints a model as JSON for people to read: with a maximum length, masked secrets and no control characters.
 * Characters beyond the maximum are counted, but not built.
 */
final class JsonPrinter extends JsonWriter {
    private static final int MAX = 2000;

    /** Reserved for a class name before the JSON and the note about omitted characters after it. */
    private static final int RESERVED = 150;

    private static final int MAX_JSON = MAX - RESERVED;

    /** How much of a string is searched for secrets: more than is shown, so that no truncated secret is missed. */
    private static final int SEARCHED = 2 * MAX;

    private final StringBuilder out = new StringBuilder();
    private boolean isFull;
    private long omitted;
    private boolean needsComma;
    private int depth;

    static String print(Object model) {
        JsonPrinter printer = new JsonPrinter();
        try {
            printer.value(model);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never: no output is written
        }
        return printer.isFull ? printer.out + omissionNote(printer.omitted) : printer.out.toString();
    }

    static String truncate(String text) {
        if (text.length() <= MAX) {
            return text;
        }
        int end = endWithin(text, MAX_JSON);
        return text.substring(0, end) + omissionNote(text.length() - end);
    }

    private static String omissionNote(long omitted) {
        return "... (" + omitted + " more characters)";
    }

    /** Returns where to truncate a longer text: at the maximum, or before a surrogate pair that it would split. */
    private static int endWithin(String text, int max) {
        return max > 0 && Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
    }

    @Override
    public void begin() {
        open("{");
    }

    @Override
    void endObject() {
        close("}");
    }

    @Override
    void beginArray() {
        open("[");
    }

    @Override
    void endArray() {
        close("]");
    }

    @Override
    protected void nullableMember(String name, @Nullable Object value) throws IOException {
        boolean isSecret = value != null && !isFull && Secrets.isSecret(name); // if full, the value is not shown
        appendString(name);
        append(":");
        needsComma = false;
        value(isSecret ? Secrets.MASK : value);
    }

    /** Writes a value, or an ellipsis if it is nested more deeply than {@link Json#MAX_DEPTH}. */
    @Override
    public void value(@Nullable Object value) throws IOException {
        if (depth > Json.MAX_DEPTH) {
            appendValue("...");
        } else {
            super.value(value);
        }
    }

    @Override
    public void secret(String name, @Nullable Object value) throws IOException {
        member(name, value == null ? null : Secrets.MASK);
    }

    @Override
    void scalar(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            appendString(text);
        } else {
            appendValue(String.valueOf(value));
        }
    }

    private void appendString(CharSequence text) {
        if (isFull) {
            omitted += text.length() + 3L; // with quotes and a comma, although not every string has one
            return;
        }
        boolean isTruncated = text.length() > SEARCHED;
        String searched = isTruncated ? text.subSequence(0, SEARCHED).toString() : text.toString();
        String closingQuote = isTruncated ? "" : "\"";
        appendValue("\"" + escape(Secrets.mask(searched, isTruncated)) + closingQuote);
        omitted += text.length() - searched.length();
        isFull |= isTruncated; // also if the mask of a secret made the shown part short
    }

    private void open(String bracket) {
        appendValue(bracket);
        needsComma = false;
        depth++;
    }

    private void close(String bracket) {
        append(bracket);
        needsComma = true;
        depth--;
    }

    private void appendValue(String json) {
        if (needsComma) {
            append(",");
        }
        append(json);
        needsComma = true;
    }

    /** Appends a part of the JSON, or what fits of it; counts the characters that do not fit. */
    private void append(String json) {
        int room = MAX_JSON - out.length();
        if (!isFull && json.length() <= room) {
            out.append(json);
            return;
        }
        int end = isFull ? 0 : endWithin(json, room);
        out.append(json, 0, end);
        omitted += json.length() - end;
        isFull = true;
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                escaped.append('\\').append((char) c);
            } else if (isVisible(c)) {
                escaped.appendCodePoint(c);
            } else if (c == '\n') {
                escaped.append("\\n");
            } else {
                for (char unit : Character.toChars(c)) {
                    escaped.append(String.format("\\u%04x", (int) unit));
                }
            }
        });
        return escaped.toString();
    }

    /** Returns false for control characters, line separators, bidirectional marks and unpaired surrogates. */
    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
