// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import dev.diglot.config.CallObserver;
import dev.diglot.config.Interceptor;
import dev.diglot.error.DiglotException;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A span for each inference, with an event for each retry; its metrics; and a log event for each failure. */
public final class OpenTelemetryObserver implements CallObserver {
    private final OpenTelemetry telemetry;
    private final OpenTelemetryMetrics metrics;

    public OpenTelemetryObserver(OpenTelemetry telemetry) {
        this.telemetry = telemetry;
        metrics = new OpenTelemetryMetrics(telemetry.getMeter("dev.diglot"));
    }

    @Override
    public @Nullable Observation start(Call call) {
        if (!GenAiAttributes.isInference(call)) {
            return null;
        }
        Attributes common = attributes(to -> GenAiAttributes.ofCall(call, to));
        Span span = telemetry
                .getTracer("dev.diglot")
                .spanBuilder(call.model() == null ? "chat" : "chat " + call.model())
                .setSpanKind(SpanKind.CLIENT)
                .setAllAttributes(common)
                .setAllAttributes(attributes(to -> GenAiAttributes.ofRequest(call, to)))
                .startSpan();
        return new CallSpan(this, common, span, Context.current().with(span));
    }

    /** Converts the attributes that a method of {@link GenAiAttributes} passes on. */
    private static Attributes attributes(Consumer<BiConsumer<String, @Nullable Object>> source) {
        AttributesBuilder attributes = Attributes.builder();
        source.accept((name, value) -> {
            if (value instanceof Boolean flag) {
                attributes.put(name, flag);
            } else if (value instanceof Double number) {
                attributes.put(name, number);
            } else if (value instanceof Number number) {
                attributes.put(name, number.longValue());
            } else if (value instanceof List<?> texts && !texts.isEmpty()) {
                attributes.put(name, texts.toArray(String[]::new));
            } else if (value != null && !(value instanceof List<?>)) {
                attributes.put(name, value.toString());
            }
        });
        return attributes.build();
    }

    private record CallSpan(OpenTelemetryObserver observer, Attributes common, Span span, Context context)
            implements Observation {
        @Override
        public Interceptor.@Nullable AttemptObserver onAttempt(Interceptor.Attempt attempt) {
            TextMapPropagator propagator = observer.telemetry.getPropagators().getTextMapPropagator();
            propagator.inject(context, attempt, Interceptor.Attempt::setHeader);
            return null;
        }

        @Override
        public void onRetry(DiglotException failure, Duration delay) {
            AttributeKey<String> errorType = AttributeKey.stringKey("error.type");
            span.addEvent(
                    "diglot.retry", Attributes.of(errorType, failure.getClass().getName()));
        }

        @Override
        public void onEnd(End end) {
            Attributes outcome = attributes(to -> GenAiAttributes.ofEnd(end, to));
            span.setAllAttributes(outcome).setAllAttributes(attributes(to -> GenAiAttributes.ofReply(end, to)));
            if (end.cancelled()) {
                span.setAttribute("diglot.cancelled", true);
            } else if (end.failure() != null) {
                span.setStatus(StatusCode.ERROR, end.failure().toString());
                LogRecordBuilder event =
                        observer.telemetry.getLogsBridge().get("dev.diglot").logRecordBuilder();
                event.setEventName("gen_ai.client.inference.exception").setException(end.failure());
                event.setSeverity(Severity.WARN).setContext(context).emit();
            }
            observer.metrics.record(end, common.toBuilder().putAll(outcome).build());
            span.end();
        }
    }
}
