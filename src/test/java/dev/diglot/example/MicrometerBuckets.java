// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Gives the meters of inferences the buckets that the conventions advise: 10 ms to 82 s, and 1 to 67 million tokens. */
public final class MicrometerBuckets implements MeterFilter {
    private static final Map<Meter.Type, double[]> BOUNDS = Map.of(
            Meter.Type.TIMER,
            DoubleStream.iterate(1e7, nanos -> nanos * 2).limit(14).toArray(),
            Meter.Type.DISTRIBUTION_SUMMARY,
            DoubleStream.iterate(1, tokens -> tokens * 4).limit(14).toArray());

    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        if (!id.getName().startsWith("gen_ai.client.inference.") || !BOUNDS.containsKey(id.getType())) {
            return config;
        }
        return DistributionStatisticConfig.builder()
                .serviceLevelObjectives(BOUNDS.get(id.getType()))
                .build()
                .merge(config);
    }
}
