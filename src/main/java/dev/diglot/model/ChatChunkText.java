// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hand-written methods of {@link ChatCompletionChunk}, which inherits them: the spec's x-java-interface names this
 * type.
 */
sealed interface ChatChunkText permits ChatCompletionChunk {
    /** {@return the piece of the first choice's text; empty if this chunk has none} */
    default String text() {
        ChatDelta delta = firstDelta();
        return delta == null ? "" : delta.text();
    }

    /** {@return the piece of the first choice's reasoning; empty if this chunk has none} */
    default String reasoning() {
        ChatDelta delta = firstDelta();
        return delta == null ? "" : delta.reasoning();
    }

    /** {@return why the model stopped generating the first choice, or null if this chunk does not say} */
    default @Nullable FinishReason finishReason() {
        ChatChunkChoice choice = firstChoice();
        return choice == null ? null : choice.finishReason();
    }

    private @Nullable ChatDelta firstDelta() {
        ChatChunkChoice choice = firstChoice();
        return choice == null ? null : choice.delta();
    }

    /** Returns the choice with index 0; without an index, the position in the chunk counts. */
    private @Nullable ChatChunkChoice firstChoice() {
        ChatCompletionChunk chunk = (ChatCompletionChunk) this; // the only permitted subtype
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
