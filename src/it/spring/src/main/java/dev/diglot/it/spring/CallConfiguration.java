// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.spring;

import dev.diglot.config.ContextPropagation;
import dev.diglot.config.Interceptor;
import jakarta.servlet.Filter;
import java.util.Map;
import org.slf4j.MDC;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The session of a request, in the logging context, reaches the endpoint as a header of the call. */
@Configuration(proxyBeanMethods = false)
class CallConfiguration {
    @Bean
    Filter sessionFilter() {
        return (request, response, chain) -> {
            MDC.put("session", request.getParameter("session"));
            try {
                chain.doFilter(request, response);
            } finally {
                MDC.remove("session");
            }
        };
    }

    @Bean
    ContextPropagation loggingContext() {
        return () -> {
            Map<String, String> captured = MDC.getCopyOfContextMap();
            return task -> () -> {
                Map<String, String> own = MDC.getCopyOfContextMap();
                MDC.setContextMap(orEmpty(captured));
                try {
                    task.run();
                } finally {
                    MDC.setContextMap(orEmpty(own));
                }
            };
        };
    }

    private static Map<String, String> orEmpty(Map<String, String> context) {
        return context == null ? Map.of() : context;
    }

    @Bean
    Interceptor sessionHeader() {
        return attempt -> {
            String session = MDC.get("session");
            if (session != null) {
                attempt.setHeader("x-session", session);
            }
            return null;
        };
    }
}
