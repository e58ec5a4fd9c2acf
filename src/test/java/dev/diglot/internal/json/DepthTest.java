// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.model.Message;
import dev.diglot.model.MessageParam;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The deepest nesting that is accepted, on a thread with a small stack. */
class DepthTest {
    /** Less than the 512 KiB that are promised: the caller has frames too, and other JDKs have larger ones. */
    private static final long STACK_BYTES = 384 * 1024;

    /** What may be nested, each written as deep as requested. */
    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    enum Nesting {
        OBJECTS(depth -> "{\"type\":\"message\",\"role\":\"assistant\",\"unknown\":"
                + nested("{\"a\":", "1", "}", depth - 1) + "}"),
        LISTS(depth ->
                "{\"type\":\"message\",\"role\":\"assistant\",\"unknown\":" + nested("[", "1", "]", depth - 1) + "}"),
        MIXED(depth -> "{\"type\":\"message\",\"role\":\"assistant\",\"unknown\":"
                + nested("[{\"a\":", "1", "}]", (depth - 1) / 2) + "}"),
        TOOL_RESULTS(depth -> "{\"type\":\"message\",\"role\":\"assistant\",\"content\":["
                + nested("{\"type\":\"tool_result\",\"content\":[", TEXT, "]}", (depth - 3) / 2) + "]}"),
        LATE_TAGS(depth -> "{\"type\":\"message\",\"role\":\"assistant\",\"content\":["
                + nested("{\"content\":[", TEXT, "],\"type\":\"tool_result\"}", (depth - 3) / 2)
                + "]}"),
        MISMATCHES(depth -> "{\"type\":\"message\",\"role\":\"assistant\",\"content\":["
                + nested("{\"type\":\"tool_result\",\"content\":[", TEXT, ",1]}", (depth - 3) / 2) + "]}"),
        DOCUMENTS(depth -> "{\"type\":\"message\",\"role\":\"assistant\",\"content\":["
                + nested(
                        "{\"type\":\"document\",\"source\":{\"type\":\"content\",\"content\":[",
                        TEXT,
                        "]}}",
                        (depth - 3) / 3)
                + "]}");

        private final IntFunction<String> json;

        Nesting(IntFunction<String> json) {
            this.json = json;
        }
    }

    private static final String TEXT = "{\"type\":\"text\",\"text\":\"x\"}";

    private static String nested(String open, String inner, String close, int times) {
        return open.repeat(times) + inner + close.repeat(times);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReadFromTheWireIsUsedOnASmallStack(Nesting nesting) throws Exception {
        byte[] json = nesting.json.apply(Json.MAX_WIRE_DEPTH).getBytes(StandardCharsets.UTF_8);

        onASmallStack(() -> use(JsonReader.decode(json, 0, json.length, GeneratedReaders.of(Message.class))));
    }

    @ParameterizedTest
    @EnumSource
    void nestedModelsAreUsableOnASmallStack(Nesting nesting) throws Exception {
        String json = nesting.json.apply(Json.MAX_DEPTH);

        onASmallStack(() -> use(Message.fromJson(json)));
    }

    private static void use(Message message) {
        Message again = Message.fromJson(message.toJson());
        assertThat(again.equals(message)).isTrue();
        assertThat(again.hashCode()).isEqualTo(message.hashCode());
        assertThat(message.toString()).isNotEmpty();
        assertThat(message.toBuilder().build().equals(message)).isTrue();
        assertThat(MessageParam.builder(
                                message.toParam().role(), message.toParam().content())
                        .build()
                        .hashCode())
                .isNotZero();
        Object tree = Json.tree(message);
        assertThat(Json.tree(again).equals(tree)).isTrue();
        assertThat(Check.value("tree", tree).equals(tree)).isTrue();
        assertThat(tree.hashCode()).isNotZero();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsTooDeepIsRefusedAndDoesNotOverflow(Nesting nesting) throws Exception {
        for (int depth : new int[] {Json.MAX_WIRE_DEPTH + 4, 100_000}) {
            byte[] json = nesting.json.apply(depth).getBytes(StandardCharsets.UTF_8);

            onASmallStack(() -> assertThatThrownBy(
                            () -> JsonReader.decode(json, 0, json.length, GeneratedReaders.of(Message.class)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("depth"));
        }
    }

    @Test
    void whatIsTooDeepInABuilderIsRefusedAndDoesNotOverflow() throws Exception {
        Object deep = 1;
        for (int i = 0; i < 10_000; i++) {
            deep = List.of(deep);
        }
        Object value = deep;

        onASmallStack(() -> assertThatThrownBy(() -> Check.value("x", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("flatter"));
    }

    private interface Task {
        void run() throws Exception;
    }

    private static void onASmallStack(Task task) throws Exception {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Runnable body = () -> {
            try {
                task.run();
                done.complete(true);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        };
        Thread thread = new Thread(null, body, "small stack", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        assertThat(done.get(1, TimeUnit.MINUTES)).isTrue();
    }
}
