// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.bench;

import java.io.IOException;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The first streamed call of a JVM, with the creation of the client. The limit is an HTTP client of the JDK that is
 * created, sends the same request, and discards the response. Each fork measures one call.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(20)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class StartBenchmark {
    @Param({"chat", "messages"})
    public String dialect;

    private Endpoint endpoint;

    @Setup
    public void start() throws IOException {
        endpoint = Endpoint.sending(Samples.streamResponse(dialect, 20), dialect);
    }

    @TearDown
    public void stop() throws IOException {
        endpoint.close();
    }

    /** A stream of 20 events. */
    @Benchmark
    public int firstStream() {
        return endpoint.stream(endpoint.client());
    }

    /** The limit: the same stream, discarded. */
    @Benchmark
    public int firstStreamDiscarded() throws IOException, InterruptedException {
        return endpoint.discard(Endpoint.bareClient());
    }
}
