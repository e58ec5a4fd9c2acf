// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.stream;

import static dev.diglot.testing.TestRequests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.Diglot;
import dev.diglot.model.ChatCompletionChunk;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import dev.diglot.testing.Unreachable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.ITestListener;
import org.testng.ITestResult;
import org.testng.TestNG;
import org.testng.annotations.AfterClass;
import org.testng.xml.XmlClass;
import org.testng.xml.XmlSuite;
import org.testng.xml.XmlTest;

/**
 * Runs the test kit of Reactive Streams (TCK) against the publishers that {@code publish} returns. Chat only:
 * the kit needs streams of one element, and the shortest complete message has three. The publisher is the same class.
 */
@Tag("thorough")
@Timeout(240)
class PublisherTckTest {
    /** The number of tests that the kit has for a publisher. */
    private static final int TESTS = 38;

    /** The prefix of the tests that every publisher must pass; the others are optional or cannot be run by the kit. */
    private static final String REQUIRED = "required_";

    private static final int REQUIRED_TESTS = 22;

    @Test
    void publisherPassesTheReactiveStreamsTck() {
        Results results = new Results();

        run(ChatVerification.class, results);

        System.out.println("Reactive Streams TCK: " + results.passed.size() + " passed, " + results.failed.size()
                + " failed, " + results.skipped.size() + " skipped: " + results.skipped);
        assertThat(results.failed).isEmpty();
        assertThat(results.passed.size() + results.skipped.size()).isEqualTo(TESTS);
        assertThat(results.passed.stream().filter(name -> name.startsWith(REQUIRED)))
                .hasSize(REQUIRED_TESTS);
        assertThat(results.skipped).noneMatch(name -> name.startsWith(REQUIRED));
    }

    private static void run(Class<?> verification, Results results) {
        XmlSuite suite = new XmlSuite();
        XmlTest test = new XmlTest(suite);
        test.setClasses(List.of(new XmlClass(verification)));
        TestNG engine = new TestNG(false); // no reports in files
        engine.setVerbose(0);
        engine.setXmlSuites(List.of(suite));
        engine.addListener(results);
        engine.run();
    }

    private static final class Results implements ITestListener {
        private final List<String> passed = new ArrayList<>();
        private final Map<String, Throwable> failed = new TreeMap<>();
        private final List<String> skipped = new ArrayList<>();

        @Override
        public void onTestSuccess(ITestResult result) {
            passed.add(result.getName());
        }

        @Override
        public void onTestFailure(ITestResult result) {
            failed.put(result.getName(), result.getThrowable());
        }

        @Override
        public void onTestSkipped(ITestResult result) {
            skipped.add(result.getName());
        }
    }

    /** The kit's tests. TestNG creates one instance and calls its methods one after another. */
    public static final class ChatVerification extends FlowPublisherVerification<ChatCompletionChunk> {
        /** How long the kit waits for a signal. */
        private static final long PATIENCE_MILLIS = 2_000;

        /** How long the kit waits before it concludes that there is no signal. */
        private static final long SILENCE_MILLIS = 50;

        private static final long REFERENCE_GONE_MILLIS = 2_000;

        private static final String FIRST = SseFixtures.says("a");
        private static final String LAST = SseFixtures.finishes("stop");

        private final List<AutoCloseable> open = new ArrayList<>();

        public ChatVerification() {
            super(new TestEnvironment(PATIENCE_MILLIS, SILENCE_MILLIS), REFERENCE_GONE_MILLIS);
        }

        @Override
        public Flow.Publisher<ChatCompletionChunk> createFlowPublisher(long elements) {
            try {
                RawServer server = RawServer.start(exchange -> {
                    exchange.head("text/event-stream");
                    for (long i = 1; i < elements; i++) {
                        exchange.send(FIRST);
                    }
                    exchange.send((elements > 0 ? LAST : "") + SseFixtures.DONE);
                    exchange.end();
                });
                open.add(server);
                return publish(server.url());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Flow.Publisher<ChatCompletionChunk> createFailedFlowPublisher() {
            try {
                Unreachable endpoint = Unreachable.refusing();
                open.add(endpoint);
                return publish(endpoint.url());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Flow.Publisher<ChatCompletionChunk> publish(String url) {
            Diglot client = TestClients.builder(url).build();
            open.add(client);
            return client.chat().publish(CHAT);
        }

        /** Closes all at the end: some tests leave a subscription open, which would signal an error in the next test. */
        @AfterClass
        public void close() throws Exception {
            for (AutoCloseable each : open) {
                each.close();
            }
        }
    }
}
