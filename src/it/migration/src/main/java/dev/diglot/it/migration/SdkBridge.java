// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.migration;

import com.openai.core.ObjectMappers;
import com.openai.models.chat.completions.*;
import dev.diglot.Diglot;
import dev.diglot.model.ChatCompletionRequest;
import java.io.IOException;

class SdkBridge {
    static ChatCompletion send(Diglot client, ChatCompletionCreateParams params) throws IOException {
        String body = ObjectMappers.jsonMapper().writeValueAsString(params._body());
        String reply =
                client.chat().create(ChatCompletionRequest.fromJson(body)).toJson();
        return ObjectMappers.jsonMapper().readValue(reply, ChatCompletion.class);
    }
}
