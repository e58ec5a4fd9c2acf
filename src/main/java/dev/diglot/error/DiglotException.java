// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

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
 *   <li>{@link ProtocolException}: the answer is not what the dialect promises.
 *   <li>{@link CallCancelledException}: the calling side ended the call.
 * </ul>
 *
 * <p>Misuse that is found before a request is sent is an {@link IllegalArgumentException} or an
 * {@link IllegalStateException} instead. No message here holds a key.
 */
public abstract class DiglotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DiglotException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public DiglotException withPartial(@Nullable Object partial) {
        return this;
    }
}
