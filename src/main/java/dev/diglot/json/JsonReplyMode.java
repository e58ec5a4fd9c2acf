// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

/**
 * How a request in the messages dialect asks for a reply in JSON. The chat dialect has only one way, {@code
 * response_format}.
 */
public enum JsonReplyMode {
    /** By {@code output_config.format}. The default, unless the client's provider does not document that member. */
    OUTPUT_FORMAT,

    /**
     * By a tool named {@code json_reply} that the model must call; its arguments are the reply. The default if the
     * client's provider does not document {@code output_config}. It excludes thinking and other tools.
     */
    FORCED_TOOL
}
