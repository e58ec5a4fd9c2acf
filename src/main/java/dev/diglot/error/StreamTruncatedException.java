// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.internal.text.Sanitizer;
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

    /**
     * Makes one.
     *
     * @param missing what would have made the stream complete, such as {@code message_stop}
     * @param partial what had been folded by then, or null
     * @param cause what the transport threw, or null if the bytes ended in good order
     */
    public StreamTruncatedException(String missing, @Nullable Object partial, @Nullable Throwable cause) {
        super(
                "The stream ended before it was complete; missing: " + clean(missing)
                        + ". partial() holds what had come",
                cause);
        this.missing = clean(missing);
        withPartial(partial);
    }

    private static String clean(String missing) {
        return Sanitizer.NONE.line(missing, Sanitizer.MAX_WORDS);
    }

    /** {@return what would have made the stream complete, such as {@code message_stop}; at most 500 characters} */
    public String missing() {
        return missing;
    }
}
