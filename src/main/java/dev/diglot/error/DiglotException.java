// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.internal.text.Causes;
import dev.diglot.internal.text.Sanitizer;
import org.jspecify.annotations.Nullable;

/**
 * The root of everything that a call or a stream throws once a request is on its way. Unchecked.
 *
 * <p>The kinds, each with what it tells the caller:
 * <ul>
 *   <li>{@link ApiException}: the endpoint answered with an error; a child per kind of error.
 *   <li>{@link ConnectionException}: no connection, or it broke.
 *   <li>{@link CallTimeoutException}: one of the four times ran out.
 *   <li>{@link StreamTruncatedException}: a stream ended before it was complete.
 *   <li>{@link ProtocolException}: the response is not what the dialect promises.
 *   <li>{@link CallCancelledException}: the calling side ended the call.
 * </ul>
 *
 * <p>Misuse that is found before a request is sent is an {@link IllegalArgumentException} or an
 * {@link IllegalStateException} instead. No message here holds a key.
 *
 * <p>All that a message, a cause or an accessor shows of a response is without control characters and bounded. If a
 * cause's own text could not be shown, another exception stands in for it, which names its class.
 */
public abstract class DiglotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Our own words and at most 500 characters of foreign text are shorter. */
    private static final int MAX_MESSAGE = 2000;

    private transient volatile @Nullable Object partial;

    /** The message and the cause are cleaned here, whoever made them; the key is taken out where it is known. */
    DiglotException(String message, @Nullable Throwable cause) {
        super(Sanitizer.NONE.line(message, MAX_MESSAGE), Causes.clean(cause, Sanitizer.NONE));
    }

    /**
     * Returns what had arrived before the failure, accumulated.
     *
     * @return a {@code ChatCompletion} or a {@code Message}; null outside streams, if nothing had arrived, after
     *     serialization, or if it was so large that it could not be put together before the deadline
     */
    public @Nullable Object partial() {
        return partial;
    }

    /**
     * Attaches a partial result to this exception. Called by the streams.
     *
     * @param result what had arrived before the failure, accumulated, or null
     * @return this
     */
    public DiglotException withPartial(@Nullable Object result) {
        this.partial = result;
        return this;
    }
}
