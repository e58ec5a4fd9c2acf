// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.misuse

import dev.diglot.Diglot
import dev.diglot.model.ChatCompletion
import dev.diglot.model.ChatCompletionRequest
import dev.diglot.model.ChatMessage
import dev.diglot.model.ChatToolCall
import dev.diglot.model.ContentBlockDelta
import dev.diglot.model.MessageStreamEvent
import dev.diglot.model.PingEvent
import dev.diglot.tool.ToolSet
import kotlinx.coroutines.jdk9.asFlow

// Each line with an error in a comment must not compile, with that error. Every other line must.

fun accessorMayReturnNull(reply: ChatCompletion): String {
    val maybe: String? = reply.model()
    maybe?.length
    reply.choices()[0].message()?.content()
    reply.choices()[0].message().content() // error: only safe (?.) or non-null asserted (!!.) calls are allowed
    return reply.model() // error: return type mismatch: expected 'String', actual 'String?'
}

fun argumentMustNotBeNull(call: ChatToolCall, text: String?) {
    ChatMessage.tool(call, text.orEmpty())
    ChatMessage.tool(call, text) // error: argument type mismatch: actual type is 'String?', but 'String' was expected
    ChatMessage.user(null as String?) // error: argument type mismatch: actual type is 'String?', but 'String' was expected
    ChatCompletionRequest.builder("m", listOf(null)) // error: argument type mismatch
}

fun setterAcceptsNull(request: ChatCompletionRequest) = request.toBuilder().temperature(null).build()

fun clientTakesNoNullKey(key: String?) {
    Diglot.builder().apiKey(key) // error: argument type mismatch: actual type is 'String?', but 'String' was expected
}

fun handlerReceivesNonNull(tools: ToolSet.Builder) {
    tools.onToolCall { it.name().length }
    tools.approve { null }
    tools.onToolCall(null) // error: null cannot be a value of a non-null type
}

suspend fun eventsAreNonNull(client: Diglot, request: ChatCompletionRequest) {
    client.chat().publish(request).asFlow().collect { chunk ->
        chunk.text().length
        chunk.usage().totalTokens() // error: only safe (?.) or non-null asserted (!!.) calls are allowed
    }
}

fun missingVariant(event: MessageStreamEvent): String =
    when (event) { // error: 'when' expression must be exhaustive
        is PingEvent -> "ping"
    }

fun missingUnknown(message: ChatMessage): String =
    when (message) { // error: 'when' expression must be exhaustive
        is dev.diglot.model.ChatSystemMessage -> "system"
        is dev.diglot.model.ChatDeveloperMessage -> "developer"
        is dev.diglot.model.ChatUserMessage -> "user"
        is dev.diglot.model.ChatAssistantMessage -> "assistant"
        is dev.diglot.model.ChatToolMessage -> "tool"
    }

fun deltaMayBeMissing(delta: ContentBlockDelta?): String =
    delta.toJson() // error: only safe (?.) or non-null asserted (!!.) calls are allowed
