// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it

import com.fasterxml.jackson.annotation.JsonClassDescription
import dev.diglot.Diglot
import dev.diglot.model.ChatCompletion
import dev.diglot.model.ChatCompletionRequest
import dev.diglot.model.ChatMessage
import dev.diglot.model.ChatTool
import dev.diglot.model.ContentBlock
import dev.diglot.model.FinishReason
import dev.diglot.model.Message
import dev.diglot.model.MessageParam
import dev.diglot.model.MessageRequest
import dev.diglot.model.MessageTool
import dev.diglot.tool.ToolSet
import java.util.Optional
import kotlinx.coroutines.jdk9.asFlow

/** The arguments of the tool. A data class with [JvmRecord] is a Java record. */
@JvmRecord
@JsonClassDescription("Tells the weather of a city.")
data class GetWeather(val city: String, val unit: Optional<String> = Optional.empty())

@JvmRecord
data class Weather(val degrees: Int, val sky: String)

/** A tool loop by hand: runs the calls of the model until it replies without one. */
fun chatByHand(client: Diglot, question: String): ChatCompletion {
    val messages = mutableListOf<ChatMessage>(ChatMessage.user(question))
    while (true) {
        val request = ChatCompletionRequest.builder("glm-5", messages)
            .tools(listOf(ChatTool.of(GetWeather::class.java)))
            .build()
        val reply = client.chat().create(request)
        if (reply.finishReason() != FinishReason.TOOL_CALLS) {
            return reply
        }
        messages += reply.message()
        for (call in reply.toolCalls()) {
            messages += ChatMessage.tool(call, weatherIn(call.arguments(GetWeather::class.java)).sky)
        }
    }
}

/** The same in the messages dialect. */
fun messagesByHand(client: Diglot, question: String): Message {
    val messages = mutableListOf(MessageParam.user(question))
    while (true) {
        val request = MessageRequest.builder("minimax-m2.7", messages)
            .maxTokens(1000)
            .tools(listOf(MessageTool.of(GetWeather::class.java)))
            .build()
        val reply = client.messages().create(request)
        if (reply.toolUses().isEmpty()) {
            return reply
        }
        messages += reply.toParam()
        messages += MessageParam.user(
            reply.toolUses().map { ContentBlock.toolResult(it, weatherIn(it.input(GetWeather::class.java)).sky) },
        )
    }
}

/** The library's own tool loop. */
val tools: ToolSet = ToolSet.builder().add(GetWeather::class.java) { weatherIn(it) }.build()

fun weatherIn(arguments: GetWeather) = Weather(21, "clear over ${arguments.city}")

/** Prints a reply as it arrives, without blocking a thread. */
suspend fun printReply(client: Diglot, request: ChatCompletionRequest) {
    client.chat().publish(request).asFlow().collect { print(it.text()) }
}
