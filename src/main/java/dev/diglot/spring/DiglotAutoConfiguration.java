// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.spring;

import dev.diglot.Diglot;
import dev.diglot.config.CallObserver;
import dev.diglot.config.ContextPropagation;
import dev.diglot.config.Credentials;
import dev.diglot.config.Interceptor;
import dev.diglot.config.RetryPolicy;
import dev.diglot.internal.text.SecretNames;
import dev.diglot.model.Provider;
import java.net.http.HttpClient;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.unit.DataSize;

/**
 * Defines a bean of the class {@link Diglot} if any property of {@link DiglotProperties} other than the headers is set,
 * and the application defines no such bean itself. If the application is processed ahead of time, the properties of the
 * build decide that; their values may change later.
 *
 * <p>Uses all beans of the classes {@link Interceptor} and {@link CallObserver}, in their order, and the single or
 * primary bean of each of the classes {@link ContextPropagation}, {@link Credentials}, {@link RetryPolicy} and
 * {@link HttpClient}. Credentials and a retry policy take precedence over the properties {@code diglot.api-key} and
 * {@code diglot.max-retries}. An {@code HttpClient} has its own connect timeout. If there are several of them and none
 * is primary, they are not used, as they may serve other purposes; several beans of another class are an error.
 *
 * <p>A wrong property fails the start of the application, with a message that names it. The Actuator endpoints
 * {@code env} and {@code configprops}, if present, mask the properties {@code diglot.headers.*} whose names suggest a
 * secret and every value that contains the key, whatever they are configured to show.
 */
@AutoConfiguration
@Conditional(DiglotAutoConfiguration.AnyProperty.class)
@EnableConfigurationProperties(DiglotProperties.class)
public class DiglotAutoConfiguration {
    /** Creates the configuration. */
    public DiglotAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    Diglot diglot(
            DiglotProperties properties,
            ObjectProvider<Interceptor> interceptors,
            ObjectProvider<CallObserver> observers,
            ObjectProvider<ContextPropagation> contextPropagation,
            ObjectProvider<Credentials> credentials,
            ObjectProvider<RetryPolicy> retryPolicy,
            ObjectProvider<HttpClient> httpClient) {
        Diglot.Builder builder = Diglot.builder();
        set("base-url", properties.baseUrl(), builder::baseUrl);
        set("chat-base-url", properties.chatBaseUrl(), builder::chatBaseUrl);
        set("messages-base-url", properties.messagesBaseUrl(), builder::messagesBaseUrl);
        set("api-key", properties.apiKey(), builder::apiKey);
        Provider provider = properties.provider();
        set("provider", provider, builder::provider);
        set("site", properties.site(), site -> builder.provider(required(provider), site));
        set("connect-timeout", properties.connectTimeout(), builder::connectTimeout);
        set("response-timeout", properties.responseTimeout(), builder::responseTimeout);
        set("idle-timeout", properties.idleTimeout(), builder::idleTimeout);
        set("deadline", properties.deadline(), builder::deadline);
        set(
                "max-retries",
                properties.maxRetries(),
                count -> builder.retryPolicy(RetryPolicy.standard().withMaxRetries(count)));
        Map<String, String> headers = properties.headers();
        if (headers != null) {
            headers.forEach((name, value) -> set("headers." + name, value, text -> builder.header(name, text)));
        }
        set("max-event-size", properties.maxEventSize(), size -> builder.maxEventBytes(bytes(size)));
        set("max-body-size", properties.maxBodySize(), size -> builder.maxBodyBytes(bytes(size)));
        set("allow-plain-http", properties.allowPlainHttp(), builder::allowPlainHttp);
        set("stream-usage", properties.streamUsage(), builder::streamUsage);
        set("json-reply-mode", properties.jsonReplyMode(), builder::jsonReplyMode);
        interceptors.orderedStream().forEach(builder::interceptor);
        observers.orderedStream().forEach(builder::observer);
        contextPropagation.ifAvailable(builder::contextPropagation);
        credentials.ifAvailable(builder::credentials);
        retryPolicy.ifAvailable(builder::retryPolicy);
        httpClient.ifUnique(builder::httpClient);
        try {
            return builder.build();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IllegalStateException(
                    "The properties diglot.* do not fit together: " + withProperties(String.valueOf(e.getMessage())),
                    e);
        }
    }

    /** Names the properties in place of the builder's methods. */
    private static String withProperties(String message) {
        return message.replaceAll("call baseUrl\\(.*\\)", "set diglot.base-url or diglot.provider")
                .replace("allowPlainHttp(true)", "diglot.allow-plain-http=true")
                .replace("connectTimeout and httpClient", "diglot.connect-timeout and a bean of the class HttpClient");
    }

    private static <T> void set(String property, @Nullable T value, Consumer<T> setter) {
        if (value == null) {
            return;
        }
        try {
            if (value instanceof String text && text.contains("${")) { // Spring leaves it as it is
                throw new IllegalArgumentException("it refers to a variable or property that is not set");
            }
            setter.accept(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The property diglot." + property + " is wrong: " + e.getMessage(), e);
        }
    }

    private static Provider required(@Nullable Provider provider) {
        if (provider == null) {
            throw new IllegalArgumentException("it names a site of a provider; set diglot.provider too");
        }
        return provider;
    }

    private static int bytes(DataSize size) {
        return (int) Math.max(0, Math.min(size.toBytes(), Integer.MAX_VALUE));
    }

    /** Whether any of our properties is set. A variable such as DIGLOT_MODEL may be the application's own. */
    static final class AnyProperty implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            // Reads no value: an ahead-of-time build may lack the variables that values refer to.
            return Arrays.stream(DiglotProperties.class.getRecordComponents())
                    .map(component -> "diglot." + DataObjectPropertyName.toDashedForm(component.getName()))
                    .anyMatch(context.getEnvironment()::containsProperty);
        }
    }

    /** Masks secrets in the endpoints of Spring Boot Actuator. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(SanitizingFunction.class)
    static class Masking {
        @Bean
        SanitizingFunction diglotSanitizingFunction(Environment environment) {
            return data -> isSecret(data, environment.getProperty("diglot.api-key")) ? data.withSanitizedValue() : data;
        }

        /** The key may also be the value of a variable that the property refers to, or a part of the command line. */
        private static boolean isSecret(SanitizableData data, @Nullable String key) {
            String name = data.getLowerCaseKey();
            if (name.startsWith("diglot") && SecretNames.isSecretHeader(name)) {
                return true;
            }
            return key != null
                    && !key.isBlank()
                    && String.valueOf(data.getValue()).contains(key);
        }
    }
}
