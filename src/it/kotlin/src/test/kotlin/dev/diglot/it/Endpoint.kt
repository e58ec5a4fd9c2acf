// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it

import java.io.BufferedInputStream
import java.io.InputStream
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.util.concurrent.BlockingQueue
import java.util.concurrent.CompletableFuture
import java.util.concurrent.LinkedBlockingQueue
import kotlin.concurrent.thread

/** An endpoint on 127.0.0.1. It sends the given replies in turn, one for each connection, and closes each connection. */
class Endpoint(private vararg val replies: String) : AutoCloseable {
    private val listener = ServerSocket(0, 50, InetAddress.getLoopbackAddress())

    /** The bodies of the requests. */
    val requests: BlockingQueue<String> = LinkedBlockingQueue()

    /** Completes when the client has closed the connection of a [stalled] reply. */
    val clientGone = CompletableFuture<Unit>()

    init {
        thread(isDaemon = true, name = "endpoint") {
            replies.forEach { reply -> listener.accept().use { serve(it, reply) } }
        }
    }

    val url: String get() = "http://127.0.0.1:${listener.localPort}"

    private fun serve(socket: Socket, reply: String) {
        val input = BufferedInputStream(socket.getInputStream())
        requests += input.request()
        socket.getOutputStream().write(reply.removeSuffix(STALL).toByteArray())
        if (reply.endsWith(STALL)) {
            runCatching { input.readAllBytes() } // a reset is an end too
            clientGone.complete(Unit)
        }
    }

    private fun InputStream.request(): String {
        val head = StringBuilder()
        while (!head.endsWith("\r\n\r\n")) {
            head.append(read().toChar())
        }
        val length = head.lines().first { it.startsWith("content-length:", ignoreCase = true) }.substringAfter(':')
        return String(readNBytes(length.trim().toInt()))
    }

    override fun close() = listener.close()

    companion object {
        private const val STALL = ": stall\n\n"

        fun json(body: String) =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n$body"

        fun events(vararg data: String) =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n" +
                data.joinToString("") { "data: $it\n\n" }

        /** Sends the events, and then nothing until the client closes the connection. */
        fun stalled(vararg data: String) = events(*data) + STALL
    }
}
