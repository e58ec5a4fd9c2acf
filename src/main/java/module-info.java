// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/**
 * A client for both dialects of model endpoints, generated from one OpenAPI document: OpenAI-style chat completions and
 * Anthropic-style messages.
 *
 * <pre>{@code
 * try (Diglot client = Diglot.builder().baseUrl(url).apiKey(key).build()) {
 *     ChatCompletion reply = client.chat()
 *             .create(ChatCompletionRequest.builder("glm-5", List.of(ChatMessage.user("Calculate 1+1"))).build());
 *     System.out.println(reply.text());
 * }
 * }</pre>
 *
 * <p>Calls do not use Jackson Databind. If Databind is on the module path, its {@code ObjectMapper} reads and writes
 * every model.
 */
@SuppressWarnings("module") // the test kit, which is compiled later
module dev.diglot {
    requires com.fasterxml.jackson.annotation;
    requires com.fasterxml.jackson.core;
    requires static com.fasterxml.jackson.databind;
    requires static tools.jackson.core;
    requires static tools.jackson.databind;
    requires static spring.beans;
    requires static spring.boot;
    requires static spring.boot.actuator;
    requires static spring.boot.autoconfigure;
    requires static spring.context;
    requires static spring.core;
    requires transitive java.net.http;
    requires static transitive org.jspecify;

    exports dev.diglot;
    exports dev.diglot.api;
    exports dev.diglot.config;
    exports dev.diglot.error;
    exports dev.diglot.internal.json to
            dev.diglot.testkit;
    exports dev.diglot.internal.text to
            dev.diglot.testkit;
    exports dev.diglot.json;
    exports dev.diglot.model;
    exports dev.diglot.spring;
    exports dev.diglot.stream;
    exports dev.diglot.tool;

    opens dev.diglot.spring;
    // the classes of free-form JSON, which a mapper with default typing creates
    opens dev.diglot.internal.json to
            com.fasterxml.jackson.databind,
            tools.jackson.databind;
    opens dev.diglot.json to
            com.fasterxml.jackson.databind,
            tools.jackson.databind;
}
