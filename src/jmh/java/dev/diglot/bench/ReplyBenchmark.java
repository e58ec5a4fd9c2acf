// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.diglot.internal.json.GeneratedReaders;
import dev.diglot.internal.json.JsonReader;
import dev.diglot.internal.json.ModelReader;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to read a whole reply of 1 KB into its model. The limit splits the same bytes into JSON tokens. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class ReplyBenchmark {
    private static final ModelReader<ChatCompletion> CHAT = GeneratedReaders.of(ChatCompletion.class);
    private static final ModelReader<Message> MESSAGES = GeneratedReaders.of(Message.class);

    @Param({"chat", "messages"})
    public String dialect;

    private final JsonFactory factory = new JsonFactory();
    private ModelReader<?> reader;
    private byte[] reply;

    @Setup
    public void prepare() {
        boolean isChat = dialect.equals("chat");
        reader = isChat ? CHAT : MESSAGES;
        reply = (isChat ? Samples.CHAT_REPLY : Samples.MESSAGES_REPLY).getBytes(StandardCharsets.UTF_8);
    }

    /** Reads the model. */
    @Benchmark
    public Object read() throws IOException {
        return JsonReader.decode(reply, 0, reply.length, reader);
    }

    /** The limit: the tokens, and their texts. */
    @Benchmark
    public int tokens() throws IOException {
        int length = 0;
        try (JsonParser parser = factory.createParser(reply)) {
            while (parser.nextToken() != null) {
                length += parser.getText().length();
            }
        }
        return length;
    }
}
