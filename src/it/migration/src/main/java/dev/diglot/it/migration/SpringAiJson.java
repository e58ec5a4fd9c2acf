// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import org.springframework.ai.chat.client.ChatClient;

class SpringAiJson {
    record City(String name, String country) {}

    static City locate(ChatClient client) {
        return client.prompt().user("Where is the Eiffel Tower?").call().entity(City.class);
    }
}
