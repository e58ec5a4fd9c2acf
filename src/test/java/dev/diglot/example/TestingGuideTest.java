// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.testing.Readme;
import dev.diglot.testing.TestKey;
import dev.diglot.testing.TestRequests;
import dev.diglot.testkit.FakeEndpoint;
import dev.diglot.testkit.Reply;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the snippets about tests, of the guide and of the README. */
class TestingGuideTest {
    private static final Path GUIDE = Path.of("src/site/markdown/testing.md");
    private static final Path README = Path.of("README.md");

    @Test
    void everySnippetRuns(@TempDir Path folder) throws Exception {
        List<Path> sources = new ArrayList<>(Readme.sources(GUIDE, folder, UnaryOperator.identity()));
        sources.addAll(Readme.sources(README, folder, UnaryOperator.identity()));
        sources.removeIf(source -> !source.getFileName().toString().startsWith("Snippet_test_"));
        assertThat(Readme.compile(sources, folder)).isEmpty();
        assertThat(sources).hasSizeGreaterThan(8);

        for (Path source : sources) {
            run(source, folder);
        }
    }

    private static void run(Path source, Path folder) throws Exception {
        String name = source.getFileName().toString().replace(".java", "");
        try (URLClassLoader loader =
                        new URLClassLoader(new URL[] {folder.toUri().toURL()});
                FakeEndpoint real = FakeEndpoint.start(Reply.text("a real reply"))) {
            Method run = List.of(loader.loadClass(name).getMethods()).stream()
                    .filter(method -> method.getName().equals("run"))
                    .findFirst()
                    .orElseThrow();
            List<Object> arguments = new ArrayList<>(List.of(TestKey.value()));
            for (Class<?> type : List.of(run.getParameterTypes()).subList(1, run.getParameterCount())) {
                arguments.add(argument(type, real, folder));
            }
            run.invoke(null, arguments.toArray());
        }
    }

    private static Object argument(Class<?> type, FakeEndpoint real, Path folder) {
        if (type == String.class) {
            return real.url();
        }
        if (type == Path.class) {
            return folder.resolve("recorded");
        }
        return type == ChatCompletionRequest.class ? TestRequests.CHAT : TestRequests.MESSAGES;
    }
}
