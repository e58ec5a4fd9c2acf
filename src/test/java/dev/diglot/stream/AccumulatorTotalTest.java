// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.internal.json.Json;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.MessageStreamEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Passes to the accumulators what no server should send: any order, any type of JSON in any place. */
@Tag("thorough")
class AccumulatorTotalTest {
    private static final int ROUNDS = 3000;
    private static final List<Object> ODD = List.of(
            "",
            "text",
            0,
            -1,
            7,
            1e300,
            true,
            List.of(),
            List.of(1, "x"),
            Map.of(),
            Map.of("type", "text", "text", "t"));

    private static final List<String> CHUNKS = List.of(
            "{\"id\":\"c\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"a\","
                    + "\"reasoning_content\":\"r\",\"reasoning\":\"r\",\"refusal\":\"n\"},\"finish_reason\":null,"
                    + "\"logprobs\":{\"content\":[{\"token\":\"a\",\"logprob\":-1,\"top_logprobs\":[]}]}}]}",
            "{\"choices\":[{\"index\":1,\"delta\":{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"t\"}]},"
                    + "{\"type\":\"text\",\"text\":\"u\"}]},\"finish_reason\":\"stop\"}]}",
            "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"i\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                    + "\"arguments\":\"{}\"}},{\"function\":{\"arguments\":\"1\"}}],\"function_call\":{\"name\":\"g\",\"arguments\":\"\"},"
                    + "\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"x\",\"index\":0}]}}]}",
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":1}},\"x_list\":[1],\"x_map\":{\"a\":1}}");

    private static final List<String> EVENTS = List.of(
            "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}],\"usage\":{\"input_tokens\":1}}}",
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\",\"citations\":[]}}",
            "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}}",
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}",
            "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{}\"}}",
            "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"t\"}}",
            "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"s\"}}",
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"citations_delta\",\"citation\":{\"type\":\"x\"}}}",
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"odd_delta\",\"text\":[1],\"input\":\"x\"}}",
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2,\"cache_creation\":{}}}",
            "{\"type\":\"message_stop\"}",
            "{\"type\":\"ping\"}",
            "{\"type\":\"error\",\"error\":{\"message\":\"m\"}}");

    @Test
    void noChunkInAnyShapeOrOrderMakesTheAccumulatorThrow() throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < ROUNDS; round++) {
            ChatAccumulator accumulator = new ChatAccumulator();
            for (String chunk : mangled(CHUNKS, random)) {
                accumulator.accept(ChatCompletionChunk.fromJson(chunk));
            }
            String whole = accumulator.result().toJson();

            assertThat(accumulator.result().text()).isNotNull();
            assertThat(Json.parse(accumulator.result().toJson())).isEqualTo(Json.parse(whole));
            accumulator.missing();
            accumulator.finish(random.nextBoolean(), null);
        }
    }

    @Test
    void noEventInAnyShapeOrOrderMakesTheAccumulatorThrow() throws Exception {
        Random random = new Random(2);
        for (int round = 0; round < ROUNDS; round++) {
            MessageAccumulator accumulator = new MessageAccumulator();
            for (String event : mangled(EVENTS, random)) {
                accumulator.accept(MessageStreamEvent.fromJson(event));
            }
            String whole = accumulator.result().toJson();

            assertThat(accumulator.result().text()).isNotNull();
            assertThat(accumulator.result().toParam().toJson()).isNotNull();
            assertThat(Json.parse(accumulator.result().toJson())).isEqualTo(Json.parse(whole));
            accumulator.finish(random.nextBoolean(), null);
        }
    }

    /** The documents in any order, some twice, with members taken out, nulled or replaced. */
    private static List<String> mangled(List<String> documents, Random random) throws Exception {
        List<String> all = new ArrayList<>(documents);
        all.addAll(documents);
        Collections.shuffle(all, random);
        List<String> mangled = new ArrayList<>();
        for (String document : all) {
            mangled.add(Json.write(mangled(Json.parse(document), random, true)));
        }
        return mangled;
    }

    private static Object mangled(Object value, Random random, boolean root) {
        if (!root && random.nextInt(20) == 0) {
            return random.nextInt(4) == 0 ? null : ODD.get(random.nextInt(ODD.size()));
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> members = new LinkedHashMap<>();
            map.forEach((name, member) -> {
                if (random.nextInt(20) > 0) {
                    members.put((String) name, name.equals("type") ? member : mangled(member, random, false));
                }
            });
            return members;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(item -> mangled(item, random, false)).toList();
        }
        return value;
    }
}
