// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import dev.diglot.Diglot;
import dev.diglot.error.CallTimeoutException.Phase;
import dev.diglot.json.JsonBindingException;
import dev.diglot.json.JsonType;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.Dialect;
import dev.diglot.model.ErrorKind;
import dev.diglot.testing.CallForm;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.Readme;
import dev.diglot.testing.Serialized;
import dev.diglot.testing.Spec;
import dev.diglot.testing.TestClients;
import dev.diglot.tool.ToolFailure;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every public exception survives serialization with all that its accessors return. */
class StoredExceptionsTest {
    private static final String PATTERN = "dev.diglot.**;java.base/*;java.net.http/*;com.fasterxml.jackson.core.**;!*";
    private static final ObjectInputFilter FILTER = ObjectInputFilter.Config.createFilter(PATTERN);

    private static final ChatCompletion PARTIAL =
            ChatCompletion.fromJson("{\"choices\":[{\"message\":{\"content\":null,\"new\":[1e400,{\"a\":null}]}}]}");

    record Forecast(int high) {}

    static List<RuntimeException> exceptions() {
        List<RuntimeException> exceptions = new ArrayList<>();
        for (int status : new int[] {200, 302, 400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 503, 529}) {
            exceptions.add(api(status, "code_" + status));
        }
        for (ErrorKind kind : ErrorKind.values()) {
            exceptions.add(api(403, kind.name().toLowerCase(Locale.ROOT)));
        }
        exceptions.add(new ConnectionException("broke", true, new ConnectException("refused")));
        exceptions.add(ConnectionException.permanent("no TLS", null));
        exceptions.add(new CallTimeoutException(Phase.IDLE, Duration.ofMillis(1500), "a:1", null));
        exceptions.add(new CallCancelledException("closed", new InterruptedException()));
        exceptions.add(new ProtocolException(200, "it is HTML", bytes("<html>"), new IOException("\u001B[31m")));
        exceptions.add(new StreamTruncatedException("message_stop", null, new IOException("reset")));
        exceptions.add(new ToolLoopException(
                "a tool failed",
                ChatCompletionRequest.builder("m", List.of(ChatMessage.user("hi")))
                        .build(),
                new ToolFailure("no")));
        exceptions.add(binding("{\"high\":\"x\"}"));
        exceptions.add(binding("no JSON"));
        for (RuntimeException e : exceptions) {
            e.addSuppressed(api(429, "earlier"));
            if (e instanceof DiglotException ours) {
                ours.attachPartial(PARTIAL);
            }
        }
        return exceptions;
    }

    private static ApiException api(int status, String code) {
        Map<String, List<String>> headers = Map.of(
                "Content-Type", List.of("application/json"),
                "Retry-After", List.of("3"),
                "X-Request-Id", List.of("r1"));
        String body = "{\"error\":{\"message\":\"m ä\",\"code\":\"" + code + "\",\"type\":\"t\",\"param\":\"p\"}}";
        return ErrorDecoder.decode(status, headers, bytes(body));
    }

    private static JsonBindingException binding(String text) {
        try {
            ChatCompletion.fromJson(
                            "{\"choices\":[{\"message\":{\"content\":\"" + text.replace("\"", "\\\"") + "\"}}]}")
                    .as(JsonType.of(Forecast.class));
        } catch (JsonBindingException e) {
            return e;
        }
        throw new AssertionError(text);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void everyAccessorReturnsTheSame(RuntimeException e) throws Exception {
        Throwable copy = (Throwable) Serialized.read(Serialized.write(e), FILTER);

        assertSame(copy, e);
        assertSame(copy.getSuppressed()[0], e.getSuppressed()[0]);
        assertThat(copy.getCause() == null).isEqualTo(e.getCause() == null);
        if (e.getCause() != null) {
            assertThat(copy.getCause())
                    .hasSameClassAs(e.getCause())
                    .hasToString(e.getCause().toString());
        }
        if (e instanceof DiglotException ours) {
            assertThat(ours.partial()).isEqualTo(PARTIAL);
            assertThat(((DiglotException) copy).partial()).isEqualTo(PARTIAL);
        }
    }

    @Test
    void filterIsThatOfTheGuide() throws Exception {
        assertThat(Readme.text()).contains("\"" + PATTERN + "\"");
    }

    /** Heads and bodies of responses that fail, and none, each with the class of the failure and of its cause. */
    static Stream<Arguments> failures() {
        String json = "HTTP/1.1 200 X\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n";
        return Stream.of(
                Arguments.of("", CallTimeoutException.class, HttpTimeoutException.class),
                Arguments.of(json, CallTimeoutException.class, null),
                Arguments.of(json + "{\"id\":tru" + " ".repeat(91), ProtocolException.class, JsonParseException.class),
                Arguments.of("HTTP/1.1 503 X\r\ncontent-length: 0\r\n\r\n", ServiceUnavailableException.class, null),
                Arguments.of("no HTTP\r\n\r\n", ProtocolException.class, IOException.class));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureOfARealCallPassesTheFilter(
            String response, Class<? extends Throwable> kind, @Nullable Class<? extends Throwable> cause)
            throws Exception {
        Throwable failure;
        try (RawServer server = RawServer.silentAfter(response);
                Diglot client = TestClients.builder(server)
                        .responseTimeout(Duration.ofMillis(500))
                        .idleTimeout(Duration.ofMillis(500))
                        .build()) {
            failure = CallForm.CREATE.call(client, Dialect.CHAT).failure(kind);
        }

        Throwable copy = (Throwable) Serialized.read(Serialized.write(failure), FILTER);

        assertSame(copy, failure);
        if (cause == null) {
            assertThat(copy.getCause()).isNull();
        } else {
            assertThat(copy.getCause()).isInstanceOf(cause).hasSameClassAs(failure.getCause());
        }
    }

    private static void assertSame(Throwable copy, Throwable original) {
        assertThat(copy).hasSameClassAs(original).hasMessage(original.getMessage());
        assertThat(copy.getStackTrace()).isEqualTo(original.getStackTrace());
        for (Method accessor : Spec.accessors(original.getClass())) {
            if (accessor.getDeclaringClass().getName().startsWith("dev.diglot")) {
                assertThat(Spec.get(copy, accessor)).as(accessor.toString()).isEqualTo(Spec.get(original, accessor));
            }
        }
    }

    @Test
    void everyPublicExceptionIsTested() throws Exception {
        List<Class<?>> tested =
                exceptions().stream().<Class<?>>map(Object::getClass).distinct().toList();

        assertThat(tested).contains(JsonBindingException.class).containsAll(publicExceptions());
    }

    private static List<Class<?>> publicExceptions() throws Exception {
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("target/classes/dev/diglot/error"))) {
            for (Path file : files.toList()) {
                Class<?> type = Class.forName(
                        "dev.diglot.error." + file.getFileName().toString().replace(".class", ""));
                boolean isThrown = Throwable.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers());
                if (isThrown) {
                    classes.add(type);
                }
            }
        }
        assertThat(classes).hasSizeGreaterThan(10);
        return classes;
    }

    @Test
    void partialResultThatIsNoModelIsLeftOut() throws Exception {
        DiglotException copy = Serialized.copy(api(500, "c").attachPartial(new Object()));

        assertThat(copy.partial()).isNull();
    }
}
