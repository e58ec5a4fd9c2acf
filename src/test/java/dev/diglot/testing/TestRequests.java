// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import java.util.List;

/** The shortest request of each dialect, for tests that do not depend on what is requested. */
public final class TestRequests {
    public static final ChatCompletionRequest CHAT =
            ChatCompletionRequest.builder("m", List.of(ChatMessage.user("hi"))).build();
    public static final MessageRequest MESSAGES =
            MessageRequest.builder("m", List.of(MessageParam.user("hi"))).build();

    private TestRequests() {}
}
