// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.spring;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The executable jar in a process of its own. */
final class RunningApplication implements AutoCloseable {
    private static final String JAVA = System.getProperty("it.java");
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
    private static final Pattern STARTED = Pattern.compile("Started Application in ");
    private static final Pattern VERSION = Pattern.compile("version \"(\\d+)");

    private final Process process;
    private final StringBuffer output = new StringBuffer();
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final CompletableFuture<Void> outputEnd;

    private RunningApplication(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("DIGLOT_"));
        builder.environment().put("MODEL_KEY", TestKey.value());
        builder.environment().put("DIGLOT_HEADERS_COOKIE", TestKey.other());
        process = builder.start();
        process.getOutputStream().close();
        outputEnd = CompletableFuture.runAsync(this::read, RunningApplication::startDaemon);
    }

    private static void startDaemon(Runnable task) {
        Thread thread = new Thread(task, "output");
        thread.setDaemon(true);
        thread.start();
    }

    /** Starts the jar on a free port, with these arguments. */
    static RunningApplication start(Mode mode, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
        all.add("-Dspring.aot.enabled=" + (mode == Mode.AOT));
        all.addAll(List.of("-jar", Path.of(System.getProperty("it.jar")).toString(), "--server.port=0"));
        all.add("--spring.threads.virtual.enabled=" + (mode == Mode.VIRTUAL_THREADS));
        all.addAll(List.of(arguments));
        return new RunningApplication(all);
    }

    /** Returns the major version of the java that runs the jar. */
    static int javaVersion() {
        try (RunningApplication version = new RunningApplication(List.of("-version"))) {
            version.outputEnd.join();
            Matcher matcher = VERSION.matcher(version.output);
            if (!matcher.find()) {
                throw new IllegalStateException(version.output());
            }
            return Integer.parseInt(matcher.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the application has started; returns its address. */
    String url() {
        return "http://127.0.0.1:" + port.orTimeout(100, TimeUnit.SECONDS).join();
    }

    /** Waits until the program has ended by itself; returns its exit code. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("still runs: " + output);
        }
        outputEnd.join();
        return process.exitValue();
    }

    String output() {
        return output.toString();
    }

    private void read() {
        String startedOn = null;
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                Matcher matcher = PORT.matcher(line);
                if (matcher.find()) {
                    startedOn = matcher.group(1);
                }
                if (startedOn != null && STARTED.matcher(line).find()) {
                    port.complete(Integer.valueOf(startedOn));
                }
            }
        } catch (IOException e) {
            output.append(e);
        }
        port.completeExceptionally(new IllegalStateException(output()));
    }

    /** Ends the program as a service manager does. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        outputEnd.join();
    }
}
