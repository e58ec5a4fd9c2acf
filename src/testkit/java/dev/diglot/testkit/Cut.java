// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

/** How a response ends before it is complete. */
public enum Cut {
    /** The HTTP body ends normally, but its content is truncated. For {@link Reply#noResponse}, the same as {@link #CLOSE}. */
    END,
    /** The connection is closed within the body. */
    CLOSE,
    /** The connection is reset, 50 ms after the last byte, so that the client has received it. */
    RESET,
    /** Nothing more is sent until the client disconnects. */
    STALL
}
