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
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.unit.DataSize;

/**
 * Defines a bean of the class {@link Diglot} if any property {@code diglot.*} is set and the application defines none
 * itself. {@link DiglotProperties} lists the properties.
 *
 * <p>Uses all beans of the classes {@link Interceptor} and {@link CallObserver}, in their order, and the single or
 * primary bean of each of the classes {@link ContextPropagation}, {@link Credentials}, {@link RetryPolicy} and
 * {@link HttpClient}. Such a bean takes precedence over the properties. If Spring Boot Actuator is present, its
 * endpoints mask the key and the values of secret headers, whatever they are told to show.
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
        contextPropagation.ifUnique(builder::contextPropagation);
        credentials.ifUnique(builder::credentials);
        retryPolicy.ifUnique(builder::retryPolicy);
        httpClient.ifUnique(builder::httpClient);
        try {
            return builder.build();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IllegalStateException("The properties diglot.* are not sufficient: " + e.getMessage(), e);
        }
    }

    private static <T> void set(String property, @Nullable T value, Consumer<T> setter) {
        if (value == null) {
            return;
        }
        try {
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
        return (int) Math.min(size.toBytes(), Integer.MAX_VALUE);
    }

    /** Whether any property of ours is set. */
    static final class AnyProperty implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return Binder.get(context.getEnvironment())
                    .bind("diglot", Bindable.mapOf(String.class, Object.class))
                    .isBound();
        }
    }

    /** Masks secrets in the endpoints of Spring Boot Actuator. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(SanitizingFunction.class)
    static class Masking {
        @Bean
        SanitizingFunction diglotSanitizingFunction() {
            return data -> {
                String key = data.getLowerCaseKey();
                boolean isOurs = key.startsWith("diglot");
                return isOurs && SecretNames.isSecretHeader(key) ? data.withSanitizedValue() : data;
            };
        }
    }
}
