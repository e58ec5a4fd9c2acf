// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Splits JSON in UTF-8 into values. Accepts what RFC 8259 defines and nothing else; whatever it refuses is read again by
 * {@link Jackson}, which knows the reason. Not thread-safe.
 *
 * <p>One scanner reads one value after another, for example the events of a stream. It creates no object per value, and
 * takes names and repeated texts from its {@link KnownNames}. Jackson has no parser that can be used again, and creating
 * one costs more than reading an event.
 *
 * <p>The <em>current value</em> is the one that was moved to last. The caller must read an object or array to its end,
 * with {@link #nextName} or {@link #nextItem}, before it moves on in the container around it.
 */
final class JsonScanner {
    /** The kinds of a value: its first byte, but one kind for all numbers; and the ends of the containers. */
    static final byte OBJECT = '{';

    static final byte END_OBJECT = '}';
    static final byte ARRAY = '[';
    static final byte END_ARRAY = ']';
    static final byte STRING = '"';
    static final byte NUMBER = '0';
    static final byte TRUE = 't';
    static final byte FALSE = 'f';
    static final byte NULL = 'n';

    /** The most bytes of a number or a name: fewer than Jackson allows, which reads longer ones, or refuses them. */
    private static final int MAX_LENGTH = 900;

    /** An integer of at most this many bytes fits a long. */
    private static final int LONG_DIGITS = 18;

    /** A larger buffer is not kept. */
    private static final int MAX_BUFFER = 4 * 1024;

    private static final byte[] NO_BYTES = {};
    private static final byte[] TRUE_BYTES = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE_BYTES = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL_BYTES = {'n', 'u', 'l', 'l'};

    private final int maxDepth;
    private final KnownNames names = new KnownNames();

    private byte[] bytes = NO_BYTES;
    private int limit;

    /** For a string whose escapes are replaced. */
    private byte[] buffer = NO_BYTES;

    /** Whether Jackson has accepted the bytes, so that their numbers and names may have any length. */
    private boolean isChecked;

    /** Where the next token, or the blanks before it, start. */
    private int at;

    private int depth;

    /** Whether the last token was a bracket that opens a container. */
    private boolean isFirst;

    // The current value.
    private byte kind;
    private int start; // of a string: after the quote
    private int end;
    private boolean isInteger;
    private boolean isAscii;
    private boolean hasEscapes;

    /** The name to which the current value belongs; null for an item. */
    private KnownNames.@Nullable Name name;

    /** Whether the current string is the text that {@link #name} had last time. */
    private boolean isRepeated;

    JsonScanner(int maxDepth) {
        this.maxDepth = maxDepth;
    }

    /** Moves to the value that other bytes hold. */
    void open(byte[] source, int offset, int length, boolean isCheckedByJackson) throws RefusedException {
        bytes = source;
        at = offset;
        limit = offset + length;
        isChecked = isCheckedByJackson;
        depth = 0;
        name = null;
        names.restart();
        moveToValue();
    }

    /** Checks that only blanks follow the value. */
    void finish() throws RefusedException {
        while (at < limit) {
            refuseUnless(isBlank(bytes[at]));
            at++;
        }
    }

    /** Drops the reference to the bytes. */
    void close() {
        bytes = NO_BYTES;
    }

    byte kind() {
        return kind;
    }

    /** Returns where the current object starts in the bytes. */
    int start() {
        return start;
    }

    /** Returns where the value ends that was read to its end last. */
    int position() {
        return at;
    }

    /** Moves to the value of the next member of the current object; returns its name, or null at the end. */
    @Nullable
    String nextName() throws RefusedException {
        byte next = peek();
        if (next == END_OBJECT) {
            close(next);
            return null;
        }
        if (!isFirst) {
            next = peekAfterComma(next);
        }
        refuseUnless(next == STRING);
        at++;
        KnownNames.Name member = names.expectedAt(bytes, at, limit);
        if (member == null) {
            member = otherName();
        } else {
            at += member.length();
        }
        name = member;
        refuseUnless(peek() == ':');
        at++;
        moveToValue();
        return member.text();
    }

    private KnownNames.Name otherName() throws RefusedException {
        int from = at;
        moveToEndOfString();
        refuseUnless(isChecked || at - from <= MAX_LENGTH);
        start = from;
        end = at - 1;
        KnownNames.Name known = names.find(bytes, from, at);
        return known == null ? names.add(bytes, from, at, decode()) : known;
    }

    /** Moves to the next item of the current array; returns false at the end. */
    boolean nextItem() throws RefusedException {
        byte next = peek();
        if (next == END_ARRAY) {
            close(next);
            return false;
        }
        if (!isFirst) {
            peekAfterComma(next);
        }
        name = null;
        moveToValue();
        return true;
    }

    private void close(byte bracket) {
        kind = bracket;
        at++;
        depth--;
        isFirst = false;
    }

    private byte peekAfterComma(byte comma) throws RefusedException {
        refuseUnless(comma == ',');
        at++;
        return peek();
    }

    /** Skips blanks, and returns the byte after them. */
    private byte peek() throws RefusedException {
        while (at < limit) {
            byte next = bytes[at];
            if (next > ' ') {
                return next;
            }
            refuseUnless(isBlank(next));
            at++;
        }
        throw new RefusedException();
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private void moveToValue() throws RefusedException {
        byte first = peek();
        start = at;
        isFirst = false;
        kind = first;
        switch (first) {
            case STRING -> moveToString();
            case OBJECT, ARRAY -> {
                at++;
                depth++;
                isFirst = true;
                refuseUnless(depth <= maxDepth);
            }
            case TRUE -> moveTo(TRUE_BYTES);
            case FALSE -> moveTo(FALSE_BYTES);
            case NULL -> moveTo(NULL_BYTES);
            default -> moveToNumber();
        }
    }

    private void moveTo(byte[] literal) throws RefusedException {
        refuseUnless(limit - at >= literal.length);
        for (int i = 0; i < literal.length; i++) {
            refuseUnless(bytes[at + i] == literal[i]);
        }
        at += literal.length;
    }

    private void moveToNumber() throws RefusedException {
        kind = NUMBER;
        if (bytes[at] == '-') {
            at++;
        }
        boolean startsWithZero = at < limit && bytes[at] == '0';
        if (startsWithZero) {
            at++;
        } else {
            moveOverDigits();
        }
        isInteger = true;
        if (at < limit && bytes[at] == '.') {
            isInteger = false;
            at++;
            moveOverDigits();
        }
        if (at < limit && (bytes[at] == 'e' || bytes[at] == 'E')) {
            isInteger = false;
            at++;
            if (at < limit && (bytes[at] == '+' || bytes[at] == '-')) {
                at++;
            }
            moveOverDigits();
        }
        end = at;
        refuseUnless(isChecked || end - start <= MAX_LENGTH);
    }

    /** Moves over at least one digit. */
    private void moveOverDigits() throws RefusedException {
        int from = at;
        while (at < limit && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        refuseUnless(at > from);
    }

    private void moveToString() throws RefusedException {
        at++;
        start = at;
        KnownNames.Name member = name;
        isRepeated = member != null && member.hasTextAt(bytes, at, limit);
        if (isRepeated && member != null) {
            at += member.textLength();
        } else {
            moveToEndOfString();
        }
        end = at - 1;
    }

    /** Moves behind the quote that ends the string. This loop sees most bytes of a stream, so it calls nothing. */
    private void moveToEndOfString() throws RefusedException {
        byte[] source = bytes;
        int last = limit;
        int position = at;
        boolean ascii = true;
        boolean escapes = false;
        while (position < last) {
            byte next = source[position];
            position++;
            if (next > '\\') { // most letters
                continue;
            }
            if (next == '"') {
                end(position, ascii, escapes);
                return;
            }
            if (next < 0) {
                ascii = false;
            } else if (next == '\\') {
                escapes = true;
                position = endOfEscape(position);
            } else if (next < ' ') {
                break;
            }
        }
        throw new RefusedException();
    }

    /** Ends the string before a position. Text that is not ASCII must be valid UTF-8. */
    private void end(int position, boolean ascii, boolean escapes) throws RefusedException {
        refuseUnless(ascii || Utf8.isValid(bytes, at, position - at));
        isAscii = ascii;
        hasEscapes = escapes;
        at = position;
    }

    /** Returns where an escape ends that starts with the backslash before a position. */
    private int endOfEscape(int position) throws RefusedException {
        refuseUnless(position < limit);
        if (bytes[position] != 'u') {
            refuseUnless(unescaped(bytes[position]) != 0);
            return position + 1;
        }
        int endOfDigits = position + 5;
        refuseUnless(endOfDigits <= limit);
        for (int i = position + 1; i < endOfDigits; i++) {
            refuseUnless(bytes[i] > 0 && Character.digit(bytes[i], 16) >= 0);
        }
        return endOfDigits;
    }

    /** Returns the character for which the letter of an escape stands; 0 if there is no such escape. */
    private static char unescaped(byte letter) {
        return switch (letter) {
            case '"', '\\', '/' -> (char) letter;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> 0;
        };
    }

    /** Returns the current string, or the text of the current number. */
    String text() {
        KnownNames.Name member = name;
        if (kind != STRING) {
            return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
        }
        if (isRepeated && member != null) {
            return member.lastText();
        }
        String text = decode();
        if (member != null) {
            names.remember(member, bytes, start, end + 1, text);
        }
        return text;
    }

    /** Returns whether the current string is this text of ASCII characters; creates no string. */
    boolean isText(String text) {
        KnownNames.Name member = name;
        if (isRepeated && member != null) {
            return member.lastText().equals(text);
        }
        if (hasEscapes) {
            return decode().equals(text);
        }
        if (end - start != text.length()) {
            return false;
        }
        for (int i = text.length() - 1; i >= 0; i--) { // most known texts differ in their ends
            if (bytes[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String decode() {
        if (hasEscapes) {
            return unescape();
        }
        return new String(bytes, start, end - start, isAscii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    private String unescape() {
        StringBuilder text = null;
        byte[] plain = unescaped(end - start); // what was not appended yet
        int length = 0;
        int next = start;
        while (next < end) {
            int backslash = indexOfBackslash(next);
            System.arraycopy(bytes, next, plain, length, backslash - next);
            length += backslash - next;
            next = backslash;
            if (next == end) {
                break;
            }
            char unescaped = unescaped(bytes[next + 1]);
            next += 2;
            if (unescaped == 0) {
                unescaped = (char) hexadecimal(next);
                next += 4;
            }
            if (unescaped < 0x80) {
                plain[length++] = (byte) unescaped;
                continue;
            }
            if (text == null) {
                text = new StringBuilder();
            }
            text.append(string(plain, 0, length)).append(unescaped);
            length = 0;
        }
        String rest = string(plain, 0, length);
        return text == null ? rest : text.append(rest).toString();
    }

    /** Returns the position of the next backslash in the current string, or its end. */
    private int indexOfBackslash(int from) {
        int position = from;
        while (position < end && bytes[position] != '\\') {
            position++;
        }
        return position;
    }

    /** Returns a buffer for a string without escapes; a small one is used again. */
    private byte[] unescaped(int size) {
        if (size > MAX_BUFFER) {
            return new byte[size];
        }
        if (size > buffer.length) {
            buffer = new byte[Math.max(size, 2 * buffer.length)];
        }
        return buffer;
    }

    private String string(byte[] source, int offset, int length) {
        return new String(source, offset, length, isAscii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    private int hexadecimal(int from) {
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            value = value * 16 + Character.digit(bytes[i], 16);
        }
        return value;
    }

    /** Returns whether the current value is an integer that fits a long for certain. */
    boolean isLong() {
        return kind == NUMBER && isInteger && end - start <= LONG_DIGITS;
    }

    /** Returns whether the current number has neither a fraction nor an exponent. */
    boolean isInteger() {
        return isInteger;
    }

    /** Returns the current integer, see {@link #isLong}. */
    long longValue() {
        boolean isNegative = bytes[start] == '-';
        long value = 0;
        for (int i = isNegative ? start + 1 : start; i < end; i++) {
            value = value * 10 + bytes[i] - '0';
        }
        return isNegative ? -value : value;
    }

    private static void refuseUnless(boolean isJson) throws RefusedException {
        if (!isJson) {
            throw new RefusedException();
        }
    }
}
