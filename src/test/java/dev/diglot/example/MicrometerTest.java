// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.Diglot;
import dev.diglot.config.RequestOptions;
import dev.diglot.error.ServiceUnavailableException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.model.Dialect;
import dev.diglot.model.ErrorKind;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.StreamCancellation;
import dev.diglot.testing.TestClients;
import dev.diglot.testkit.Cut;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.ReceivedRequest;
import dev.diglot.testkit.Reply;
import dev.diglot.tool.LoopForm;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.micrometer.observation.transport.SenderContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the registries of Micrometer have of calls that {@link MicrometerObserver} observes, over real HTTP. */
@Timeout(60)
class MicrometerTest {
    private static final String METRICS = "gen_ai.client.inference.";

    private final TestObservationRegistry observations = TestObservationRegistry.create();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Stopped stopped = new Stopped();
    private Observation parent;
    private Observation.Scope scope;

    @BeforeEach
    void makeParentCurrent() {
        meters.config().meterFilter(new MicrometerBuckets());
        // handlers are notified of a stop in reverse order, so this one is the last
        observations.observationConfig().observationHandler(stopped);
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        ObservationThreadLocalAccessor.getInstance().setObservationRegistry(observations);
        parent = Observation.start("caller", observations);
        scope = parent.openScope();
    }

    @AfterEach
    void eachObservationIsStopped() {
        scope.close();
        parent.stop();
        TestObservationRegistryAssert.assertThat(observations)
                .doesNotHaveAnyRemainingCurrentObservation()
                .hasNumberOfObservationsEqualTo(stopped.count.get());
    }

    private Diglot client(String url) {
        return TestClients.retrying(url)
                .streamUsage(true)
                .observer(new MicrometerObserver(observations, meters))
                .contextPropagation(
                        () -> ContextSnapshotFactory.builder().build().captureAll()::wrap)
                .build();
    }

    private static Map<String, String> values(KeyValues values) {
        return values.stream().collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
    }

    private static Map<String, String> texts(Map<String, Object> values) {
        return values.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().toString()));
    }

    private static Map<String, String> tags(Meter meter) {
        return meter.getId().getTags().stream().collect(Collectors.toMap(Tag::getKey, Tag::getValue));
    }

    /** Returns the keys of low cardinality of a call that has succeeded. */
    private static Map<String, String> low(Dialect dialect, FakeEndpoint endpoint) {
        Map<String, String> low = new HashMap<>(texts(GenAiExamples.common(dialect, endpoint.url())));
        low.put("error.type", "none");
        low.put("diglot.cancelled", "false");
        return low;
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void observationHasTheKeysOfTheConventions(CallForm form, Dialect dialect) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(GenAiExamples.reply(dialect));
                Diglot client = client(endpoint.url())) {
            form.call(client, GenAiExamples.request(dialect), RequestOptions.none())
                    .text();

            Observation.Context context = stopped.next();
            Map<String, String> low = values(context.getLowCardinalityKeyValues());
            Map<String, String> all = values(context.getAllKeyValues());
            String timeToFirstChunk = all.remove("gen_ai.response.time_to_first_chunk");

            assertThat(low).isEqualTo(low(dialect, endpoint));
            Map<String, String> expected = texts(GenAiExamples.ofSpan(form, dialect, endpoint.url()));
            expected.putAll(low);
            assertThat(all).isEqualTo(expected);
            assertThat(timeToFirstChunk != null && Double.parseDouble(timeToFirstChunk) > 0)
                    .isEqualTo(form.isStreamed());
            assertThat(context.getContextualName()).isEqualTo("chat m");
            assertThat(context.getParentObservation()).isSameAs(parent);
            assertThat(context.getError()).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void attemptsAreEventsOfOneObservationWhoseContextTheyCarry(CallForm form, Dialect dialect) throws Exception {
        List<ReceivedRequest> attempts;
        try (FakeEndpoint endpoint =
                        FakeEndpoint.start(Reply.error(ErrorKind.SERVICE_UNAVAILABLE), GenAiExamples.reply(dialect));
                Diglot client = client(endpoint.url())) {
            form.call(client, GenAiExamples.request(dialect), RequestOptions.none())
                    .text();
            attempts = endpoint.requests();
        }

        Observation.Context context = stopped.next();
        assertThat(context.getParentObservation()).isSameAs(parent);
        assertThat(context.getError()).isNull();
        assertThat(stopped.events).containsExactly("retry after ServiceUnavailableException");
        assertThat(attempts)
                .extracting(attempt -> attempt.header("traceparent"))
                .containsExactly("00-chat m", "00-chat m");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.testing.CallForm#calls")
    void metersHaveTheValuesOfTheCall(CallForm form, Dialect dialect) throws Exception {
        Map<String, String> low;
        try (FakeEndpoint endpoint = FakeEndpoint.start(GenAiExamples.reply(dialect));
                Diglot client = client(endpoint.url())) {
            form.call(client, GenAiExamples.request(dialect), RequestOptions.none())
                    .text();
            stopped.next();
            low = low(dialect, endpoint);
        }

        Timer duration = meters.get(METRICS + "duration").timer();
        assertThat(duration.count()).isEqualTo(1);
        assertThat(duration.totalTime(TimeUnit.NANOSECONDS)).isPositive();
        assertBounds(duration.takeSnapshot().histogramCounts(), 1e7, 2);
        Map<String, String> withError = new HashMap<>(low);
        withError.put("error", "none");
        assertThat(tags(duration)).isEqualTo(withError);

        Timer first = meters.find(METRICS + "time_to_first_chunk").timer();
        assertThat(first != null).isEqualTo(form.isStreamed());
        if (first != null) {
            assertThat(tags(first)).isEqualTo(low);
            assertBounds(first.takeSnapshot().histogramCounts(), 1e7, 2);
        }
        for (String name : List.of("input_tokens", "output_tokens")) {
            var summary = meters.get(METRICS + "operation." + name).summary();
            assertThat(summary.totalAmount())
                    .isEqualTo(GenAiExamples.TOKENS.get(name).doubleValue());
            assertThat(tags(summary)).isEqualTo(low);
            assertBounds(summary.takeSnapshot().histogramCounts(), 1, 4);
        }
        low.put("gen_ai.token.modality", "unknown");
        GenAiExamples.TOKENS.forEach((name, tokens) -> {
            var counter = meters.get(METRICS + "usage." + name).counter();
            assertThat(counter.count()).isEqualTo(tokens.doubleValue());
            assertThat(tags(counter)).isEqualTo(low);
        });
    }

    private static void assertBounds(CountAtBucket[] buckets, double first, int factor) {
        assertThat(buckets)
                .extracting(CountAtBucket::bucket)
                .containsExactlyElementsOf(DoubleStream.iterate(first, bound -> bound * factor)
                        .limit(14)
                        .boxed()
                        .toList());
    }

    @Test
    void callsWithoutInferenceHaveNoObservation() throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.body(200, "application/json", "{\"data\":[]}"));
                Diglot client = client(endpoint.url())) {
            client.models().list();
        }

        assertThat(meters.getMeters())
                .extracting(meter -> meter.getId().getName())
                .containsOnly("caller.active");
    }

    @ParameterizedTest
    @EnumSource
    void failureIsTheErrorOfTheObservation(CallForm form) throws Exception {
        Throwable failure;
        try (FakeEndpoint endpoint = FakeEndpoint.start(Reply.error(ErrorKind.SERVICE_UNAVAILABLE));
                Diglot client = client(endpoint.url())) {
            failure = form.call(client, Dialect.CHAT).failure(ServiceUnavailableException.class);
        }

        assertFailed(failure);
        assertThat(meters.get(METRICS + "usage.input_tokens").counter().count()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void truncatedStreamIsAnErrorWithWhatWasReceived(Dialect dialect) throws Exception {
        for (CallForm form : List.of(CallForm.STREAM, CallForm.PUBLISH)) {
            Throwable failure;
            try (FakeEndpoint endpoint = FakeEndpoint.start(GenAiExamples.start(dialect, Cut.CLOSE));
                    Diglot client = client(endpoint.url())) {
                failure = form.call(client, dialect).failure(StreamTruncatedException.class);
            }

            assertThat(values(assertFailed(failure).getHighCardinalityKeyValues()))
                    .containsEntry("gen_ai.response.id", "r-1")
                    .containsEntry("gen_ai.response.finish_reasons", "[error]");
        }
    }

    private Observation.Context assertFailed(Throwable failure) throws InterruptedException {
        Observation.Context context = stopped.next();
        assertThat(context.getError()).isSameAs(failure);
        assertThat(values(context.getLowCardinalityKeyValues()))
                .containsEntry("error.type", failure.getClass().getName())
                .containsEntry("diglot.cancelled", "false");
        return context;
    }

    @ParameterizedTest
    @EnumSource
    void cancellationIsNoError(StreamCancellation way) throws Exception {
        try (FakeEndpoint endpoint = FakeEndpoint.start(GenAiExamples.start(Dialect.CHAT, Cut.STALL));
                Diglot client = client(endpoint.url())) {
            way.cancel(client);
        }

        Observation.Context context = stopped.next();
        assertThat(context.getError()).isNull();
        assertThat(context.getParentObservation()).isSameAs(parent);
        assertThat(values(context.getLowCardinalityKeyValues()))
                .containsEntry("error.type", "none")
                .containsEntry("diglot.cancelled", "true");
        assertThat(values(context.getHighCardinalityKeyValues()))
                .containsEntry("gen_ai.response.finish_reasons", "[error]");
    }

    @ParameterizedTest
    @MethodSource("dev.diglot.tool.LoopForm#all")
    void eachRoundOfAToolLoopAndEachToolIsAnObservationOfTheCaller(LoopForm form) throws Exception {
        form.runThreeRounds(
                this::client,
                LoopForm.lookup(() ->
                                Observation.start("execute_tool", observations).stop())
                        .build());

        for (int i = 0; i < 5; i++) {
            assertThat(stopped.next().getParentObservation()).isSameAs(parent);
        }
    }

    /** Knows the observations that have stopped, and puts a header into the carrier of each, as a tracer does. */
    private static final class Stopped implements ObservationHandler<Observation.Context> {
        private final BlockingQueue<Observation.Context> contexts = new LinkedBlockingQueue<>();
        private final List<String> events = new CopyOnWriteArrayList<>();
        private final AtomicInteger count = new AtomicInteger();

        Observation.Context next() throws InterruptedException {
            Observation.Context context = contexts.poll(10, TimeUnit.SECONDS);
            assertThat(context).isNotNull();
            return context;
        }

        @Override
        @SuppressWarnings("unchecked")
        public void onStart(Observation.Context context) {
            if (context instanceof SenderContext<?> sender) {
                ((SenderContext<Object>) sender)
                        .getSetter()
                        .set(sender.getCarrier(), "traceparent", "00-" + context.getContextualName());
            }
        }

        @Override
        public void onEvent(Observation.Event event, Observation.Context context) {
            events.add(event.getContextualName());
        }

        @Override
        public void onStop(Observation.Context context) {
            count.incrementAndGet();
            contexts.add(context);
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }
}
