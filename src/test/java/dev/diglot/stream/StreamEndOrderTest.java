// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static dev.diglot.testing.TestRequests.CHAT;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.error.DiglotException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.internal.EventReader;
import dev.diglot.model.ChatCompletionChunk;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a stream leaves behind whose end could not be processed. */
class StreamEndOrderTest {
    /** Has no events and no end marker, and no memory left when the end is first requested. */
    private static final class ShortOfMemory implements EventReader<ChatCompletionChunk> {
        private boolean isAsked;

        @Override
        public @Nullable ChatCompletionChunk next() {
            return null;
        }

        @Override
        public @Nullable ChatCompletionChunk poll() {
            return null;
        }

        @Override
        public boolean isEnded() {
            return true;
        }

        @Override
        public void setListener(Runnable listener) {}

        @Override
        public boolean hasEndMarker() {
            if (!isAsked) {
                isAsked = true;
                throw new OutOfMemoryError("as it happens while a long reply is accumulated");
            }
            return false;
        }

        @Override
        public @Nullable Object wholeResponse() {
            return null;
        }

        @Override
        public void setReceived(Function<@Nullable Throwable, @Nullable Object> function) {}

        @Override
        public void beginRead() {}

        @Override
        public void endRead() {}

        @Override
        public int status() {
            return 200;
        }

        @Override
        public Map<String, List<String>> headers() {
            return Map.of();
        }

        @Override
        public int attempts() {
            return 1;
        }

        @Override
        public Duration elapsed() {
            return Duration.ZERO;
        }

        @Override
        public List<String> warnings() {
            return List.of();
        }

        @Override
        public void checkpoint() {}

        @Override
        public long nanosLeft() {
            return Long.MAX_VALUE;
        }

        @Override
        public void finish(@Nullable DiglotException failure) {}

        @Override
        public void close() {}
    }

    @Test
    void anErrorAtTheEndMakesNoCutStreamComplete() {
        try (ChatStream stream = new ChatStream(new ShortOfMemory(), CHAT)) {
            assertThatThrownBy(stream::result).isInstanceOf(OutOfMemoryError.class);

            assertThatThrownBy(stream::result).isInstanceOf(StreamTruncatedException.class);
        }
    }
}
