// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import dev.diglot.internal.text.Sanitizer;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the text of a reply, or the arguments of a tool call, cannot be converted to a class of the user. {@link
 * #rawText()} returns the text.
 *
 * <p>The call itself succeeded, so this is no {@code DiglotException}.
 */
public final class JsonBindingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int MAX_MESSAGE = 1000;
    private static final int MAX_PART = 400;
    private static final int MAX_VALUE = 100;

    /** What is wrong with the text. */
    public enum Problem {
        /** The reply ended at a token limit ({@code length}, {@code max_tokens}). Allow more tokens. */
        CUT_OFF,
        /** The model refused to reply, or a filter withheld the reply. */
        REFUSED,
        /** The text contains no JSON. */
        NOT_JSON,
        /** The JSON does not fit the class: see {@link #path()}, {@link #expected()} and {@link #actual()}. */
        MISMATCH
    }

    /** What is wrong with the text. */
    private final Problem problem;

    /** The place of a mismatch. */
    private final @Nullable String path;

    /** What the class requires at that place. */
    private final @Nullable String expected;

    /** The beginning of the JSON at that place. */
    private final @Nullable String actual;

    /** The text as received. */
    private final String rawText;

    private JsonBindingException(
            Problem problem,
            String message,
            @Nullable String path,
            @Nullable String expected,
            @Nullable String actual,
            String rawText,
            @Nullable Throwable cause) {
        super(Sanitizer.NONE.line(message, MAX_MESSAGE), cause);
        this.problem = problem;
        this.path = path;
        this.expected = expected;
        this.actual = actual;
        this.rawText = rawText;
    }

    /**
     * Creates an exception without a path.
     *
     * @param problem what is wrong
     * @param message what happened, and what to do
     * @param rawText the whole text
     * @param cause the exception of the binder, or null
     */
    public JsonBindingException(Problem problem, String message, String rawText, @Nullable Throwable cause) {
        this(problem, message, null, null, null, rawText, cause);
    }

    static JsonBindingException mismatch(
            String path, String expected, String actual, String rawText, @Nullable Throwable cause) {
        String place = Sanitizer.NONE.line(path, MAX_PART);
        String needed = Sanitizer.NONE.line(expected, MAX_PART);
        String found = Sanitizer.NONE.line(actual, MAX_VALUE);
        String message = place + " must be " + needed + ", but is " + found;
        return new JsonBindingException(Problem.MISMATCH, message, place, needed, found, rawText, cause);
    }

    /** {@return what is wrong with the text} */
    public Problem problem() {
        return problem;
    }

    /** {@return the place of a mismatch, such as {@code $.days[2].high}; null if unknown} */
    public @Nullable String path() {
        return path;
    }

    /** {@return what the class requires at that place; null if unknown} */
    public @Nullable String expected() {
        return expected;
    }

    /** {@return the beginning of the JSON at that place, or {@code missing}; null if unknown} */
    public @Nullable String actual() {
        return actual;
    }

    /** {@return the whole text as received, of any length and content; for a mismatch in a reply, only its JSON} */
    public String rawText() {
        return rawText;
    }
}
