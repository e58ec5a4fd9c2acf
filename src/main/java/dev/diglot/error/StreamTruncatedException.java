// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import org.jspecify.annotations.Nullable;

/**
 * A stream ended before it was complete: the connection was cut, or the endpoint stopped without the dialect's sign of
 * an end.
 *
 * <p>Every event that had arrived was delivered; {@link #partial()} holds them folded.
 */
public final class StreamTruncatedException extends DiglotException {
    private static final long serialVersionUID = 1L;

    /** What would have made it complete. */
    private final String missing;

    private final transient @Nullable Object partial;

    /**
     * Makes one.
     *
     * @param missing what would have made the stream complete, such as {@code message_stop}
     * @param partial what had been folded by then, or null
     * @param cause what the transport threw, or null if the bytes ended in good order
     */
    public StreamTruncatedException(String missing, @Nullable Object partial, @Nullable Throwable cause) {
        super(
                "The stream ended before it was complete; missing: " + missing + ". partial() holds what had come",
                cause);
        this.missing = missing;
        this.partial = partial;
    }

    /** {@return what would have made the stream complete, such as {@code message_stop}} */
    public String missing() {
        return missing;
    }

    /**
     * Gives what had been folded when the stream ended.
     *
     * @return a {@code ChatCompletion} or a {@code Message}; null if nothing had come, or after serialization
     */
    public @Nullable Object partial() {
        return partial;
    }
}
