// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it

import com.fasterxml.jackson.databind.ObjectMapper
import dev.diglot.Diglot
import dev.diglot.error.RateLimitException
import dev.diglot.error.StreamTruncatedException
import dev.diglot.json.JsonSchema
import dev.diglot.model.ChatCompletion
import dev.diglot.model.ChatCompletionRequest
import dev.diglot.model.ChatMessage
import dev.diglot.model.ContentBlockDeltaEvent
import dev.diglot.model.Message
import dev.diglot.model.MessageParam
import dev.diglot.model.MessageRequest
import dev.diglot.model.MessageStreamEvent
import dev.diglot.model.TextDelta
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.PrintStream
import java.util.concurrent.Flow
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.jdk9.asFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(60)
class CallsTest {
    private val chatRequest = ChatCompletionRequest.builder("m", listOf(ChatMessage.user("hi"))).build()
    private val messageRequest = MessageRequest.builder("m", listOf(MessageParam.user("hi"))).maxTokens(10).build()
    private val json = ObjectMapper()

    private fun client(endpoint: Endpoint) = Diglot.builder().baseUrl(endpoint.url).apiKey("test").build()

    @Test
    fun chatLoopByHandSendsTheResultOfEachCall() {
        val calls = """{"id": "1", "function": {"name": "get_weather", "arguments": "{\"city\":\"Beijing\",\"unit\":null}"}},
            {"id": "2", "function": {"name": "get_weather", "arguments": "{\"city\":\"Xi'an\",\"unit\":\"C\"}"}}"""
        val asks = """{"choices": [{"message": {"tool_calls": [$calls]}, "finish_reason": "tool_calls"}]}"""
        val says = """{"choices": [{"message": {"content": "It is clear."}, "finish_reason": "stop"}]}"""
        for (loop in listOf(::chatByHand, { client, question -> tools.run(client.chat(), chat(question)) })) {
            Endpoint(Endpoint.json(asks), Endpoint.json(says)).use { endpoint ->
                client(endpoint).use { assertThat(loop(it, "How is the weather?").text()).isEqualTo("It is clear.") }

                assertThat(json.readTree(endpoint.requests.take()).at("/tools/0/function/name").asText())
                    .isEqualTo("get_weather")
                val sent = json.readTree(endpoint.requests.take()).at("/messages")
                assertThat(sent.map { it["role"].asText() }).containsExactly("user", "assistant", "tool", "tool")
                assertThat(sent.mapNotNull { it["tool_call_id"]?.asText() }).containsExactly("1", "2")
                assertThat(sent[2]["content"].asText()).contains("clear over Beijing")
                assertThat(sent[3]["content"].asText()).contains("clear over Xi'an")
            }
        }
    }

    private fun chat(question: String) =
        ChatCompletionRequest.builder("glm-5", listOf(ChatMessage.user(question))).build()

    @Test
    fun messagesLoopByHandSendsTheResultOfEachCall() {
        val use = """{"type": "tool_use", "id": "1", "name": "get_weather", "input": {"city": "Beijing", "unit": null}}"""
        val asks = """{"type": "message", "role": "assistant", "content": [$use], "stop_reason": "tool_use"}"""
        val says = """{"type": "message", "role": "assistant", "content": [{"type": "text", "text": "It is clear."}],
            "stop_reason": "end_turn"}"""
        for (loop in listOf(::messagesByHand, { client, question -> tools.run(client.messages(), messages(question)) })) {
            Endpoint(Endpoint.json(asks), Endpoint.json(says)).use { endpoint ->
                client(endpoint).use { assertThat(loop(it, "How is the weather?").text()).isEqualTo("It is clear.") }

                assertThat(json.readTree(endpoint.requests.take()).at("/tools/0/name").asText()).isEqualTo("get_weather")
                val sent = json.readTree(endpoint.requests.take()).at("/messages")
                assertThat(sent.map { it["role"].asText() }).containsExactly("user", "assistant", "user")
                assertThat(sent.at("/2/content/0/tool_use_id").asText()).isEqualTo("1")
                assertThat(sent.at("/2/content/0/content").asText()).contains("clear over Beijing")
            }
        }
    }

    private fun messages(question: String) =
        MessageRequest.builder("minimax-m2.7", listOf(MessageParam.user(question))).maxTokens(1000).build()

    @Test
    fun blockingStreamIsClosedByUse() {
        Endpoint(Endpoint.stalled(says("a"))).use { endpoint ->
            client(endpoint).use { client ->
                val first = client.chat().stream(chatRequest).use { stream -> stream.first().text() }

                assertThat(first).isEqualTo("a")
                endpoint.clientGone.get(10, TimeUnit.SECONDS)
            }
        }
    }

    @Test
    fun flowCollectsAllEventsInOrder() = runBlocking<Unit> {
        val pieces = List(500) { "$it " }
        Endpoint(Endpoint.events(*chat(pieces)), Endpoint.events(*messages(pieces))).use { endpoint ->
            client(endpoint).use { client ->
                val chunks = client.chat().publish(chatRequest).asFlow().map { it.text() }.toList()
                val events = client.messages().publish(messageRequest).asFlow().map { text(it) }.toList()

                assertThat(chunks.filter { it.isNotEmpty() }).isEqualTo(pieces)
                assertThat(events.filter { it.isNotEmpty() }).isEqualTo(pieces)
            }
        }
    }

    @Test
    fun truncatedStreamIsTypedAndHasThePartialResult() = runBlocking<Unit> {
        Endpoint(Endpoint.events(says("a")), Endpoint.events(START, BLOCK, piece("a"))).use { endpoint ->
            client(endpoint).use { client ->
                val chat = failure(client.chat().publish(chatRequest)) as StreamTruncatedException
                val messages = failure(client.messages().publish(messageRequest)) as StreamTruncatedException

                assertThat((chat.partial() as ChatCompletion).text()).isEqualTo("a")
                assertThat((messages.partial() as Message).text()).isEqualTo("a")
            }
        }
    }

    @Test
    fun errorInTheStreamIsTypedAndHasThePartialResult() = runBlocking<Unit> {
        val error = """{"type": "error", "error": {"type": "rate_limit_error", "message": "slow down"}}"""
        Endpoint(
            Endpoint.events(says("a"), """{"error": {"message": "slow down", "code": 429}}"""),
            Endpoint.events(START, BLOCK, piece("a"), error),
        ).use { endpoint ->
            client(endpoint).use { client ->
                val chat = failure(client.chat().publish(chatRequest)) as RateLimitException
                val messages = failure(client.messages().publish(messageRequest)) as RateLimitException

                assertThat((chat.partial() as ChatCompletion).text()).isEqualTo("a")
                assertThat((messages.partial() as Message).text()).isEqualTo("a")
            }
        }
    }

    private suspend fun failure(publisher: Flow.Publisher<*>): Throwable? =
        runCatching { publisher.asFlow().toList() }.exceptionOrNull()

    @Test
    fun enoughEventsEndTheExchange() = runBlocking<Unit> {
        Endpoint(Endpoint.stalled(says("a"), says("b"), says("c"))).use { endpoint ->
            client(endpoint).use { client ->
                val chunks = client.chat().publish(chatRequest).asFlow().take(2).map { it.text() }.toList()

                assertThat(chunks).containsExactly("a", "b")
                endpoint.clientGone.get(10, TimeUnit.SECONDS)
            }
        }
    }

    @Test
    fun cancellingTheCoroutineEndsTheExchange() = runBlocking<Unit> {
        Endpoint(Endpoint.stalled(START, BLOCK, piece("a"))).use { endpoint ->
            client(endpoint).use { client ->
                val received = CompletableDeferred<Unit>()
                val job = launch(Dispatchers.Default) {
                    client.messages().publish(messageRequest).asFlow().collect {
                        if (text(it) == "a") received.complete(Unit)
                    }
                }
                withTimeout(10_000) { received.await() }

                job.cancelAndJoin()

                endpoint.clientGone.get(10, TimeUnit.SECONDS)
            }
        }
    }

    @Test
    fun snippetOfTheGuidePrintsTheReply() {
        val snippet = File("../../site/markdown/async.md").readText().substringAfter("```kotlin\n").substringBefore("\n```")
        assertThat(File("src/main/kotlin/dev/diglot/it/Calls.kt").readLines().map { it.trim() })
            .containsAll(snippet.lines().filter { it.isNotBlank() && !it.startsWith("import ") }.map { it.trim() })
        val printed = ByteArrayOutputStream()
        val console = System.out
        System.setOut(PrintStream(printed, true))
        try {
            Endpoint(Endpoint.events(*chat(listOf("4", "2")))).use { endpoint ->
                client(endpoint).use { runBlocking { printReply(it, chatRequest) } }
            }
        } finally {
            System.setOut(console)
        }

        assertThat(printed.toString()).isEqualTo("42")
    }

    @Test
    fun dataClassNeedsJvmRecordToDescribeArguments() {
        data class Plain(val city: String)

        val schema = JsonSchema.of(GetWeather::class.java).toMap()

        assertThat(schema["required"]).isEqualTo(listOf("city", "unit"))
        assertThat(schema["properties"].toString()).contains("unit={type=[string, null]}")
        assertThat(JsonSchema.of(Nullable::class.java).toMap()["properties"].toString())
            .describedAs("String? looks like String at run time; use Optional")
            .contains("unit={type=string}")
        assertThatThrownBy { JsonSchema.of(Plain::class.java) }
            .isInstanceOf(IllegalArgumentException::class.java)
            .hasMessageContaining("Plain")
    }

    @Test
    fun sourcesAssertNoValueAsNotNull() {
        val sources = File("src").walk().filter { it.extension == "kt" && it.parentFile.name != "misuse" }.toList()

        assertThat(sources).hasSizeGreaterThan(3).noneMatch { Regex("[\\w)]!{2}").containsMatchIn(it.readText()) }
    }

    private fun text(event: MessageStreamEvent): String =
        when (val delta = (event as? ContentBlockDeltaEvent)?.delta()) {
            is TextDelta -> delta.text().orEmpty()
            else -> ""
        }

    private fun says(text: String) = """{"choices": [{"index": 0, "delta": {"content": "$text"}}]}"""

    private fun chat(pieces: List<String>) = (
        pieces.map { says(it) } +
            """{"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}""" + "[DONE]"
        ).toTypedArray()

    private fun messages(pieces: List<String>) = (
        listOf(START, BLOCK) + pieces.map { piece(it) } +
            """{"type": "content_block_stop", "index": 0}""" +
            """{"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 2}}""" +
            """{"type": "message_stop"}"""
        ).toTypedArray()

    private fun piece(text: String) =
        """{"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "$text"}}"""

    private companion object {
        const val START = """{"type": "message_start", "message": {"id": "1", "role": "assistant", "content": []}}"""
        const val BLOCK = """{"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}"""
    }
}

@JvmRecord
private data class Nullable(val unit: String?)
