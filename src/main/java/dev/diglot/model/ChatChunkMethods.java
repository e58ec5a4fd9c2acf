// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The convenience methods of {@link ChatCompletionChunk}; the spec's x-java-methods describes them. */
final class ChatChunkMethods {
    private ChatChunkMethods() {}

    static String text(ChatCompletionChunk chunk) {
        ChatDelta delta = firstDelta(chunk);
        return delta == null ? "" : delta.text();
    }

    static String reasoning(ChatCompletionChunk chunk) {
        ChatDelta delta = firstDelta(chunk);
        return delta == null ? "" : delta.reasoning();
    }

    static @Nullable FinishReason finishReason(ChatCompletionChunk chunk) {
        ChatChunkChoice choice = firstChoice(chunk);
        return choice == null ? null : choice.finishReason();
    }

    private static @Nullable ChatDelta firstDelta(ChatCompletionChunk chunk) {
        ChatChunkChoice choice = firstChoice(chunk);
        return choice == null ? null : choice.delta();
    }

    /** Returns the choice with index 0; without an index, the position in the chunk counts. */
    private static @Nullable ChatChunkChoice firstChoice(ChatCompletionChunk chunk) {
        List<ChatChunkChoice> choices = chunk.choices();
        for (int i = 0; i < choices.size(); i++) {
            Integer index = choices.get(i).index();
            int number = index == null ? i : index;
            if (number == 0) {
                return choices.get(i);
            }
        }
        return null;
    }
}
