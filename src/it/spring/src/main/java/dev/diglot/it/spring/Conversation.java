// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.spring;

import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatMessage;
import java.util.List;

/**
 * A conversation as it is stored.
 *
 * @param messages what was asked
 * @param reply the reply of the model
 */
record Conversation(List<ChatMessage> messages, ChatCompletion reply) {}
