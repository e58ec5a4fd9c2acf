// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.diglot.internal.json.GeneratedReaders;
import dev.diglot.internal.json.JsonReader;
import dev.diglot.internal.json.ModelReader;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.model.MessageStreamEvent;
import dev.diglot.sse.SseParser;
import dev.diglot.sse.SseSink;
import dev.diglot.stream.ChatAccumulator;
import dev.diglot.stream.MessageAccumulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an event of a stream costs between the network's bytes and the caller, compared with the least that it can
 * cost: the same bytes split into events and into JSON tokens. Watch the ratio, and with {@code -prof gc} the bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(StreamBenchmark.EVENTS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class StreamBenchmark {
    static final int EVENTS = 100;

    private static final byte[] CHAT = events("{\"id\":\"chatcmpl-5f2d9c1a7b3e\",\"object\":\"chat.completion.chunk\","
            + "\"created\":1790000000,\"model\":\"glm-5\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word\"},"
            + "\"logprobs\":null,\"finish_reason\":null}]}");
    private static final byte[] MESSAGES = events(
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" word\"}}");
    private static final ModelReader<ChatCompletionChunk> CHUNK = GeneratedReaders.of(ChatCompletionChunk.class);
    private static final ModelReader<MessageStreamEvent> EVENT = GeneratedReaders.of(MessageStreamEvent.class);

    private final JsonFactory tokens = new JsonFactory();

    private static byte[] events(String payload) {
        return ("data: " + payload + "\n\n").repeat(EVENTS).getBytes(StandardCharsets.UTF_8);
    }

    /** Chat chunks, read and accumulated. */
    @Benchmark
    public Object chat() throws IOException {
        ChatAccumulator whole = new ChatAccumulator();
        new SseParser(1 << 20, new Reading<>(CHUNK, whole::accept)).feed(ByteBuffer.wrap(CHAT));
        return whole;
    }

    /** Chat chunks, as tokens. */
    @Benchmark
    public Object chatTokens() throws IOException {
        Tokens sink = new Tokens(tokens);
        new SseParser(1 << 20, sink).feed(ByteBuffer.wrap(CHAT));
        return sink.count;
    }

    /** Events of messages, read and accumulated. */
    @Benchmark
    public Object messages() throws IOException {
        MessageAccumulator whole = new MessageAccumulator();
        new SseParser(1 << 20, new Reading<>(EVENT, whole::accept)).feed(ByteBuffer.wrap(MESSAGES));
        return whole;
    }

    /** Events of messages, as tokens. */
    @Benchmark
    public Object messagesTokens() throws IOException {
        Tokens sink = new Tokens(tokens);
        new SseParser(1 << 20, sink).feed(ByteBuffer.wrap(MESSAGES));
        return sink.count;
    }

    private record Reading<E>(ModelReader<E> reader, Consumer<E> whole) implements SseSink {
        @Override
        public boolean event(byte[] buffer, int offset, int length) {
            try {
                whole.accept(JsonReader.decode(buffer, offset, length, reader));
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Tokens implements SseSink {
        private final JsonFactory factory;
        private int count;

        Tokens(JsonFactory factory) {
            this.factory = factory;
        }

        @Override
        public boolean event(byte[] buffer, int offset, int length) {
            try (JsonParser parser = factory.createParser(buffer, offset, length)) {
                while (parser.nextToken() != null) {
                    count++;
                }
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
