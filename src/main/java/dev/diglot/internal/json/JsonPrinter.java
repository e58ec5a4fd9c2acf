// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes a model as JSON for people to read: bounded, with secrets masked and no control characters. What is beyond the
 * bound is counted, not made.
 */
final class JsonPrinter extends JsonWriter {
    private static final int MAX = 2000;

    /** What the name of a class and the note of what is left out may need. */
    private static final int SPARE = 150;

    private static final int ROOM = MAX - SPARE;

    /** Of a text, this much is looked at for secrets; more than is shown, so that none is cut and missed. */
    private static final int WINDOW = 2 * MAX;

    private final StringBuilder out = new StringBuilder();
    private boolean isFull;
    private long leftOut;
    private boolean needsComma;
    private int depth;

    static String print(Object value) {
        JsonPrinter printer = new JsonPrinter();
        try {
            printer.any(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is no output that could fail
        }
        return printer.isFull ? printer.out + note(printer.leftOut) : printer.out.toString();
    }

    static String shortened(String text) {
        if (text.length() <= MAX) {
            return text;
        }
        int cut = cut(text, ROOM);
        return text.substring(0, cut) + note(text.length() - cut);
    }

    private static String note(long leftOut) {
        return "... (" + leftOut + " more characters)";
    }

    /** Where to cut, so that no pair of surrogates is divided. */
    private static int cut(String text, int most) {
        return most > 0 && Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
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
    void beginList() {
        open("[");
    }

    @Override
    void endList() {
        close("]");
    }

    @Override
    protected void any(String name, @Nullable Object value) throws IOException {
        boolean isSecret = value != null && !isFull && Secrets.isSecret(name);
        text(name);
        put(":");
        needsComma = false;
        any(isSecret ? Secrets.MASK : value);
    }

    /** As in the superclass, but only as deep as JSON can be read and written. */
    @Override
    public void any(@Nullable Object value) throws IOException {
        if (depth > Json.MAX_DEPTH) {
            value("...");
        } else {
            super.any(value);
        }
    }

    @Override
    public void secret(String name, @Nullable Object value) throws IOException {
        member(name, value == null ? null : Secrets.MASK);
    }

    @Override
    void scalar(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            text(text);
        } else {
            value(String.valueOf(value));
        }
    }

    private void text(CharSequence text) {
        if (isFull) {
            leftOut += text.length() + 3L;
            return;
        }
        boolean isCut = text.length() > WINDOW;
        String window = isCut ? text.subSequence(0, WINDOW).toString() : text.toString();
        value("\"" + escaped(Secrets.masked(window, isCut)) + (isCut ? "" : "\""));
        leftOut += text.length() - window.length();
    }

    private void open(String bracket) {
        value(bracket);
        needsComma = false;
        depth++;
    }

    private void close(String bracket) {
        put(bracket);
        needsComma = true;
        depth--;
    }

    private void value(String text) {
        if (needsComma) {
            put(",");
        }
        put(text);
        needsComma = true;
    }

    private void put(String text) {
        int room = ROOM - out.length();
        if (!isFull && text.length() <= room) {
            out.append(text);
            return;
        }
        int cut = isFull ? 0 : cut(text, room);
        out.append(text, 0, cut);
        leftOut += text.length() - cut;
        isFull = true;
    }

    private static String escaped(String text) {
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

    /** Whether a character shows as itself: no control character, line separator, bidi mark or half of a pair. */
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
