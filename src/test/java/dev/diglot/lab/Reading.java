// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import dev.diglot.Diglot;
import dev.diglot.error.ApiException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.MessageRequest;
import dev.diglot.stream.ChatAccumulator;
import dev.diglot.stream.EventStream;
import dev.diglot.stream.MessageAccumulator;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A stream that was read to its end.
 *
 * @param events how many events it gave
 * @param whole its result, or what there was of it
 * @param failure how it failed, or null
 */
record Reading(int events, Object whole, Throwable failure) {
    /** The two ways in which a stream can be read. */
    enum Way {
        STREAM,
        PUBLISH
    }

    private static final int PATIENCE_SECONDS = 60;

    static Reading of(Diglot client, Way way, ChatCompletionRequest request) throws Exception {
        if (way == Way.STREAM) {
            return loop(() -> client.chat().stream(request));
        }
        ChatAccumulator fold = new ChatAccumulator();
        return subscribe(client.chat().publish(request), fold::accept, fold::result);
    }

    static Reading of(Diglot client, Way way, MessageRequest request) throws Exception {
        if (way == Way.STREAM) {
            return loop(() -> client.messages().stream(request));
        }
        MessageAccumulator fold = new MessageAccumulator();
        return subscribe(client.messages().publish(request), fold::accept, fold::result);
    }

    /** What the failure holds of the answer, or null if its kind holds nothing. */
    Object partialOfFailure() {
        if (failure instanceof StreamTruncatedException cut) {
            return cut.partial();
        }
        return failure instanceof ApiException error ? error.partial() : null;
    }

    private static <E, R> Reading loop(Supplier<? extends EventStream<E, R>> opened) {
        int events = 0;
        try (EventStream<E, R> stream = opened.get()) {
            try {
                for (Iterator<E> rest = stream.iterator(); rest.hasNext(); rest.next()) {
                    events++;
                }
                return new Reading(events, stream.result(), null);
            } catch (DiglotException e) {
                return new Reading(events, stream.partial(), e);
            }
        } catch (DiglotException e) {
            return new Reading(0, null, e);
        }
    }

    private static <E> Reading subscribe(Flow.Publisher<E> publisher, Consumer<E> fold, Supplier<?> whole)
            throws Exception {
        OneByOne<E> subscriber = new OneByOne<>(fold);
        publisher.subscribe(subscriber);
        Throwable failure = subscriber.end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return new Reading(subscriber.events, whole.get(), failure);
    }

    /** Asks for one event at a time; a signal that it did not ask for, or that comes too late, is its failure. */
    private static final class OneByOne<E> implements Flow.Subscriber<E> {
        private final Consumer<E> fold;
        private final CompletableFuture<Throwable> end = new CompletableFuture<>();
        private Flow.Subscription subscription;
        private int events;
        private boolean asked;

        OneByOne(Consumer<E> fold) {
            this.fold = fold;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            ask();
        }

        @Override
        public void onNext(E event) {
            if (!asked || end.isDone()) {
                end.obtrudeValue(new IllegalStateException("an event that was not asked for"));
                return;
            }
            asked = false;
            events++;
            fold.accept(event);
            ask();
        }

        @Override
        public void onError(Throwable failure) {
            end(failure);
        }

        @Override
        public void onComplete() {
            end(null);
        }

        private void ask() {
            asked = true;
            subscription.request(1);
        }

        private void end(Throwable failure) {
            if (!end.complete(failure)) {
                end.obtrudeValue(new IllegalStateException("a second end"));
            }
        }
    }
}
