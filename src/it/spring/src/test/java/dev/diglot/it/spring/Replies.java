// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.spring;

import java.io.IOException;
import java.util.List;

/** What the endpoint sends. */
final class Replies {
    /** Has a member that is newer than the spec, an explicit null, and a number that a double cannot hold. */
    static final String WHOLE =
            "{\"id\":\"c-1\",\"object\":\"chat.completion\",\"created\":1764500000,\"model\":\"glm-5\","
                    + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"It is 2.\",\"refusal\":null,"
                    + "\"newer\":{\"kept\":[1,12345678901234567890123456789]}},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":4,\"total_tokens\":9}}";

    /** The events of a stream before its [DONE]. */
    static final List<String> CHUNKS = List.of(chunk("It ", "null"), chunk("is ", "null"), chunk("2.", "\"stop\""));

    private Replies() {}

    private static String chunk(String text, String finishReason) {
        return "{\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1764500000,\"model\":\"glm-5\","
                + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"" + text
                + "\"},\"finish_reason\":" + finishReason + "}]}";
    }

    /** Sends all events. */
    static void stream(Endpoint.Exchange exchange) throws IOException {
        exchange.stream();
        for (String chunk : CHUNKS) {
            exchange.event(chunk);
        }
        exchange.event("[DONE]");
    }
}
