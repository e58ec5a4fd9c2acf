// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import dev.langchain4j.agent.tool.*;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.AiServices;

class LangChain4jTools {
    static class WeatherTools {
        @Tool(name = "get_weather", value = "Tells the weather of a city.")
        String weather(@P("City, for example Beijing") String city) {
            return "Sunny in " + city;
        }
    }

    interface Assistant {
        String chat(String question);
    }

    static String run(ChatModel model) {
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(model)
                .tools(new WeatherTools())
                .build();
        return assistant.chat("How is the weather in Beijing?");
    }
}
