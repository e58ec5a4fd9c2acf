// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.sse;

/**
 * Receives what an {@link SseParser} finds, on the thread that feeds the parser.
 *
 * <p>The buffers belong to the parser: read them before returning, and neither change nor keep them.
 */
public interface SseSink {
    /**
     * Receives the payload of one event: its data lines, joined by line feeds, never blank.
     *
     * <p>During this call, {@link SseParser#eventName()} and {@link SseParser#lastEventId()} return the values of this
     * event.
     *
     * @param buffer holds the payload, as UTF-8
     * @param offset where the payload starts
     * @param length its number of bytes, at least one
     * @return false to stop the parser
     */
    boolean event(byte[] buffer, int offset, int length);

    /** Receives a comment. Its text is dropped; it only shows that the server is alive. */
    default void comment() {}

    /**
     * Receives a line that belongs to no known field, such as bare JSON. By default it is ignored.
     *
     * @param buffer holds the line, without its line end
     * @param offset where the line starts
     * @param length its number of bytes, at least one
     * @return false to stop the parser
     */
    default boolean unknownLine(byte[] buffer, int offset, int length) {
        return true;
    }
}
