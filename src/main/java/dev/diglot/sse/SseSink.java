// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.sse;

/**
 * Takes what an {@link SseParser} finds, on the thread that feeds it.
 *
 * <p>The bytes belong to the parser: read them before returning, and do not change or keep them.
 */
public interface SseSink {
    /**
     * Takes the payload of one event: its data lines, joined by line feeds, never blank.
     *
     * <p>{@link SseParser#eventName()} and {@link SseParser#lastEventId()} speak of this event meanwhile.
     *
     * @param buffer holds the payload, as UTF-8
     * @param offset where it begins
     * @param length how many bytes it has, at least one
     * @return false to stop reading
     */
    boolean event(byte[] buffer, int offset, int length);

    /** Notices a comment, a sign of life from the server. */
    default void comment() {}

    /**
     * Takes a line that belongs to no field, such as a bare JSON line. Left alone unless overridden.
     *
     * @param buffer holds the line, without its end
     * @param offset where it begins
     * @param length how many bytes it has, at least one
     * @return false to stop reading
     */
    default boolean unknownLine(byte[] buffer, int offset, int length) {
        return true;
    }
}
