// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.tool.annotation.*;

class SpringAiTools {
    static class WeatherTools {
        @Tool(name = "get_weather", description = "Tells the weather of a city.")
        String weather(@ToolParam(description = "City, for example Beijing") String city) {
            return "Sunny in " + city;
        }
    }

    static String run(ChatClient client) {
        return client.prompt()
                .user("How is the weather in Beijing?")
                .tools(new WeatherTools())
                .call()
                .content();
    }
}
