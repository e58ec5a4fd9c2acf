// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.Diglot;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.spring.DiglotAutoConfiguration;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The configuration of the guide defines two clients, and the auto-configuration none. */
class SeveralClientsTest {
    private static final ChatCompletionRequest REQUEST = ChatCompletionRequest.builder(
                    "glm-5", List.of(ChatMessage.user("Hi")))
            .build();

    @Test
    void eachClientCallsItsOwnEndpoint() {
        try (FakeEndpoint search = FakeEndpoint.start(Reply.text("found"));
                FakeEndpoint writing = FakeEndpoint.start(Reply.text("written"))) {
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(DiglotAutoConfiguration.class))
                    .withUserConfiguration(SeveralClients.class)
                    .withPropertyValues(
                            "search.base-url=" + search.url(),
                            "search.api-key=any",
                            "writing.base-url=" + writing.url(),
                            "writing.api-key=any",
                            "diglot.base-url=" + search.url())
                    .run(context -> {
                        assertThat(context).hasNotFailed();
                        assertThat(context.getBeansOfType(Diglot.class)).containsOnlyKeys("search", "writing");
                        assertThat(text(context.getBean("search", Diglot.class)))
                                .isEqualTo("found");
                        assertThat(text(context.getBean("writing", Diglot.class)))
                                .isEqualTo("written");
                    });
        }
    }

    private static String text(Diglot client) {
        return client.chat().create(REQUEST).text();
    }
}
