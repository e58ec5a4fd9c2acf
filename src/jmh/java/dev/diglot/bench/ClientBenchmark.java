// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.bench;

import dev.diglot.Diglot;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a stream and a small call cost through the client, over a loopback connection. The limit is an HTTP client of
 * the JDK that sends the same request to the same server and discards the response; both include the server's share.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class ClientBenchmark {
    static final int EVENTS = 2_000;

    @Param({"chat", "messages"})
    public String dialect;

    private final HttpClient bare = Endpoint.bareClient();
    private Endpoint streams;
    private Endpoint replies;
    private Diglot streamClient;
    private Diglot replyClient;

    @Setup
    public void start() throws IOException {
        streams = Endpoint.sending(Samples.streamResponse(dialect, EVENTS), dialect);
        replies = Endpoint.sending(Samples.replyResponse(dialect), dialect);
        streamClient = streams.client();
        replyClient = replies.client();
    }

    @TearDown
    public void stop() throws IOException {
        streamClient.close();
        replyClient.close();
        streams.close();
        replies.close();
    }

    /** An event of a stream. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int event() {
        return streams.stream(streamClient);
    }

    /** The limit: the same bytes, discarded. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int eventDiscarded() throws IOException, InterruptedException {
        return streams.discard(bare);
    }

    /** A call with a whole reply of 1 KB. */
    @Benchmark
    public Object call() {
        return replies.call(replyClient);
    }

    /** The limit: the same reply, discarded. */
    @Benchmark
    public int callDiscarded() throws IOException, InterruptedException {
        return replies.discard(bare);
    }
}
