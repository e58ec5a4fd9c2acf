// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.diglot.testing.RawServer;
import java.util.ArrayList;
import java.util.List;

/** What the benchmarks read, in the sizes that endpoints send. */
final class Samples {
    private static final String CHUNK_BEGIN = "{\"id\":\"chatcmpl-5f2d9c1a7b3e\",\"object\":\"chat.completion.chunk\","
            + "\"created\":1790000000,\"model\":\"glm-5\",\"choices\":[{\"index\":0,\"delta\":";

    static final String CHAT_EVENT =
            CHUNK_BEGIN + "{\"content\":\" word\"},\"logprobs\":null,\"finish_reason\":null}]}";
    static final String MESSAGES_EVENT =
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" word\"}}";

    private static final String TEXT = "The quick brown fox jumps over the lazy dog. ".repeat(17);

    /** A whole reply of about 1 KB. */
    static final String CHAT_REPLY = "{\"id\":\"chatcmpl-5f2d9c1a7b3e\",\"object\":\"chat.completion\","
            + "\"created\":1790000000,\"model\":\"glm-5\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
            + "\"content\":\"" + TEXT + "\"},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":170,\"total_tokens\":182}}";

    static final String MESSAGES_REPLY = "{\"id\":\"msg_5f2d9c1a7b3e\",\"type\":\"message\",\"role\":\"assistant\","
            + "\"model\":\"minimax-m2.7\",\"content\":[{\"type\":\"text\",\"text\":\"" + TEXT + "\"}],"
            + "\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
            + "\"usage\":{\"input_tokens\":12,\"output_tokens\":170}}";

    private Samples() {}

    /** The payloads of a complete stream with this number of deltas. */
    static List<String> stream(String dialect, int deltas) {
        List<String> payloads = new ArrayList<>();
        if (dialect.equals("chat")) {
            for (int i = 0; i < deltas; i++) {
                payloads.add(CHAT_EVENT);
            }
            payloads.add(CHUNK_BEGIN + "{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}");
            payloads.add("[DONE]");
            return payloads;
        }
        payloads.add("{\"type\":\"message_start\",\"message\":{\"id\":\"msg_5f2d9c1a7b3e\",\"type\":\"message\","
                + "\"role\":\"assistant\",\"model\":\"minimax-m2.7\",\"content\":[],\"stop_reason\":null,"
                + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":12,\"output_tokens\":1}}}");
        payloads.add(
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
        for (int i = 0; i < deltas; i++) {
            payloads.add(MESSAGES_EVENT);
        }
        payloads.add("{\"type\":\"content_block_stop\",\"index\":0}");
        payloads.add("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
                + "\"usage\":{\"output_tokens\":170}}");
        payloads.add("{\"type\":\"message_stop\"}");
        return payloads;
    }

    /** The response that has this stream, one event a chunk, as endpoints send it. */
    static String streamResponse(String dialect, int deltas) {
        StringBuilder response =
                new StringBuilder(RawServer.head(200, "text/event-stream", "transfer-encoding: chunked"));
        for (String payload : stream(dialect, deltas)) {
            String event = "data: " + payload + "\n\n";
            response.append(Integer.toHexString(event.length()));
            response.append("\r\n").append(event).append("\r\n");
        }
        return response.append("0\r\n\r\n").toString();
    }

    /** The response that has the whole reply. */
    static String replyResponse(String dialect) {
        String reply = dialect.equals("chat") ? CHAT_REPLY : MESSAGES_REPLY;
        int length = reply.getBytes(US_ASCII).length;
        return RawServer.head(200, "application/json", "content-length: " + length) + reply;
    }
}
