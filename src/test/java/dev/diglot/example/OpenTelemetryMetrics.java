// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import dev.diglot.config.CallObserver.End;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/** The metrics of inferences: duration, time to the first chunk, and tokens, as totals and for each call. */
final class OpenTelemetryMetrics {
    private static final List<Double> SECONDS =
            List.of(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    private static final List<Long> TOKENS =
            LongStream.range(0, 14).mapToObj(i -> 1L << (2 * i)).toList();

    private final Meter meter;
    private final DoubleHistogram duration;
    private final DoubleHistogram timeToFirstChunk;
    private final Map<String, LongCounter> totals = new ConcurrentHashMap<>();
    private final Map<String, LongHistogram> perCall = new ConcurrentHashMap<>();

    OpenTelemetryMetrics(Meter meter) {
        this.meter = meter;
        duration = seconds("gen_ai.client.inference.duration");
        timeToFirstChunk = seconds("gen_ai.client.inference.time_to_first_chunk");
    }

    /** Records a call; the attributes are those of its duration. */
    void record(End end, Attributes attributes) {
        Attributes withoutError = attributes.toBuilder()
                .remove(AttributeKey.stringKey("error.type"))
                .build();
        Attributes ofTokens =
                withoutError.toBuilder().put("gen_ai.token.modality", "unknown").build();
        duration.record(GenAiAttributes.seconds(end.elapsed()), attributes);
        if (end.timeToFirstEvent() != null) {
            timeToFirstChunk.record(GenAiAttributes.seconds(end.timeToFirstEvent()), withoutError);
        }
        GenAiAttributes.ofUsage(end, (name, count) -> {
            long tokens = count == null ? 0 : count;
            totals.computeIfAbsent(name, this::total).add(tokens, ofTokens);
            if (name.equals("input_tokens") || name.equals("output_tokens")) {
                perCall.computeIfAbsent(name, this::tokens).record(tokens, attributes);
            }
        });
    }

    private DoubleHistogram seconds(String name) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setExplicitBucketBoundariesAdvice(SECONDS)
                .build();
    }

    private LongCounter total(String name) {
        return meter.counterBuilder("gen_ai.client.inference.usage." + name)
                .setUnit("{token}")
                .build();
    }

    private LongHistogram tokens(String name) {
        return meter.histogramBuilder("gen_ai.client.inference.operation." + name)
                .ofLongs()
                .setUnit("{token}")
                .setExplicitBucketBoundariesAdvice(TOKENS)
                .build();
    }
}
