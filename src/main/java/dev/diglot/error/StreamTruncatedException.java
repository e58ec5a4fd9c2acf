// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.internal.text.Sanitizer;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a stream ends before it is complete: the connection was cut, or the endpoint closed it without the events
 * that end a stream in this dialect.
 *
 * <p>Every event that was received has been delivered. {@link #partial()} returns them accumulated.
 */
public final class StreamTruncatedException extends DiglotException {
    private static final long serialVersionUID = 1L;

    /** What the stream lacks to be complete. */
    private final String missing;

    /**
     * Creates an exception.
     *
     * @param missing what the stream lacks to be complete, such as {@code message_stop}
     * @param partial the accumulated events, or null
     * @param cause the exception of the transport, or null if the body ended normally
     */
    public StreamTruncatedException(String missing, @Nullable Object partial, @Nullable Throwable cause) {
        super(
                "The stream ended before it was complete; missing: " + clean(missing)
                        + ". partial() returns what was received",
                cause);
        this.missing = clean(missing);
        attachPartial(partial);
    }

    private static String clean(String missing) {
        return Sanitizer.NONE.line(missing, Sanitizer.MAX_QUOTE);
    }

    /** {@return what the stream lacks to be complete, such as {@code message_stop}; at most 500 characters} */
    public String missing() {
        return missing;
    }
}
