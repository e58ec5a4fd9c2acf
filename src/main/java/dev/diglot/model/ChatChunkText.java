// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link ChatCompletionChunk} offers beside its members. */
sealed interface ChatChunkText permits ChatCompletionChunk {
    /** {@return the piece of the first choice's text; empty if this chunk brings none} */
    default String text() {
        ChatDelta delta = delta(((ChatCompletionChunk) this).choices());
        return delta == null ? "" : delta.text();
    }

    /** {@return the piece of the first choice's hidden thinking; empty if this chunk brings none} */
    default String reasoning() {
        ChatDelta delta = delta(((ChatCompletionChunk) this).choices());
        return delta == null ? "" : delta.reasoning();
    }

    /** {@return why the model stopped writing the first choice, or null if this chunk does not say} */
    default @Nullable FinishReason finishReason() {
        ChatChunkChoice choice = first(((ChatCompletionChunk) this).choices());
        return choice == null ? null : choice.finishReason();
    }

    private static @Nullable ChatDelta delta(List<ChatChunkChoice> choices) {
        ChatChunkChoice choice = first(choices);
        return choice == null ? null : choice.delta();
    }

    private static @Nullable ChatChunkChoice first(List<ChatChunkChoice> choices) {
        for (int i = 0; i < choices.size(); i++) {
            Integer index = choices.get(i).index();
            if (index == null ? i == 0 : index == 0) {
                return choices.get(i);
            }
        }
        return null;
    }
}
