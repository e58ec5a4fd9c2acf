// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.Diglot;
import dev.diglot.config.CallObserver;
import dev.diglot.config.ContextPropagation;
import dev.diglot.config.Credentials;
import dev.diglot.config.Interceptor;
import dev.diglot.config.RetryPolicy;
import dev.diglot.error.DiglotException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.ServiceUnavailableException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.spring.DiglotAutoConfiguration;
import dev.diglot.spring.DiglotProperties;
import dev.diglot.stream.ChatStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.core.Ordered;

/** The bean that the properties and the other beans of an application yield. */
@Timeout(60)
class DiglotAutoConfigurationTest {
    private static final ChatCompletionRequest REQUEST = ChatCompletionRequest.builder(
                    "glm-5", List.of(ChatMessage.user("How much is 1 plus 1?")))
            .build();

    private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

    private final ApplicationContextRunner empty =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(DiglotAutoConfiguration.class));
    private Endpoint endpoint;
    private ApplicationContextRunner runner;

    @BeforeEach
    void start() throws Exception {
        endpoint = new Endpoint();
        runner = empty.withPropertyValues("diglot.base-url=" + endpoint.url());
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @Test
    void withoutAnyPropertyThereIsNoBean() {
        empty.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Diglot.class));
    }

    @Test
    void variableOfTheApplicationYieldsNoBean() {
        withEnvironment("DIGLOT_MODEL=glm-5")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Diglot.class));
    }

    @Test
    void propertiesOfTheAddressAndTheKeyYieldABean() {
        runner.withPropertyValues("diglot.api-key=" + TestKey.value()).run(context -> {
            ChatCompletion reply = context.getBean(Diglot.class).chat().create(REQUEST);

            assertThat(reply.text()).isEqualTo("It is 2.");
            assertThat(authorization()).isEqualTo("Bearer " + TestKey.value());
        });
    }

    @Test
    void environmentVariablesYieldABean() {
        withEnvironment("DIGLOT_BASE_URL=" + endpoint.url(), "DIGLOT_API_KEY=" + TestKey.value())
                .run(context -> {
                    context.getBean(Diglot.class).chat().create(REQUEST);

                    assertThat(authorization()).isEqualTo("Bearer " + TestKey.value());
                });
    }

    @Test
    void eachPropertyButTheHeadersYieldsABean() {
        for (RecordComponent component : DiglotProperties.class.getRecordComponents()) {
            boolean isHeaders = component.getName().equals("headers");
            String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            empty.withPropertyValues("diglot." + name + (isHeaders ? ".x-team=red" : "=${NO_SUCH_VARIABLE}"))
                    .run(context -> {
                        if (isHeaders) {
                            assertThat(context).hasNotFailed().doesNotHaveBean(Diglot.class);
                        } else {
                            assertThat(failure(context.getStartupFailure())).contains("diglot." + name);
                        }
                    });
        }
    }

    private ApplicationContextRunner withEnvironment(String... variables) {
        return empty.withInitializer(context -> TestPropertyValues.of(variables)
                .applyTo(context.getEnvironment(), TestPropertyValues.Type.SYSTEM_ENVIRONMENT));
    }

    private String authorization() throws InterruptedException {
        return endpoint.request().headers().getFirst("authorization");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            chat-base-url=http://127.0.0.1:1/a | chat=http://127.0.0.1:1/a/v1,
            messages-base-url=http://127.0.0.1:1/b | messages=http://127.0.0.1:1/b/v1,
            response-timeout=7s | responseTimeout=PT7S
            idle-timeout=2m | idleTimeout=PT2M
            deadline=PT1H | deadline=PT1H
            max-retries=5 | maxRetries=5
            json-reply-mode=forced-tool | jsonReplyMode=FORCED_TOOL
            headers.x-team=red | headers=[x-team]
            """)
    void propertyTakesEffect(String property, String expected) {
        runner.withPropertyValues("diglot." + property)
                .run(context ->
                        assertThat(context.getBean(Diglot.class).toString()).contains(expected));
    }

    @Test
    void providerSetsTheAddresses() {
        empty.withPropertyValues("diglot.provider=tokenhub")
                .run(context -> assertThat(context.getBean(Diglot.class).toString())
                        .contains("chat=https://tokenhub-intl.tencentcloudmaas.com/v1"));
    }

    @Test
    void siteSelectsTheAddress() {
        empty.withPropertyValues("diglot.provider=tokenhub", "diglot.site=guangzhou")
                .run(context -> assertThat(context.getBean(Diglot.class).toString())
                        .contains("chat=https://tokenhub.tencentcloudmaas.com/v1"));
    }

    @Test
    void headersAreSent() {
        runner.withPropertyValues("diglot.headers.x-team=red", "diglot.headers.x-shift=late")
                .run(context -> {
                    context.getBean(Diglot.class).chat().create(REQUEST);

                    Endpoint.Request request = endpoint.request();
                    assertThat(request.headers().getFirst("x-team")).isEqualTo("red");
                    assertThat(request.headers().getFirst("x-shift")).isEqualTo("late");
                });
    }

    @Test
    void retriesAreCounted() {
        endpoint.respond(exchange -> {
            exchange.exchange().getResponseHeaders().set("retry-after-ms", "1");
            exchange.respond(503, "{\"error\":{\"message\":\"busy\"}}");
        });
        runner.withPropertyValues("diglot.max-retries=3").run(context -> {
            assertThatThrownBy(() -> context.getBean(Diglot.class).chat().create(REQUEST))
                    .isInstanceOf(ServiceUnavailableException.class);

            assertThat(endpoint.unreadRequests()).isEqualTo(4);
        });
    }

    @Test
    void sizeOfAnEventIsBounded() {
        endpoint.respond(Replies::stream);
        runner.withPropertyValues("diglot.max-event-size=100B").run(context -> {
            try (ChatStream stream = context.getBean(Diglot.class).chat().stream(REQUEST)) {
                assertThatThrownBy(stream::result)
                        .isInstanceOf(ProtocolException.class)
                        .hasMessageContaining("100");
            }
        });
    }

    @Test
    void sizeOfABodyIsBounded() {
        runner.withPropertyValues("diglot.max-body-size=100B")
                .run(context -> assertThatThrownBy(
                                () -> context.getBean(Diglot.class).chat().create(REQUEST))
                        .isInstanceOf(ProtocolException.class)
                        .hasMessageContaining("100"));
    }

    @Test
    void plainHttpToAnotherMachineCanBeAllowed() {
        empty.withPropertyValues(
                        "diglot.base-url=http://192.0.2.1",
                        "diglot.api-key=" + TestKey.value(),
                        "diglot.allow-plain-http=true")
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Diglot.class));
    }

    @Test
    void usageOfStreamsIsRequested() {
        endpoint.respond(Replies::stream);
        runner.withPropertyValues("diglot.stream-usage=true").run(context -> {
            try (ChatStream stream = context.getBean(Diglot.class).chat().stream(REQUEST)) {
                assertThat(stream.result().text()).isEqualTo("It is 2.");
            }

            assertThat(endpoint.request().body()).contains("\"include_usage\":true");
        });
    }

    @Test
    void beanOfTheApplicationWins() {
        try (Diglot own = Diglot.builder().baseUrl("http://127.0.0.1:1/own").build()) {
            runner.withBean("own", Diglot.class, () -> own)
                    .run(context -> assertThat(context.getBean(Diglot.class)).isSameAs(own));
        }
    }

    @Test
    void interceptorsAndObserversAreUsedInOrder() {
        List<String> order = new CopyOnWriteArrayList<>();
        ApplicationContextRunner withBeans = runner;
        for (int number : List.of(3, 1, 2)) {
            withBeans = withBeans
                    .withBean("interceptor" + number, Interceptor.class, () -> new First("attempt", number, order))
                    .withBean("observer" + number, CallObserver.class, () -> new Second("call", number, order));
        }

        withBeans.run(context -> {
            context.getBean(Diglot.class).chat().create(REQUEST);

            assertThat(order).containsExactly("call 1", "call 2", "call 3", "attempt 1", "attempt 2", "attempt 3");
        });
    }

    private record First(String name, int getOrder, List<String> order) implements Interceptor, Ordered {
        @Override
        public AttemptObserver intercept(Attempt attempt) {
            order.add(name + " " + getOrder);
            return null;
        }
    }

    private record Second(String name, int getOrder, List<String> order) implements CallObserver, Ordered {
        @Override
        public Observation start(Call call) {
            order.add(name + " " + getOrder);
            return null;
        }
    }

    @Test
    void contextOfTheCallerReachesAnInterceptor() {
        List<String> tenants = new CopyOnWriteArrayList<>();
        endpoint.respond(Replies::stream);
        runner.withBean(ContextPropagation.class, () -> DiglotAutoConfigurationTest::captureTenant)
                .withBean(Interceptor.class, () -> attempt -> {
                    tenants.add(TENANT.get() + " on " + Thread.currentThread().isDaemon());
                    return null;
                })
                .run(context -> {
                    TENANT.set("red");
                    Subscriber subscriber = new Subscriber();
                    context.getBean(Diglot.class).chat().publish(REQUEST).subscribe(subscriber);
                    TENANT.remove();

                    assertThat(subscriber.chunks()).hasSize(3);
                    assertThat(tenants).containsExactly("red on true");
                });
    }

    private static UnaryOperator<Runnable> captureTenant() {
        String captured = TENANT.get();
        return task -> () -> {
            TENANT.set(captured);
            try {
                task.run();
            } finally {
                TENANT.remove();
            }
        };
    }

    @Test
    void credentialsTakePrecedenceOverTheKey() {
        runner.withPropertyValues("diglot.api-key=" + TestKey.other())
                .withBean(Credentials.class, () -> Credentials.apiKey(TestKey.value()))
                .run(context -> {
                    context.getBean(Diglot.class).chat().create(REQUEST);

                    Endpoint.Request request = endpoint.request();
                    assertThat(request.headers().getFirst("x-api-key")).isEqualTo(TestKey.value());
                    assertThat(request.headers().getFirst("authorization")).isNull();
                });
    }

    @Test
    void retryPolicyTakesPrecedenceOverTheNumberOfRetries() {
        runner.withPropertyValues("diglot.max-retries=3")
                .withBean(RetryPolicy.class, RetryPolicy::none)
                .run(context -> assertThat(context.getBean(Diglot.class).toString())
                        .contains("maxRetries=" + RetryPolicy.none().maxRetries()));
    }

    @Test
    void severalCredentialsFailTheStart() {
        runner.withBean("first", Credentials.class, () -> Credentials.of(TestKey.value()))
                .withBean("second", Credentials.class, () -> Credentials.of(TestKey.other()))
                .run(context -> assertThat(failure(context.getStartupFailure()))
                        .contains("expected single matching bean but found 2: first,second"));
    }

    @Test
    void httpClientIsUsed() {
        HttpClient redirecting = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build();
        runner.withBean("first", HttpClient.class, () -> redirecting)
                .run(context -> assertThat(failure(context.getStartupFailure())).contains("followRedirects"));
        runner.withBean("first", HttpClient.class, () -> redirecting)
                .withBean("second", HttpClient.class, () -> redirecting)
                .run(context -> assertThat(context).as("none is primary").hasNotFailed());
    }

    @Test
    void withoutActuatorThereIsNoMasking() {
        runner.run(context -> assertThat(context).hasBean("diglotSanitizingFunction"));
        runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Diglot.class)
                        .doesNotHaveBean("diglotSanitizingFunction"));
    }

    static List<Arguments> wrongProperties() {
        String url = "diglot.base-url=http://127.0.0.1:1";
        String key = "diglot.api-key=" + TestKey.value();
        return List.of(
                wrong("scheme", "diglot.base-url", "diglot.base-url=ftp://127.0.0.1"),
                wrong(
                        "password in address",
                        "diglot.base-url",
                        "diglot.base-url=https://me:" + TestKey.value() + "@x.y"),
                wrong("key as address", "diglot.base-url", "diglot.base-url=" + TestKey.value()),
                wrong("scheme for chat", "diglot.chat-base-url", "diglot.chat-base-url=ftp://127.0.0.1"),
                wrong("scheme for messages", "diglot.messages-base-url", "diglot.messages-base-url=ftp://127.0.0.1"),
                wrong("line break in key", "diglot.api-key", url, key + "\n" + TestKey.other()),
                wrong("empty key", "diglot.api-key", url, "diglot.api-key="),
                wrong("missing variable", "diglot.api-key", url, "diglot.api-key=${NO_SUCH_VARIABLE}"),
                wrong("zero connect timeout", "diglot.connect-timeout", url, "diglot.connect-timeout=0s"),
                wrong("negative response timeout", "diglot.response-timeout", url, "diglot.response-timeout=-1s"),
                wrong("no duration", "diglot.idle-timeout", url, key, "diglot.idle-timeout=long"),
                wrong("negative idle timeout", "diglot.idle-timeout", url, "diglot.idle-timeout=-2m"),
                wrong("negative deadline", "diglot.deadline", url, "diglot.deadline=-1h"),
                wrong("unknown provider", "diglot.provider", url, key, "diglot.provider=nobody"),
                wrong("site without provider", "diglot.site", url, "diglot.site=guangzhou"),
                wrong("unknown site", "diglot.site", "diglot.provider=tokenhub", "diglot.site=nowhere"),
                wrong("101 retries", "diglot.max-retries", url, "diglot.max-retries=101"),
                wrong("header of the key", "diglot.headers.authorization", url, "diglot.headers.authorization=" + key),
                wrong("header with a line break", "diglot.headers.cookie", url, "diglot.headers.cookie=a\n" + key),
                wrong("missing header", "diglot.headers.x-team", url, "diglot.headers.x-team=${NO_SUCH_VARIABLE}"),
                wrong("empty event size", "diglot.max-event-size", url, "diglot.max-event-size=0B"),
                wrong("negative body size", "diglot.max-body-size", url, "diglot.max-body-size=-3GB"),
                wrong("unknown mode", "diglot.json-reply-mode", url, "diglot.json-reply-mode=none"),
                wrong("plain http", "diglot.allow-plain-http", "diglot.base-url=http://192.0.2.1", key),
                wrong("no address", "diglot.base-url", key));
    }

    private static Arguments wrong(String name, String property, String... properties) {
        return Arguments.argumentSet(name, property, properties);
    }

    @ParameterizedTest
    @MethodSource("wrongProperties")
    void wrongPropertyFailsTheStartAndIsNamed(String property, String... properties) {
        empty.withPropertyValues(properties).run(context -> {
            Throwable failure = context.getStartupFailure();

            assertThat(failure).isNotNull();
            assertThat(failure(failure))
                    .contains(property)
                    .doesNotContain(TestKey.value())
                    .doesNotContain(TestKey.other());
        });
    }

    @Test
    void connectTimeoutBesideAnHttpClientFailsTheStart() {
        runner.withPropertyValues("diglot.connect-timeout=5s")
                .withBean(HttpClient.class, HttpClient::newHttpClient)
                .run(context -> assertThat(failure(context.getStartupFailure())).contains("diglot.connect-timeout"));
    }

    private static String failure(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void beanIsClosedWithTheContext() throws Exception {
        List<Diglot> clients = new CopyOnWriteArrayList<>();
        runner.run(context -> {
            Diglot client = context.getBean(Diglot.class);
            clients.add(client);
            assertThat(client.chat().createAsync(REQUEST).get().text()).isEqualTo("It is 2.");
        });

        assertThatIllegalStateException()
                .isThrownBy(() -> clients.get(0).chat().create(REQUEST))
                .isNotInstanceOf(DiglotException.class);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("diglot-")) {
                thread.join(20_000);
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }
}
