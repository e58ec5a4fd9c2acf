// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import static java.nio.charset.StandardCharsets.*;

import com.fasterxml.jackson.databind.*;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diglot.Diglot;
import dev.diglot.config.*;
import dev.diglot.error.*;
import dev.diglot.model.*;
import java.io.*;
import java.nio.file.*;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicLong;

record Bulk(Diglot client, Queue<JsonNode> prompts, RandomAccessFile replies, AtomicLong resumeAt) {
    static final ObjectMapper JSON = new ObjectMapper();
    static final RequestOptions OPTIONS = RequestOptions.builder() // no retry after Retry-After: all calls wait for it
            .retryPolicy(new RetryPolicy(2, Duration.ofMillis(500), Duration.ofSeconds(8), Duration.ZERO, false))
            .build();

    public static void main(String[] args) throws Exception { // prompts.jsonl replies.jsonl limit
        int limit = Integer.parseInt(args[2]);
        ExecutorService threads = Executors.newFixedThreadPool(limit); // Java 21: newVirtualThreadPerTaskExecutor()
        try (Diglot client = Diglot.create();
                RandomAccessFile replies = new RandomAccessFile(args[1], "rwd")) {
            replies.getChannel().lock(); // a second process waits
            replies.setLength(Files.readString(Path.of(args[1]), ISO_8859_1).lastIndexOf('\n') + 1); // drops a cut line
            replies.seek(replies.length());
            Map<String, JsonNode> prompts = read(args[0]);
            prompts.keySet().removeAll(read(args[1]).keySet());
            Queue<JsonNode> queue = new LinkedBlockingQueue<>(prompts.values());
            Bulk bulk = new Bulk(client, queue, replies, new AtomicLong(System.nanoTime()));
            List<Future<Void>> workers = threads.invokeAll(Collections.nCopies(limit, bulk::work));
            threads.shutdown();
            for (Future<Void> worker : workers) {
                worker.get();
            }
        }
    }

    static Map<String, JsonNode> read(String file) throws IOException {
        Map<String, JsonNode> lines = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of(file))) {
            JsonNode json = JSON.readTree(line);
            lines.put(json.required("id").asText(), json);
        }
        return lines;
    }

    Void work() throws Exception {
        for (JsonNode prompt; (prompt = prompts.poll()) != null; ) {
            for (long wait; (wait = resumeAt.get() - System.nanoTime()) > 0; ) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            ObjectNode line = JSON.createObjectNode().set("id", prompt.get("id"));
            ChatMessage message = ChatMessage.user(prompt.required("prompt").asText());
            ChatCompletionRequest request =
                    ChatCompletionRequest.builder("glm-5", List.of(message)).build();
            try {
                line.put("text", client.chat().create(request, OPTIONS).text());
                synchronized (replies) {
                    replies.write((line + "\n").getBytes(UTF_8)); // one write, forced to the disk
                }
            } catch (DiglotException e) {
                if (e instanceof ApiException error && error.isRetryable() && error.retryAfter() != null) {
                    resumeAt.accumulateAndGet(
                            System.nanoTime() + error.retryAfter().toNanos(), Math::max);
                    prompts.add(prompt);
                } else {
                    System.out.println(line.put("error", e.toString())); // without a reply, the next start tries again
                }
            }
            System.err.print("\r" + prompts.size() + " prompts wait ");
        }
        return null;
    }
}
