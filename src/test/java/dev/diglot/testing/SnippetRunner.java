// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import dev.diglot.Diglot;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.MessageParam;
import dev.diglot.model.MessageRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Flow;

/** Compiles and runs snippets: their class has a method {@code run}, whose parameters are what they use. */
public final class SnippetRunner implements AutoCloseable {
    /** The expression of the address that snippets call, which they read when they run. */
    static final String URL = "System.getProperty(\"diglot.snippet.url\")";

    private static final ChatCompletionRequest CHAT = ChatCompletionRequest.builder(
                    "glm-5", List.of(ChatMessage.user("Calculate 1+1")))
            .build();
    private static final MessageRequest MESSAGES = MessageRequest.builder(
                    "minimax-m2.7", List.of(MessageParam.user("Calculate 1+1")))
            .maxTokens(1000)
            .build();

    private final Path folder;
    private final URLClassLoader loader;
    private final String reported;

    public SnippetRunner(List<Snippet> snippets, Path folder) throws IOException {
        this.folder = folder;
        List<Path> sources = new ArrayList<>();
        for (Snippet snippet : snippets) {
            sources.add(snippet.write(folder));
        }
        reported = Readme.compile(sources, folder);
        loader = new URLClassLoader(new URL[] {folder.toUri().toURL()});
    }

    /** Returns what the compiler reported. */
    public String reported() {
        return reported;
    }

    /** Runs a snippet against this endpoint; returns what it prints. */
    public String run(Snippet snippet, String url, String key) throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setProperty("diglot.snippet.url", url);
        try (Diglot client = Diglot.builder().baseUrl(url).apiKey(key).build();
                PrintStream print = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(print);
            Method run = Arrays.stream(loader.loadClass(snippet.className()).getMethods())
                    .filter(method -> method.getName().equals("run"))
                    .findFirst()
                    .orElseThrow();
            TestSubscriber<Object> subscriber = new TestSubscriber<>(Long.MAX_VALUE, event -> {});
            List<Object> arguments = new ArrayList<>(List.of(key));
            Class<?>[] types = run.getParameterTypes();
            for (Class<?> type : List.of(types).subList(1, types.length)) {
                arguments.add(argument(type, client, url, subscriber));
            }
            run.invoke(null, arguments.toArray());
            if (arguments.contains(subscriber) && subscriber.failure() != null) {
                throw new AssertionError(snippet.toString(), subscriber.failure());
            }
        } catch (InvocationTargetException e) {
            throw new AssertionError(snippet + " failed after printing: " + printed, e.getCause());
        } finally {
            System.setOut(console);
            System.clearProperty("diglot.snippet.url");
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private Object argument(Class<?> type, Diglot client, String url, TestSubscriber<Object> subscriber)
            throws IOException {
        if (type == Diglot.class) {
            return client;
        }
        if (type == ChatCompletionRequest.class) {
            return CHAT;
        }
        if (type == MessageRequest.class) {
            return MESSAGES;
        }
        if (type == String.class) {
            return url;
        }
        if (type == Path.class) {
            return Files.createTempDirectory(folder, "snippet");
        }
        if (type == Writer.class) {
            return Writer.nullWriter();
        }
        if (type == Flow.Subscriber.class) {
            return subscriber;
        }
        throw new AssertionError("SnippetRunner has no argument of " + type);
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
