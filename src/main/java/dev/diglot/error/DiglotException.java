// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import dev.diglot.internal.text.Causes;
import dev.diglot.internal.text.Sanitizer;
import dev.diglot.json.JsonModel;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The root of all exceptions that calls and streams throw for failures while sending a request or reading its response.
 * Unchecked.
 *
 * <ul>
 *   <li>{@link ApiException}: the endpoint reported an error; one subclass per kind of error.
 *   <li>{@link ConnectionException}: no connection was established, or it broke.
 *   <li>{@link CallTimeoutException}: a timeout expired.
 *   <li>{@link StreamTruncatedException}: a stream ended before it was complete.
 *   <li>{@link ProtocolException}: the response violates the protocol of the dialect.
 *   <li>{@link CallCancelledException}: the caller cancelled the call.
 * </ul>
 *
 * <p>Misuse that is detected before a request is sent throws {@link IllegalArgumentException} or
 * {@link IllegalStateException} instead.
 *
 * <p>No message contains the key. Text from a response is sanitized wherever it is shown, in messages, causes and
 * accessors: control characters are replaced and its length is bounded. A cause whose own message is not safe to show
 * is replaced by an exception that names the cause's class.
 *
 * <p>Exceptions can be serialized with all that they hold, if their causes and suppressed exceptions can. A partial
 * result that is not a model is left out.
 */
public abstract class DiglotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The maximum length of a message; our own text with at most 500 characters of foreign text stays below it. */
    private static final int MAX_MESSAGE = 2000;

    private transient volatile @Nullable Object partial;

    /** Sanitizes message and cause. The key is not known here: it is removed where the message is created. */
    DiglotException(String message, @Nullable Throwable cause) {
        super(Sanitizer.NONE.line(message, MAX_MESSAGE), Causes.clean(cause, Sanitizer.NONE));
    }

    /**
     * Returns the partial result: the events received before the failure, accumulated.
     *
     * @return a {@code ChatCompletion} or a {@code Message}, which is empty if no event was received; null outside of
     *     streams, or if the result was too large to be accumulated before the deadline
     */
    public @Nullable Object partial() {
        return partial;
    }

    /**
     * Attaches a partial result to this exception. Streams call this.
     *
     * @param result the accumulated events, or null
     * @return this
     */
    public DiglotException attachPartial(@Nullable Object result) {
        this.partial = result;
        return this;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        out.writeObject(partial instanceof JsonModel ? partial : null);
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        partial = (JsonModel) in.readObject();
    }
}
