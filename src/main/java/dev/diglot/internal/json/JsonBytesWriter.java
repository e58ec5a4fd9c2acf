// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Writes models and free-form JSON as JSON in UTF-8. Creates little more than the text: its buffer is used again. */
final class JsonBytesWriter extends JsonWriter {
    /** The number of objects and arrays between two calls of the checkpoint. */
    private static final int PER_CHECK = 400;

    private static final int INITIAL_SIZE = 1024;

    /** A larger buffer is not kept. */
    private static final int MAX_KEPT = 16 * 1024;

    /** The most bytes of one character: an escape such as {@code \u001F}. */
    private static final int MAX_CHARACTER = 6;

    private static final byte[] HEXADECIMAL = "0123456789ABCDEF".getBytes(StandardCharsets.ISO_8859_1);

    /** The buffer for the next writer; null while another thread uses it. */
    private static final AtomicReference<byte @Nullable []> SPARE = new AtomicReference<>();

    private final Checkpoint checkpoint;
    private byte[] out;
    private int length;
    private boolean isAscii = true;
    private boolean needsComma;
    private int depth;
    private int untilCheck = PER_CHECK;

    private JsonBytesWriter(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
        byte[] spare = SPARE.getAndSet(null);
        this.out = spare == null ? new byte[INITIAL_SIZE] : spare;
    }

    /**
     * Writes a value as bytes.
     *
     * @throws IllegalArgumentException if something inside is not a JSON value, or nested too deeply
     */
    static byte[] bytes(@Nullable Object value, Checkpoint checkpoint) {
        JsonBytesWriter writer = new JsonBytesWriter(checkpoint);
        writer.write(value);
        byte[] bytes = Arrays.copyOf(writer.out, writer.length);
        writer.keepBuffer();
        return bytes;
    }

    /** Does the same, but returns a string. */
    static String text(@Nullable Object value) {
        JsonBytesWriter writer = new JsonBytesWriter(Checkpoint.NONE);
        writer.write(value);
        String text = new String(
                writer.out, 0, writer.length, writer.isAscii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        writer.keepBuffer();
        return text;
    }

    private void write(@Nullable Object value) {
        try {
            value(value);
        } catch (IOException e) {
            throw new IllegalArgumentException("this cannot be written as JSON: " + e.getMessage(), e);
        }
    }

    private void keepBuffer() {
        if (out.length <= MAX_KEPT) {
            SPARE.lazySet(out);
        }
    }

    @Override
    public void begin() {
        open('{');
    }

    @Override
    void endObject() {
        close('}');
    }

    @Override
    void beginArray() {
        open('[');
    }

    @Override
    void endArray() {
        close(']');
    }

    private void open(char bracket) {
        if (--untilCheck == 0) {
            untilCheck = PER_CHECK;
            checkpoint.check();
        }
        depth++;
        if (depth > Json.MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "this cannot be written as JSON: it is nested more than " + Json.MAX_DEPTH + " levels deep");
        }
        beginValue(1);
        out[length++] = (byte) bracket;
        needsComma = false;
    }

    private void close(char bracket) {
        depth--;
        reserve(1);
        out[length++] = (byte) bracket;
        needsComma = true;
    }

    @Override
    protected void nullableMember(String name, @Nullable Object value) throws IOException {
        string(name);
        reserve(1);
        out[length++] = ':';
        needsComma = false;
        value(value);
    }

    @Override
    void scalar(@Nullable Object value) {
        if (value instanceof String text) {
            string(text);
        } else if (value instanceof Integer || value instanceof Long) {
            integer(((Number) value).longValue());
        } else if (value == null || value instanceof Boolean || value instanceof JsonNumber) {
            ascii(String.valueOf(value));
        } else if (value instanceof Double number) {
            real(number);
        } else if (value instanceof Number) {
            ascii(new BigDecimal(value.toString()).toString());
        } else if (value instanceof CharSequence) {
            string(value.toString());
        } else {
            throw new IllegalArgumentException(Check.notJson("a value", value));
        }
    }

    /** Writes a number; one that JSON does not have, such as NaN, becomes a string. */
    private void real(double number) {
        String text = Double.toString(number);
        if (Double.isFinite(number)) {
            ascii(text);
        } else {
            string(text);
        }
    }

    /** Writes a value that needs no quotes. */
    @SuppressWarnings("deprecation") // fits ASCII exactly
    private void ascii(String text) {
        beginValue(text.length());
        text.getBytes(0, text.length(), out, length);
        length += text.length();
    }

    private void integer(long value) {
        if (value < 0) {
            ascii(Long.toString(value));
            return;
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        beginValue(digits);
        long rest = value;
        for (int at = length + digits - 1; at >= length; at--) {
            out[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    private void string(String text) {
        int size = text.length();
        beginValue(size + 2);
        out[length++] = '"';
        int next = plain(text, 0);
        while (next < size) {
            char c = text.charAt(next);
            reserve(MAX_CHARACTER + size - next); // with the rest of the text and the quote
            if (c < 0x80) {
                escape(c);
                next++;
            } else {
                next += encode(text, next);
            }
            next = plain(text, next);
        }
        out[length++] = '"';
    }

    /** Writes the characters that need no escape and have one byte, up to the next other one; returns its position. */
    private int plain(String text, int from) {
        byte[] target = out;
        int shift = length - from;
        int next = from;
        while (next < text.length()) {
            char c = text.charAt(next);
            boolean isPlain = c >= ' ' && c < 0x80 && c != '"' && c != '\\';
            if (!isPlain) {
                break;
            }
            target[next + shift] = (byte) c;
            next++;
        }
        length = next + shift;
        return next;
    }

    private void escape(char c) {
        int letter = switch (c) {
            case '"', '\\' -> c;
            case '\b' -> 'b';
            case '\f' -> 'f';
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            default -> 0;
        };
        if (letter == 0) {
            escapeCode(c);
        } else {
            out[length++] = '\\';
            out[length++] = (byte) letter;
        }
    }

    private void escapeCode(char c) {
        out[length++] = '\\';
        out[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            out[length++] = HEXADECIMAL[(c >> shift) & 15];
        }
    }

    /** Writes a character beyond ASCII; returns its number of chars. */
    private int encode(String text, int at) {
        int code = text.codePointAt(at);
        if (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
            escapeCode((char) code); // half of a surrogate pair has no UTF-8 form
            return 1;
        }
        isAscii = false;
        if (code < 0x800) {
            out[length++] = (byte) (0xC0 | (code >> 6));
        } else {
            if (code < 0x10000) {
                out[length++] = (byte) (0xE0 | (code >> 12));
            } else {
                out[length++] = (byte) (0xF0 | (code >> 18));
                out[length++] = (byte) (0x80 | ((code >> 12) & 0x3F));
            }
            out[length++] = (byte) (0x80 | ((code >> 6) & 0x3F));
        }
        out[length++] = (byte) (0x80 | (code & 0x3F));
        return Character.charCount(code);
    }

    /** Makes room for a value and the comma before it, and writes the comma. */
    private void beginValue(int size) {
        reserve(size + 1);
        if (needsComma) {
            out[length++] = ',';
        }
        needsComma = true;
    }

    private void reserve(int size) {
        if (out.length - length < size) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, length + size));
        }
    }
}
