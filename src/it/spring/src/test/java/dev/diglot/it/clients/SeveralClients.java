// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.clients;

import dev.diglot.Diglot;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class SeveralClients {
    @Bean
    Diglot search(Environment properties) {
        return client(properties, "search");
    }

    @Bean
    Diglot writing(Environment properties) {
        return client(properties, "writing");
    }

    private static Diglot client(Environment properties, String name) {
        return Diglot.builder()
                .baseUrl(properties.getRequiredProperty(name + ".base-url"))
                .apiKey(properties.getRequiredProperty(name + ".api-key"))
                .build();
    }
}
