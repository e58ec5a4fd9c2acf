// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import io.reactivex.rxjava3.core.Flowable;
import io.smallrye.mutiny.Multi;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.reactivestreams.FlowAdapters;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

/** The reactive libraries of the README. Each method is an operator of the library, between two publishers of the JDK. */
enum ReactiveLibrary {
    REACTOR {
        private <E> Flux<E> flux(Flow.Publisher<E> events) {
            return JdkFlowAdapter.flowPublisherToFlux(events);
        }

        @Override
        <E> Flow.Publisher<E> mapped(Flow.Publisher<E> events) {
            return JdkFlowAdapter.publisherToFlowPublisher(flux(events).map(event -> event));
        }

        @Override
        <E> Flow.Publisher<E> take(Flow.Publisher<E> events, int count) {
            return JdkFlowAdapter.publisherToFlowPublisher(flux(events).take(count));
        }

        @Override
        <E> Flow.Publisher<E> timeout(Flow.Publisher<E> events, Duration silence) {
            return JdkFlowAdapter.publisherToFlowPublisher(flux(events).timeout(silence));
        }

        @Override
        <E> Flow.Publisher<E> retryOnce(Supplier<Flow.Publisher<E>> events) {
            return JdkFlowAdapter.publisherToFlowPublisher(
                    Flux.defer(() -> flux(events.get())).retry(1));
        }

        @Override
        <E> Runnable subscribe(Flow.Publisher<E> events, Consumer<E> onEvent) {
            return flux(events).subscribe(onEvent)::dispose;
        }
    },
    MUTINY {
        private <E> Multi<E> multi(Flow.Publisher<E> events) {
            return Multi.createFrom().publisher(events);
        }

        @Override
        <E> Flow.Publisher<E> mapped(Flow.Publisher<E> events) {
            return multi(events).map(event -> event);
        }

        @Override
        <E> Flow.Publisher<E> take(Flow.Publisher<E> events, int count) {
            return multi(events).select().first(count);
        }

        @Override
        <E> Flow.Publisher<E> timeout(Flow.Publisher<E> events, Duration silence) {
            return multi(events).ifNoItem().after(silence).fail();
        }

        @Override
        <E> Flow.Publisher<E> retryOnce(Supplier<Flow.Publisher<E>> events) {
            return Multi.createFrom()
                    .deferred(() -> multi(events.get()))
                    .onFailure()
                    .retry()
                    .atMost(1);
        }

        @Override
        <E> Runnable subscribe(Flow.Publisher<E> events, Consumer<E> onEvent) {
            return multi(events).subscribe().with(onEvent)::cancel;
        }
    },
    RXJAVA {
        private <E> Flowable<E> flowable(Flow.Publisher<E> events) {
            return Flowable.fromPublisher(FlowAdapters.toPublisher(events));
        }

        @Override
        <E> Flow.Publisher<E> mapped(Flow.Publisher<E> events) {
            return FlowAdapters.toFlowPublisher(flowable(events).map(event -> event));
        }

        @Override
        <E> Flow.Publisher<E> take(Flow.Publisher<E> events, int count) {
            return FlowAdapters.toFlowPublisher(flowable(events).take(count));
        }

        @Override
        <E> Flow.Publisher<E> timeout(Flow.Publisher<E> events, Duration silence) {
            return FlowAdapters.toFlowPublisher(flowable(events).timeout(silence.toMillis(), TimeUnit.MILLISECONDS));
        }

        @Override
        <E> Flow.Publisher<E> retryOnce(Supplier<Flow.Publisher<E>> events) {
            return FlowAdapters.toFlowPublisher(
                    Flowable.defer(() -> flowable(events.get())).retry(1));
        }

        @Override
        <E> Runnable subscribe(Flow.Publisher<E> events, Consumer<E> onEvent) {
            return flowable(events).subscribe(onEvent::accept)::dispose;
        }
    };

    abstract <E> Flow.Publisher<E> mapped(Flow.Publisher<E> events);

    /** Cancels after so many events. */
    abstract <E> Flow.Publisher<E> take(Flow.Publisher<E> events, int count);

    /** Cancels, and fails, after this silence. */
    abstract <E> Flow.Publisher<E> timeout(Flow.Publisher<E> events, Duration silence);

    /** Subscribes once more after a failure, to another publisher. */
    abstract <E> Flow.Publisher<E> retryOnce(Supplier<Flow.Publisher<E>> events);

    /** Subscribes with unlimited demand; returns what cancels. */
    abstract <E> Runnable subscribe(Flow.Publisher<E> events, Consumer<E> onEvent);
}
