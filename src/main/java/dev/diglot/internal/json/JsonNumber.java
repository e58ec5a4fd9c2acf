// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A JSON number that no {@link java.math} type holds, or that would take too long to calculate with: kept as its text,
 * and written back verbatim. Equal by value.
 */
final class JsonNumber extends Number {
    private static final long serialVersionUID = 1L;

    /** A text of no more characters is compared with its double first; nearly all numbers are so short. */
    private static final int SHORT = 32;

    /** More characters than this the exponent of a double does not have. */
    private static final int SHORT_EXPONENT = "e-324".length();

    /** Of a decimal: with all that it is written with, it stays below the 1,000 characters that are read. */
    private static final int MAX_DIGITS = 900;

    /** Of a decimal; {@code BigDecimal} goes on to 2,147,483,647, but its {@code longValue} takes minutes there. */
    private static final int MAX_SCALE = 9_999;

    private final String text;

    /** The significant digits with their sign, and the power of ten of the last: the same for the same value. */
    private final String canonical;

    private JsonNumber(String text, String canonical) {
        this.text = text;
        this.canonical = canonical;
    }

    /**
     * Returns a number with a fraction or an exponent: a {@code Double} where it says the same, else an exact {@code
     * Long}, {@code BigInteger} or {@code BigDecimal}, else one of these.
     */
    static Number of(String text) {
        double value = Double.parseDouble(text);
        int exponentAt = Math.max(text.indexOf('e'), text.indexOf('E'));
        boolean isShort = text.length() <= SHORT && (exponentAt < 0 || text.length() - exponentAt <= SHORT_EXPONENT);
        return isShort && says(value, new BigDecimal(text)) ? (Number) value : exact(text, exponentAt, value);
    }

    private static Number exact(String text, int exponentAt, double value) {
        String mantissa = exponentAt < 0 ? text : text.substring(0, exponentAt);
        int point = mantissa.indexOf('.');
        int fraction = point < 0 ? 0 : mantissa.length() - point - 1;
        String sign = mantissa.startsWith("-") ? "-" : "";
        String all = mantissa.substring(sign.length()).replace(".", "");
        int first = 0;
        while (first < all.length() && all.charAt(first) == '0') {
            first++;
        }
        if (first == all.length()) {
            return value; // zero, with its sign
        }
        int end = all.length();
        while (all.charAt(end - 1) == '0') {
            end--;
        }
        String digits = sign + all.substring(first, end);
        BigInteger exponent = exponentAt < 0 ? BigInteger.ZERO : new BigInteger(text.substring(exponentAt + 1));
        BigInteger scale =
                BigInteger.valueOf((long) fraction - (all.length() - end)).subtract(exponent);
        if (digits.length() > MAX_DIGITS || scale.abs().compareTo(BigInteger.valueOf(MAX_SCALE)) > 0) {
            return new JsonNumber(text, digits + "e" + scale.negate());
        }
        BigInteger unscaled = new BigInteger(digits);
        BigDecimal exact = new BigDecimal(unscaled, scale.intValue());
        if (says(value, exact)) {
            return value;
        }
        return scale.signum() == 0 ? integer(unscaled) : exact;
    }

    /**
     * Returns the value of an integer, also of one that was written with a fraction of zeros or an exponent; null if it is
     * none, or needs more than 64 bits.
     */
    static @Nullable Long whole(@Nullable Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        if (!(value instanceof Double) && !(value instanceof BigDecimal)) {
            return null;
        }
        double near = ((Number) value).doubleValue();
        if (near != Math.rint(near) || Math.abs(near) > 0x1p63) { // from here on, exact arithmetic is cheap
            return null;
        }
        BigDecimal exact = value instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(near);
        if (near == 0) {
            return exact.signum() == 0 ? 0L : null;
        }
        BigInteger whole = exact.toBigInteger();
        boolean isExact = whole.bitLength() < Long.SIZE && new BigDecimal(whole).compareTo(exact) == 0;
        return isExact ? (Long) whole.longValue() : null;
    }

    /** As an integer is read that was written without a fraction, since so it will be written. */
    private static Number integer(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
    }

    private static boolean says(double value, BigDecimal exact) {
        return Double.isFinite(value) && BigDecimal.valueOf(value).compareTo(exact) == 0;
    }

    @Override
    public int intValue() {
        return (int) doubleValue();
    }

    @Override
    public long longValue() {
        return (long) doubleValue();
    }

    @Override
    public float floatValue() {
        return (float) doubleValue();
    }

    @Override
    public double doubleValue() {
        return Double.parseDouble(text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonNumber that && canonical.equals(that.canonical);
    }

    @Override
    public int hashCode() {
        return canonical.hashCode();
    }

    /** {@return the JSON text} */
    @Override
    public String toString() {
        return text;
    }
}
