// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a cause from outside fit to be shown with its stack trace: said once, and without what the {@link Sanitizer}
 * takes out.
 *
 * <p>Where nothing has to be taken out the original objects stay, for users look for their classes.
 */
public final class Causes {
    /** How much of one exception's text is kept. */
    private static final int MAX_TEXT = 2000;

    /** No more exceptions of one chain are shown: causes and suppressed ones. */
    private static final int MOST = 100;

    private final Sanitizer sanitizer;

    /** All that were looked at; a chain may have a cycle. */
    private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private Causes(Sanitizer sanitizer) {
        this.sanitizer = sanitizer;
    }

    /**
     * Cleans a cause, its own causes and what they suppressed.
     *
     * <p>The JDK's HTTP client wraps an exception in another of the same class and text, up to three times; the innermost
     * of them stays.
     *
     * @param cause what the transport or a reader threw, or null
     * @param sanitizer knows the key
     * @return the cause, the innermost that says the same, or a stand-in; null for null
     */
    public static @Nullable Throwable clean(@Nullable Throwable cause, Sanitizer sanitizer) {
        if (cause == null) {
            return null;
        }
        Throwable once = innermost(cause);
        return new Causes(sanitizer).isClean(once) ? once : new Causes(sanitizer).standIn(once);
    }

    private static Throwable innermost(Throwable cause) {
        Throwable once = cause;
        for (int i = 0; i < MOST; i++) {
            Throwable next = once.getCause();
            if (next == null || !says(once, next)) {
                return once;
            }
            once = next;
        }
        return once;
    }

    private static boolean says(Throwable outer, Throwable inner) {
        return outer.getClass() == inner.getClass()
                && Objects.equals(outer.getMessage(), inner.getMessage())
                && outer.getSuppressed().length == 0;
    }

    private boolean isClean(@Nullable Throwable cause) {
        if (cause == null || !seen.add(cause)) {
            return true;
        }
        if (seen.size() > MOST || !isClean(cause.toString()) || !isClean(String.valueOf(cause.getMessage()))) {
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

    private Throwable standIn(Throwable cause) {
        seen.add(cause);
        String text = Sanitizer.cut(sanitizer.text(Sanitizer.head(cause.toString(), MAX_TEXT)), MAX_TEXT);
        Throwable clean = new CleanedCause(text, cause.getStackTrace());
        Throwable inner = cause.getCause() == null ? null : innermost(cause.getCause());
        if (inner != null && mayShow(inner)) {
            clean.initCause(standIn(inner));
        }
        for (Throwable suppressed : cause.getSuppressed()) {
            if (mayShow(suppressed)) {
                clean.addSuppressed(standIn(suppressed));
            }
        }
        return clean;
    }

    private boolean mayShow(Throwable next) {
        return seen.size() < MOST && !seen.contains(next);
    }
}
