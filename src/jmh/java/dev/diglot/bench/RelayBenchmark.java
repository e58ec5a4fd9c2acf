// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.diglot.internal.json.GeneratedReaders;
import dev.diglot.internal.json.JsonReader;
import dev.diglot.internal.json.JsonWriter;
import dev.diglot.internal.json.ModelReader;
import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.stream.ChatAccumulator;
import dev.diglot.stream.MessageAccumulator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What an event costs in a program that relays a stream: it reads the event, accumulates it for the usage, and writes
 * it again. The limit copies the same bytes token by token, with Jackson alone. Reading alone shows what writing adds.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(RelayBenchmark.EVENTS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class RelayBenchmark {
    static final int EVENTS = 100;

    private static final ModelReader<ChatCompletionChunk> CHUNK = GeneratedReaders.of(ChatCompletionChunk.class);
    private static final ModelReader<MessageStreamEvent> EVENT = GeneratedReaders.of(MessageStreamEvent.class);

    @Param({"chat", "messages"})
    public String dialect;

    private final JsonFactory tokens = new JsonFactory();
    private boolean isChat;
    private byte[] event;

    @Setup
    public void prepare() {
        isChat = dialect.equals("chat");
        event = (isChat ? Samples.CHAT_EVENT : Samples.MESSAGES_EVENT).getBytes(StandardCharsets.UTF_8);
    }

    /** Reads only. */
    @Benchmark
    public void read(Blackhole hole) throws IOException {
        relay(hole::consume, false);
    }

    /** Reads and accumulates. */
    @Benchmark
    public void readAndAccumulate(Blackhole hole) throws IOException {
        relay(hole::consume, true);
    }

    /** Reads, accumulates, and writes as text. */
    @Benchmark
    public void relayText(Blackhole hole) throws IOException {
        relay(event -> hole.consume(event.toJson()), true);
    }

    /** Reads, accumulates, and writes as bytes. */
    @Benchmark
    public void relayBytes(Blackhole hole) throws IOException {
        relay(event -> hole.consume(JsonWriter.toBytes(event)), true);
    }

    /** The limit: token by token. */
    @Benchmark
    public void copyTokens(Blackhole hole) throws IOException {
        for (int i = 0; i < EVENTS; i++) {
            ByteArrayOutputStream copy = new ByteArrayOutputStream(256);
            try (JsonParser parser = tokens.createParser(event);
                    JsonGenerator generator = tokens.createGenerator(copy)) {
                while (parser.nextToken() != null) {
                    generator.copyCurrentEvent(parser);
                }
            }
            hole.consume(copy.toByteArray());
        }
    }

    private void relay(Consumer<JsonModel> sink, boolean accumulates) throws IOException {
        if (isChat) {
            ChatAccumulator reply = new ChatAccumulator();
            relay(CHUNK, accumulates ? reply::accept : chunk -> {}, sink);
        } else {
            MessageAccumulator reply = new MessageAccumulator();
            relay(EVENT, accumulates ? reply::accept : event -> {}, sink);
        }
    }

    private <E extends JsonModel> void relay(ModelReader<E> reader, Consumer<E> reply, Consumer<JsonModel> sink)
            throws IOException {
        for (int i = 0; i < EVENTS; i++) {
            E value = JsonReader.decode(event, 0, event.length, reader);
            reply.accept(value);
            sink.accept(value);
        }
    }
}
