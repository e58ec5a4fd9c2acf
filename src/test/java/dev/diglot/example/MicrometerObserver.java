// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import dev.diglot.config.CallObserver;
import dev.diglot.config.Interceptor;
import dev.diglot.error.DiglotException;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.Observation.Event;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An observation of each inference, with an event for each retry; and its tokens and time to the first chunk. */
public final class MicrometerObserver implements CallObserver {
    private final ObservationRegistry observations;
    private final MeterRegistry meters;

    public MicrometerObserver(ObservationRegistry observations, MeterRegistry meters) {
        this.observations = observations;
        this.meters = meters;
    }

    @Override
    public @Nullable Observation start(Call call) {
        if (!GenAiAttributes.isInference(call)) {
            return null;
        }
        SenderContext<Map<String, String>> context = new SenderContext<>(Map::put, Kind.CLIENT);
        context.setCarrier(new LinkedHashMap<>());
        context.setContextualName(call.model() == null ? "chat" : "chat " + call.model());
        GenAiAttributes.ofCall(call, (name, value) -> context.addLowCardinalityKeyValue(keyValue(name, value)));
        GenAiAttributes.ofRequest(call, (name, value) -> addHigh(context, name, value));
        var observation = io.micrometer.observation.Observation.start(
                "gen_ai.client.inference.duration", () -> context, observations);
        return new Observed(meters, context, observation);
    }

    /** Creates a key value of low cardinality, which each observation has. */
    private static KeyValue keyValue(String name, @Nullable Object value) {
        return KeyValue.of(name, value == null ? KeyValue.NONE_VALUE : value.toString());
    }

    private static void addHigh(Context context, String name, @Nullable Object value) {
        if (value != null && !List.of().equals(value)) {
            context.addHighCardinalityKeyValue(KeyValue.of(name, value.toString()));
        }
    }

    private record Observed(
            MeterRegistry meters,
            SenderContext<Map<String, String>> context,
            io.micrometer.observation.Observation observation)
            implements Observation {
        @Override
        public Interceptor.@Nullable AttemptObserver onAttempt(Interceptor.Attempt attempt) {
            context.getCarrier().forEach(attempt::setHeader);
            return null;
        }

        @Override
        public void onRetry(DiglotException failure, Duration delay) {
            observation.event(
                    Event.of("retry", "retry after " + failure.getClass().getSimpleName()));
        }

        @Override
        public void onEnd(End end) {
            GenAiAttributes.ofEnd(end, (name, value) -> context.addLowCardinalityKeyValue(keyValue(name, value)));
            GenAiAttributes.ofReply(end, (name, value) -> addHigh(context, name, value));
            context.addLowCardinalityKeyValue(KeyValue.of("diglot.cancelled", String.valueOf(end.cancelled())));
            if (end.failure() != null && !end.cancelled()) {
                observation.error(end.failure());
            }
            Tags tags = Tags.empty();
            for (KeyValue key : context.getLowCardinalityKeyValues()) {
                tags = tags.and(key.getKey(), key.getValue());
            }
            record(end, tags);
            observation.stop();
        }

        /** Records what the timer of the observation does not have. */
        private void record(End end, Tags tags) {
            if (end.timeToFirstEvent() != null) {
                meters.timer("gen_ai.client.inference.time_to_first_chunk", tags)
                        .record(end.timeToFirstEvent());
            }
            Tags ofTokens = tags.and("gen_ai.token.modality", "unknown");
            GenAiAttributes.ofUsage(end, (name, count) -> {
                double tokens = count == null ? 0 : count;
                meters.counter("gen_ai.client.inference.usage." + name, ofTokens)
                        .increment(tokens);
                if (name.equals("input_tokens") || name.equals("output_tokens")) {
                    meters.summary("gen_ai.client.inference.operation." + name, tags)
                            .record(tokens);
                }
            });
        }
    }
}
