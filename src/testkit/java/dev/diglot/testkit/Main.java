// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link FakeEndpoint} until the process ends, for programs in any language.
 *
 * <pre>{@code
 * java -cp ... dev.diglot.testkit.Main --port 8080 --script replies.json
 * }</pre>
 */
public final class Main {
    private static final String USAGE = """
            Usage: java -cp <jars> dev.diglot.testkit.Main [options]
              --port <number>       the port on 127.0.0.1; 8080 by default, 0 for a free one
              --script <file>       replies in JSON, in order; the last one is repeated
              --record <base URL>   forward to this endpoint and record into the folder
              --replay <pace>       replay the folder, at full or recorded pace
              --folder <folder>     the files of a recording
            Use only one of --script, --record and --replay. Without them, the model of a request names an example of the
            spec, such as chat-tool.
            """;
    private static final Set<String> OPTIONS = Set.of("--port", "--script", "--record", "--replay", "--folder");

    private static final Set<String> SOURCES = Set.of("--script", "--record", "--replay");

    private Main() {}

    /**
     * Starts the endpoint, prints its URL, and serves until the process ends. Wrong arguments end it with status 2.
     *
     * @param arguments the options
     * @throws InterruptedException if the thread is interrupted
     */
    public static void main(String[] arguments) throws InterruptedException {
        FakeEndpoint endpoint;
        try {
            endpoint = start(options(arguments));
        } catch (IOException | RuntimeException e) {
            System.err.println(e + "\n\n" + USAGE);
            System.exit(2);
            return;
        }
        System.out.println(endpoint.url());
        Thread.currentThread().join();
    }

    private static Map<String, String> options(String[] arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!OPTIONS.contains(arguments[i]) || i + 1 == arguments.length) {
                throw new IllegalArgumentException("Not an option with a value: " + arguments[i]);
            }
            options.put(arguments[i], arguments[i + 1]);
        }
        return options;
    }

    private static FakeEndpoint start(Map<String, String> options) throws IOException {
        FakeEndpoint.Builder builder =
                FakeEndpoint.builder().port(Integer.parseInt(options.getOrDefault("--port", "8080")));
        if (options.keySet().stream().filter(SOURCES::contains).count() > 1) {
            throw new IllegalArgumentException("Use only one of " + SOURCES);
        }
        String script = options.get("--script");
        if (script != null) {
            return builder.start(ScriptFile.read(Path.of(script)).toArray(Reply[]::new));
        }
        String target = options.get("--record");
        if (target != null) {
            return builder.recording(target, folder(options));
        }
        String pace = options.get("--replay");
        if (pace != null) {
            return builder.recordedPace(isRecorded(pace)).replaying(folder(options));
        }
        return builder.start(request -> example(request.model()));
    }

    private static Path folder(Map<String, String> options) {
        String folder = options.get("--folder");
        if (folder == null) {
            throw new IllegalArgumentException("A recording needs --folder.");
        }
        return Path.of(folder);
    }

    private static boolean isRecorded(String pace) {
        if (!List.of("full", "recorded").contains(pace)) {
            throw new IllegalArgumentException("The pace is full or recorded, not " + pace);
        }
        return pace.equals("recorded");
    }

    private static Reply example(@Nullable String model) {
        return model == null ? Reply.example("models-list") : Reply.example(model);
    }
}
