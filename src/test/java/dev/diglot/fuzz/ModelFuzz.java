// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.json.JsonModel;
import dev.diglot.testing.Spec;
import java.util.Arrays;
import java.util.List;

/** Any bytes are refused by an {@link IllegalArgumentException}, or read as a model that survives being written. */
public final class ModelFuzz {
    /** What stands at the top of a request or a response; the first byte of an input chooses one. */
    static final List<String> MODELS = List.of(
            "ChatCompletionRequest",
            "ChatCompletion",
            "ChatCompletionChunk",
            "MessageRequest",
            "Message",
            "MessageStreamEvent",
            "ErrorResponse");

    private ModelFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        String model = MODELS.get((input[0] & 0xff) % MODELS.size());
        JsonModel read;
        try {
            read = Spec.read(model, Arrays.copyOfRange(input, 1, input.length));
        } catch (IllegalArgumentException refused) {
            return;
        }
        String json = read.toJson();
        JsonModel again = Spec.read(model, json);
        assertThat(again).isEqualTo(read).hasSameHashCodeAs(read);
        assertThat(again.toJson()).isEqualTo(json);
        assertThat(read.toString()).isNotNull();
    }
}
