// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A JSON number that no {@link java.math} type can hold, or with which arithmetic would take too long. Its text is kept
 * and written back verbatim. Equality is by numeric value.
 */
final class JsonNumber extends Number {
    private static final long serialVersionUID = 1L;

    /** A text of at most this length is compared with its double first; nearly all numbers are that short. */
    private static final int SHORT = 32;

    /** A longer exponent is beyond the range of a double. */
    private static final int SHORT_EXPONENT = "e-324".length();

    /** The most digits of a {@code BigDecimal}: written out, it stays below the 1,000 characters that Jackson reads. */
    private static final int MAX_DIGITS = 900;

    /** The largest scale. {@code BigDecimal} allows 2,147,483,647, but its {@code longValue} then takes minutes. */
    private static final int MAX_SCALE = 9_999;

    private final String text;

    /** The significant digits with their sign, then the exponent of the last digit: equal for equal values. */
    private final String canonical;

    private JsonNumber(String text, String canonical) {
        this.text = text;
        this.canonical = canonical;
    }

    /**
     * Parses a number that has a fraction or an exponent. Returns the nearest {@code Double} if that is printed, by
     * {@link Double#toString}, with exactly the same value; otherwise a {@code Long}, {@code BigInteger} or
     * {@code BigDecimal}. Returns a {@code JsonNumber} if the number has too many digits or too large an exponent for
     * these.
     */
    static Number of(String text) {
        double value = Double.parseDouble(text);
        int exponentAt = Math.max(text.indexOf('e'), text.indexOf('E'));
        boolean isShort = text.length() <= SHORT && (exponentAt < 0 || text.length() - exponentAt <= SHORT_EXPONENT);
        if (isShort && isEqual(value, new BigDecimal(text))) {
            return value;
        }
        return exact(text, exponentAt, value);
    }

    /** Returns a finite number of any class as a reader returns its JSON text. */
    static Number asRead(Number number) {
        if (number instanceof Integer || number instanceof Double || number instanceof JsonNumber) {
            return number;
        }
        BigDecimal exact = new BigDecimal(number.toString());
        return exact.scale() == 0 ? smallestInteger(exact.unscaledValue()) : of(exact.toString());
    }

    /** Returns an integer as an {@code Integer} if it fits, otherwise as a {@code Long}, otherwise unchanged. */
    static Number smallestInteger(BigInteger integer) {
        return integer.bitLength() < Long.SIZE ? smallestInteger(integer.longValue()) : integer;
    }

    static Number smallestInteger(long integer) {
        if (integer == (int) integer) {
            return (int) integer;
        }
        return integer;
    }

    private static Number exact(String text, int exponentAt, double value) {
        String mantissa = exponentAt < 0 ? text : text.substring(0, exponentAt);
        String sign = mantissa.startsWith("-") ? "-" : "";
        String digits = mantissa.substring(sign.length()).replace(".", "");
        int first = firstNonZero(digits);
        if (first == digits.length()) {
            return value; // zero, with its sign
        }
        int end = endOfNonZeros(digits);
        int point = mantissa.indexOf('.');
        int fractionDigits = point < 0 ? 0 : mantissa.length() - point - 1;
        int trailingZeros = digits.length() - end;
        BigInteger exponent = exponentAt < 0 ? BigInteger.ZERO : new BigInteger(text.substring(exponentAt + 1));
        BigInteger scale =
                BigInteger.valueOf((long) fractionDigits - trailingZeros).subtract(exponent);
        String significant = sign + digits.substring(first, end);
        if (significant.length() > MAX_DIGITS || scale.abs().compareTo(BigInteger.valueOf(MAX_SCALE)) > 0) {
            return new JsonNumber(text, significant + "e" + scale.negate());
        }
        return smallestType(new BigInteger(significant), scale.intValue(), value);
    }

    private static int firstNonZero(String digits) {
        int first = 0;
        while (first < digits.length() && digits.charAt(first) == '0') {
            first++;
        }
        return first;
    }

    private static int endOfNonZeros(String digits) {
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return end;
    }

    private static Number smallestType(BigInteger unscaled, int scale, double value) {
        BigDecimal exact = new BigDecimal(unscaled, scale);
        if (isEqual(value, exact)) {
            return value;
        }
        if (scale != 0) {
            return exact;
        }
        if (unscaled.bitLength() < Long.SIZE) {
            return unscaled.longValue(); // it is written without a fraction, and then read as a Long
        }
        return unscaled;
    }

    private static boolean isEqual(double value, BigDecimal exact) {
        return Double.isFinite(value) && BigDecimal.valueOf(value).compareTo(exact) == 0;
    }

    /**
     * Returns a free-form value as a 64-bit integer, also if it was written with a fraction of zeros or an exponent;
     * null if it is not an integer, or needs more than 64 bits.
     */
    static @Nullable Long toInt64(@Nullable Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        if (!(value instanceof Double) && !(value instanceof BigDecimal)) {
            return null;
        }
        double near = ((Number) value).doubleValue();
        if (near != Math.rint(near) || Math.abs(near) > 0x1p63) {
            return null; // larger numbers would make the exact arithmetic slow
        }
        BigDecimal exact = value instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(near);
        if (near == 0) { // the number is zero, or too small for a double
            return exact.signum() == 0 ? 0L : null;
        }
        BigInteger integer = exact.toBigInteger();
        boolean isExact = integer.bitLength() < Long.SIZE && new BigDecimal(integer).compareTo(exact) == 0;
        return isExact ? (Long) integer.longValue() : null;
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
