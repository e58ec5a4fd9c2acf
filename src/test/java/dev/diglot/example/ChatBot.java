// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.diglot.Diglot;
import dev.diglot.config.RequestOptions;
import dev.diglot.error.DiglotException;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.stream.ChatStream;
import dev.diglot.tool.ToolFailure;
import dev.diglot.tool.ToolSet;
import dev.diglot.tool.ToolStreams;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;

/** Reads questions line by line, prints the replies as they arrive, and keeps the conversation. */
final class ChatBot {
    @JsonClassDescription("Tells date and time.")
    record GetTime(
            @JsonPropertyDescription("For example Asia/Shanghai")
            String zone) {}

    private final ToolSet tools =
            ToolSet.builder().add(GetTime.class, ChatBot::time).build();
    private final Diglot client;
    private final PrintStream out;
    private List<ChatMessage> history = List.of(ChatMessage.system("Reply in one sentence."));

    ChatBot(Diglot client, PrintStream out) {
        this.client = client;
        this.out = out;
    }

    public static void main(String[] args) throws IOException {
        try (Diglot client = Diglot.create()) {
            new ChatBot(client, System.out).run(new BufferedReader(new InputStreamReader(System.in, UTF_8)));
        }
    }

    void run(BufferedReader questions) throws IOException {
        for (String line; (line = questions.readLine()) != null; ) {
            try {
                ask(line);
            } catch (DiglotException e) {
                out.println("\nThat failed, please ask again. (" + e.getClass().getSimpleName() + ")");
            }
        }
    }

    List<ChatMessage> history() {
        return history;
    }

    private void ask(String question) {
        List<ChatMessage> messages = new ArrayList<>(history);
        messages.add(ChatMessage.user(question));
        ChatCompletionRequest request =
                ChatCompletionRequest.builder("glm-5", messages).build();
        ToolStreams<ChatCompletionRequest, ChatCompletion, ChatStream> rounds =
                tools.streams(client.chat(), request, RequestOptions.none());
        for (ChatStream stream : rounds) {
            try (stream) {
                stream.text().forEach(this::print);
            }
        }
        out.println();
        history = rounds.conversation().messages(); // not reached after a failure, which leaves the history as it was
    }

    private static String time(GetTime call) {
        try {
            return ZonedDateTime.now(ZoneId.of(call.zone())).toString();
        } catch (DateTimeException e) {
            throw new ToolFailure("There is no time zone " + call.zone());
        }
    }

    private void print(String piece) {
        out.print(piece);
        out.flush();
    }
}
