// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a foreign cause safe to show with its stack trace: removes exceptions that only repeat their cause, and
 * sanitizes the texts.
 *
 * <p>If nothing has to be removed, the original exceptions are kept, because users check their classes.
 */
public final class Causes {
    /** The maximum length of one exception's text. */
    private static final int MAX_TEXT = 2000;

    /** The maximum number of exceptions of one chain, causes and suppressed ones. */
    private static final int MAX_EXCEPTIONS = 100;

    private final Sanitizer sanitizer;

    /** The exceptions visited so far; a chain may contain a cycle. */
    private final Set<Throwable> visited = Collections.newSetFromMap(new IdentityHashMap<>());

    private Causes(Sanitizer sanitizer) {
        this.sanitizer = sanitizer;
    }

    /**
     * Cleans a cause, its own causes and the exceptions that they suppressed.
     *
     * <p>The JDK's HTTP client wraps an exception up to three times in another one of the same class and text; only the
     * innermost one is kept.
     *
     * @param cause the exception that the transport or a reader threw, or null
     * @param sanitizer removes the API key
     * @return the innermost exception that repeats the cause, or a replacement for it; null for null
     */
    public static @Nullable Throwable clean(@Nullable Throwable cause, Sanitizer sanitizer) {
        if (cause == null) {
            return null;
        }
        Throwable innermost = unwrap(cause);
        if (new Causes(sanitizer).isClean(innermost)) {
            return innermost;
        }
        return new Causes(sanitizer).replacement(innermost); // a new instance, which has visited nothing yet
    }

    /** Returns the innermost exception that has the same class and text as this one. */
    private static Throwable unwrap(Throwable cause) {
        Throwable innermost = cause;
        for (int i = 0; i < MAX_EXCEPTIONS; i++) {
            Throwable next = innermost.getCause();
            if (next == null || !isWrapper(innermost, next)) {
                return innermost;
            }
            innermost = next;
        }
        return innermost;
    }

    private static boolean isWrapper(Throwable outer, Throwable inner) {
        return outer.getClass() == inner.getClass()
                && Objects.equals(outer.getMessage(), inner.getMessage())
                && outer.getSuppressed().length == 0;
    }

    /** Returns whether an exception and all that it leads to can be shown unchanged. */
    private boolean isClean(@Nullable Throwable cause) {
        if (cause == null || !visited.add(cause)) {
            return true;
        }
        if (visited.size() > MAX_EXCEPTIONS
                || !isClean(cause.toString())
                || !isClean(String.valueOf(cause.getMessage()))) {
            return false;
        }
        for (Throwable suppressed : cause.getSuppressed()) {
            if (!isClean(suppressed)) {
                return false;
            }
        }
        return isClean(cause.getCause());
    }

    private boolean isClean(String text) {
        return text.length() <= MAX_TEXT && sanitizer.text(text).equals(text);
    }

    private Throwable replacement(Throwable cause) {
        visited.add(cause);
        String text = sanitizer.text(Sanitizer.bounded(cause.toString(), MAX_TEXT));
        Throwable clean = new CleanedCause(Sanitizer.cut(text, MAX_TEXT), cause.getStackTrace());
        Throwable inner = cause.getCause() == null ? null : unwrap(cause.getCause());
        if (inner != null && canAdd(inner)) {
            clean.initCause(replacement(inner));
        }
        for (Throwable suppressed : cause.getSuppressed()) {
            if (canAdd(suppressed)) {
                clean.addSuppressed(replacement(suppressed));
            }
        }
        return clean;
    }

    private boolean canAdd(Throwable next) {
        return visited.size() < MAX_EXCEPTIONS && !visited.contains(next);
    }
}
