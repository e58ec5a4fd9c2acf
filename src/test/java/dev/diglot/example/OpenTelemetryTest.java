// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import static dev.diglot.testing.TestRequests.CHAT;
import static dev.diglot.testing.TestRequests.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.Diglot;
import dev.diglot.config.RequestOptions;
import dev.diglot.error.AuthenticationException;
import dev.diglot.error.CallTimeoutException;
import dev.diglot.error.ConnectionException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.RateLimitException;
import dev.diglot.error.ServiceUnavailableException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.model.Dialect;
import dev.diglot.model.ErrorKind;
import dev.diglot.model.MessageParam;
import dev.diglot.model.Provider;
import dev.diglot.model.TokenCountRequest;
import dev.diglot.stream.ChatStream;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.StreamCancellation;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.Unreachable;
import dev.diglot.testkit.Cut;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.ReceivedRequest;
import dev.diglot.testkit.Reply;
import dev.diglot.tool.LoopForm;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryLogRecordExporter;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the OpenTelemetry SDK exports of calls that {@link OpenTelemetryObserver} observes, over real HTTP. */
@Timeout(60)
class OpenTelemetryTest {
    private static final String METRICS = "gen_ai.client.inference.";
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final InMemoryLogRecordExporter logs = InMemoryLogRecordExporter.create();
    private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
    private final OpenSpans openSpans = new OpenSpans();

    private final OpenTelemetrySdk telemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .addSpanProcessor(openSpans)
                    .build())
            .setMeterProvider(
                    SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .setLoggerProvider(SdkLoggerProvider.builder()
                    .addLogRecordProcessor(SimpleLogRecordProcessor.create(logs))
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();

    private final Tracer tracer = telemetry.getTracer("test");
    private final Span parent = tracer.spanBuilder("caller").startSpan();
    private Scope scope;

    @BeforeEach
    @SuppressWarnings("MustBeClosedChecker") // closed after the test
    void makeParentCurrent() {
        scope = parent.makeCurrent();
    }

    @AfterEach
    void noSpanIsOpen() {
        scope.close();
        parent.end();
        telemetry.close();
        assertThat(openSpans.open).isEmpty();
    }

    private Diglot.Builder builder(String url) {
        return TestClients.retrying(url)
                .streamUsage(true)
                .observer(new OpenTelemetryObserver(telemetry))
                .contextPropagation(() -> Context.current()::wrap);
    }

    private Diglot client(String url) {
        return builder(url).build();
    }

    /** Waits for the end of a call, which may be reported after the call has returned, and returns its span. */
    private SpanData onlySpan() throws InterruptedException {
        openSpans.awaitEnds(1);
        assertThat(spans.getFinishedSpanItems()).hasSize(1);
        return spans.getFinishedSpanItems().get(0);
    }

    private static Map<String, Object> values(Attributes attributes) {
        Map<String, Object> values = new HashMap<>();
        attributes.forEach((key, value) -> values.put(key.getKey(), value));
        return values;
    }

    private void assertSpanOfCaller(SpanData span) {
        assertThat(span.getParentSpanId()).isEqualTo(parent.getSpanContext().getSpanId());
        assertThat(span.getTraceId()).isEqualTo(parent.getSpanContext().getTraceId());
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void spanHasTheAttributesOfTheConventions(CallForm form, Dialect dialect) throws Exception {
        Map<String, Object> attributes;
        try (FakeEndpoint endpoint = FakeEndpoint.start(GenAiExamples.reply(dialect));
                Diglot client = client(endpoint.url())) {
            form.call(client, GenAiExamples.request(dialect), RequestOptions.none())
                    .text();

            SpanData span = onlySpan();
            attributes = values(span.getAttributes());
            Object timeToFirstChunk = attributes.remove("gen_ai.response.time_to_first_chunk");

            assertThat(attributes).isEqualTo(GenAiExamples.ofSpan(form, dialect, endpoint.url()));
            assertThat(timeToFirstChunk instanceof Double seconds && seconds > 0)
                    .isEqualTo(form.isStreamed());
            assertThat(span.getName()).isEqualTo("chat m");
            assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(span.getEvents()).isEmpty();
            assertSpanOfCaller(span);
        }
        assertThat(logs.getFinishedLogRecordItems()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void attemptsAreEventsOfOneSpanWhoseContextTheyCarry(CallForm form, Dialect dialect) throws Exception {
        List<ReceivedRequest> attempts;
        try (FakeEndpoint endpoint =
                        FakeEndpoint.start(Reply.error(ErrorKind.SERVICE_UNAVAILABLE), GenAiExamples.reply(dialect));
                Diglot client = client(endpoint.url())) {
            form.call(client, GenAiExamples.request(dialect), RequestOptions.none())
                    .text();
            attempts = endpoint.requests();
        }

        SpanData span = onlySpan();
        assertSpanOfCaller(span);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span.getAttributes().get(ERROR_TYPE)).isNull();
        assertThat(span.getEvents()).singleElement().satisfies(event -> {
            assertThat(event.getName()).isEqualTo("diglot.retry");
            assertThat(event.getAttributes().get(ERROR_TYPE)).isEqualTo(ServiceUnavailableException.class.getName());
        });
        String flags = span.getSpanContext().getTraceFlags().asHex();
        String context = "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + flags;
        assertThat(attempts)
                .extracting(attempt -> attempt.header("traceparent"))
                .containsExactly(context, context);
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void metricsHaveTheValuesOfTheCall(CallForm form, Dialect dialect) throws Exception {
        Map<String, Object> common;
        try (FakeEndpoint endpoint = FakeEndpoint.start(GenAiExamples.reply(dialect));
                Diglot client = client(endpoint.url())) {
            form.call(client, GenAiExamples.request(dialect), RequestOptions.none())
                    .text();
            onlySpan();
            common = GenAiExamples.common(dialect, endpoint.url());
        }

        Map<String, MetricData> found = metricsByName();
        Map<String, Object> ofTokens = new HashMap<>(common);
        ofTokens.put("gen_ai.token.modality", "unknown");
        assertHistogram(found.remove("duration"), "s", common, null);
        if (form.isStreamed()) {
            assertHistogram(found.remove("time_to_first_chunk"), "s", common, null);
        }
        for (String name : List.of("input_tokens", "output_tokens")) {
            double tokens = GenAiExamples.TOKENS.get(name);
            assertHistogram(found.remove("operation." + name), "{token}", common, tokens);
        }
        GenAiExamples.TOKENS.forEach((name, tokens) -> {
            MetricData counter = found.remove("usage." + name);
            LongPointData point =
                    counter.getLongSumData().getPoints().iterator().next();
            assertThat(counter.getUnit()).isEqualTo("{token}");
            assertThat(counter.getLongSumData().isMonotonic()).isTrue();
            assertThat(values(point.getAttributes())).isEqualTo(ofTokens);
            assertThat(point.getValue()).isEqualTo(tokens);
        });
        assertThat(found).isEmpty();
    }

    private Map<String, MetricData> metricsByName() {
        return metrics.collectAllMetrics().stream()
                .collect(Collectors.toMap(
                        metric -> metric.getName().substring(METRICS.length()),
                        Function.identity(),
                        (a, b) -> a,
                        HashMap::new));
    }

    private static void assertHistogram(MetricData metric, String unit, Map<String, Object> attributes, Double sum) {
        HistogramPointData point =
                metric.getHistogramData().getPoints().iterator().next();
        boolean isTime = unit.equals("s");
        double[] bounds = DoubleStream.iterate(isTime ? 1 : 100, bound -> bound * (isTime ? 2 : 4))
                .limit(14)
                .map(bound -> bound / 100)
                .toArray();
        assertThat(metric.getUnit()).isEqualTo(unit);
        assertThat(values(point.getAttributes())).isEqualTo(attributes);
        assertThat(point.getBoundaries())
                .containsExactlyElementsOf(DoubleStream.of(bounds).boxed().toList());
        assertThat(point.getCount()).isEqualTo(1);
        assertThat(sum == null ? point.getSum() > 0 : point.getSum() == sum).isTrue();
    }

    @Test
    void attributesThatACallDoesNotHaveAreOmitted() throws Exception {
        String body = CallForm.CREATE.body(Dialect.CHAT, "hello");
        Map<String, Object> expected;
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.body(200, "application/json", body));
                Diglot client = client(endpoint.url())) {
            client.chat().create(CHAT);
            expected = new HashMap<>(GenAiExamples.common(Dialect.CHAT, endpoint.url()));
        }
        expected.remove("gen_ai.response.model");
        expected.put("gen_ai.response.finish_reasons", List.of("stop"));

        assertThat(values(onlySpan().getAttributes())).isEqualTo(expected);
    }

    @Test
    void providerIsThatOfTheClient() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(GenAiExamples.reply(Dialect.CHAT));
                Diglot client =
                        builder(endpoint.url()).provider(Provider.TOKENHUB).build()) {
            client.chat().create(CHAT);
        }

        assertThat(values(onlySpan().getAttributes())).containsEntry("gen_ai.provider.name", "tokenhub");
    }

    @Test
    void callsWithoutInferenceHaveNoSpan() throws Exception {
        String body = "{\"data\":[],\"input_tokens\":1}";
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.body(200, "application/json", body));
                Diglot client = client(endpoint.url())) {
            client.models().list();
            client.messages()
                    .countTokens(TokenCountRequest.builder("m", List.of(MessageParam.user("hi")))
                            .build());
        }

        assertThat(spans.getFinishedSpanItems()).isEmpty();
        assertThat(metrics.collectAllMetrics()).isEmpty();
    }

    @Nested
    class Errors {
        /** A way to fail, with the exception that the caller receives. */
        enum Kind {
            KEY(AuthenticationException.class, Reply.error(ErrorKind.AUTHENTICATION)),
            RATE(RateLimitException.class, Reply.error(ErrorKind.RATE_LIMIT).retryAfter(Duration.ofMillis(1))),
            SERVER(ServiceUnavailableException.class, Reply.error(ErrorKind.SERVICE_UNAVAILABLE)),
            NO_JSON(ProtocolException.class, Reply.body(200, null, "<html>")),
            REFUSED(ConnectionException.class, Reply.text("never")),
            SILENT(CallTimeoutException.class, Reply.noResponse(Cut.STALL));

            private final Class<? extends Exception> failure;

            @SuppressWarnings("ImmutableEnumChecker") // a reply is immutable
            private final Reply reply;

            Kind(Class<? extends Exception> failure, Reply reply) {
                this.failure = failure;
                this.reply = reply;
            }
        }

        static Stream<Arguments> inAllForms() {
            return Stream.of(CallForm.values())
                    .flatMap(form -> Stream.of(Kind.values()).map(kind -> Arguments.of(form, kind)));
        }

        @ParameterizedTest
        @MethodSource("inAllForms")
        void areTheStatusOfTheSpanAndItsType(CallForm form, Kind kind) throws Exception {
            Throwable failure;
            try (FakeEndpoint endpoint = FakeEndpoint.start(kind.reply);
                    Unreachable unreachable = Unreachable.refusing();
                    Diglot client = builder(kind == Kind.REFUSED ? unreachable.url() : endpoint.url())
                            .responseTimeout(Duration.ofMillis(kind == Kind.SILENT ? 200 : 20_000))
                            .build()) {
                failure = form.call(client, Dialect.CHAT).failure(kind.failure);
            }

            assertFailed(onlySpan(), failure);
            assertThat(metricsByName()).doesNotContainKey("time_to_first_chunk");
        }

        @ParameterizedTest
        @EnumSource
        void ofATruncatedStreamKeepWhatWasReceived(Dialect dialect) throws Exception {
            for (CallForm form : List.of(CallForm.STREAM, CallForm.PUBLISH)) {
                spans.reset();
                logs.reset();
                Throwable failure;
                try (FakeEndpoint endpoint = FakeEndpoint.start(GenAiExamples.start(dialect, Cut.CLOSE));
                        Diglot client = client(endpoint.url())) {
                    failure = form.call(client, dialect).failure(StreamTruncatedException.class);
                }

                SpanData span = onlySpan();
                assertFailed(span, failure);
                assertThat(values(span.getAttributes()))
                        .containsEntry("gen_ai.response.id", "r-1")
                        .containsEntry("gen_ai.response.finish_reasons", List.of("error"))
                        .containsKey("gen_ai.response.time_to_first_chunk");
            }
        }

        private void assertFailed(SpanData span, Throwable failure) {
            String type = failure.getClass().getName();
            assertSpanOfCaller(span);
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.getStatus().getDescription()).isEqualTo(failure.toString());
            assertThat(span.getAttributes().get(ERROR_TYPE)).isEqualTo(type);

            assertThat(logs.getFinishedLogRecordItems())
                    .singleElement()
                    .satisfies(log -> assertEvent(log, span, failure));

            Map<String, MetricData> found = metricsByName();
            for (String name : List.of("duration", "operation.input_tokens", "operation.output_tokens")) {
                assertThat(found.get(name).getHistogramData().getPoints())
                        .allSatisfy(point -> assertThat(point.getAttributes().get(ERROR_TYPE))
                                .isEqualTo(type));
            }
            for (String name : GenAiExamples.TOKENS.keySet()) {
                assertThat(found.get("usage." + name).getLongSumData().getPoints())
                        .isNotEmpty()
                        .allSatisfy(point -> assertThat(point.getAttributes().get(ERROR_TYPE))
                                .isNull());
            }
        }

        private void assertEvent(LogRecordData log, SpanData span, Throwable failure) {
            assertThat(log.getEventName()).isEqualTo("gen_ai.client.inference.exception");
            assertThat(log.getSeverity()).isEqualTo(Severity.WARN);
            assertThat(log.getSpanContext().getSpanId()).isEqualTo(span.getSpanId());
            assertThat(values(log.getAttributes()))
                    .containsEntry("exception.type", failure.getClass().getName())
                    .containsEntry("exception.message", failure.getMessage())
                    .containsKey("exception.stacktrace");
        }
    }

    @Nested
    class Cancellation {
        @Test
        void endsTheSpanOfAStream() throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(GenAiExamples.start(Dialect.CHAT, Cut.STALL));
                    Diglot client = client(endpoint.url())) {
                try (ChatStream stream = client.chat().stream(CHAT)) {
                    stream.iterator().next();
                    assertThat(spans.getFinishedSpanItems()).isEmpty();
                }
                assertThat(onlySpan().hasEnded()).isTrue();
            }
        }

        @ParameterizedTest
        @EnumSource
        void ofAStreamIsNoError(StreamCancellation way) throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(GenAiExamples.start(Dialect.CHAT, Cut.STALL));
                    Diglot client = client(endpoint.url())) {
                way.cancel(client);
            }

            SpanData span = onlySpan();
            assertSpanOfCaller(span);
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(values(span.getAttributes()))
                    .containsEntry("diglot.cancelled", true)
                    .containsEntry("gen_ai.response.id", "r-1")
                    .containsEntry("gen_ai.response.finish_reasons", List.of("error"))
                    .doesNotContainKey("error.type");
            assertThat(logs.getFinishedLogRecordItems()).isEmpty();
            HistogramPointData duration = metricsByName()
                    .get("duration")
                    .getHistogramData()
                    .getPoints()
                    .iterator()
                    .next();
            assertThat(duration.getCount()).isEqualTo(1);
            assertThat(duration.getAttributes().get(ERROR_TYPE)).isNull();
        }

        @ParameterizedTest
        @EnumSource
        void ofAFutureIsNoError(Dialect dialect) throws Exception {
            try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.noResponse(Cut.STALL));
                    Diglot client = client(endpoint.url())) {
                CompletableFuture<?> call = dialect == Dialect.CHAT
                        ? client.chat().createAsync(CHAT)
                        : client.messages().createAsync(MESSAGES);
                endpoint.awaitRequests(1);

                call.cancel(true);

                SpanData span = onlySpan();
                assertSpanOfCaller(span);
                assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
                assertThat(values(span.getAttributes()))
                        .containsEntry("diglot.cancelled", true)
                        .doesNotContainKeys("error.type", "gen_ai.response.finish_reasons");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void eachRoundOfAToolLoopAndEachToolIsASpanOfTheCaller(LoopForm form) throws Exception {
        form.runThreeRounds(
                this::client,
                LoopForm.lookup(() -> tracer.spanBuilder("execute_tool lookup")
                                .startSpan()
                                .end())
                        .build());

        openSpans.awaitEnds(5);
        assertThat(spans.getFinishedSpanItems())
                .allSatisfy(this::assertSpanOfCaller)
                .extracting(SpanData::getName)
                .containsExactlyInAnyOrder("chat m", "execute_tool lookup", "chat m", "execute_tool lookup", "chat m");
    }

    /** Counts the spans that have ended, and knows those that have not. */
    private static final class OpenSpans implements SpanProcessor {
        private final Set<String> open = ConcurrentHashMap.newKeySet();
        private final Semaphore ended = new Semaphore(0);

        void awaitEnds(int spans) throws InterruptedException {
            assertThat(ended.tryAcquire(spans, 10, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            open.add(span.getSpanContext().getSpanId());
        }

        @Override
        public void onEnd(ReadableSpan span) {
            open.remove(span.getSpanContext().getSpanId());
            ended.release();
        }

        @Override
        public boolean isStartRequired() {
            return true;
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
