// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.flink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diglot.Diglot;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job of the guide {@code bulk.md} on a mini cluster with two task managers, of which one is killed. */
@Timeout(180)
class BulkJobTest {
    private static final int PROMPTS = 2000;
    private static final int TASK_MANAGERS = 2;
    private static final String REFUSAL = "dev.diglot.error.InvalidRequestException: HTTP 400: refused";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private Path prompts;
    private Path replies;
    private MiniCluster cluster;

    @BeforeEach
    void startCluster() throws Exception {
        Configuration local = new Configuration();
        local.set(JobManagerOptions.BIND_HOST, "127.0.0.1");
        local.set(TaskManagerOptions.BIND_HOST, "127.0.0.1");
        local.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(local)
                .setNumTaskManagers(TASK_MANAGERS)
                .setNumSlotsPerTaskManager(1)
                .withRandomPorts()
                .build());
        cluster.start();
    }

    @AfterEach
    void stopCluster() throws Exception {
        cluster.close();
    }

    @BeforeEach
    void writePrompts() throws IOException {
        prompts = folder.resolve("prompts.jsonl");
        replies = Files.createDirectory(folder.resolve("replies"));
        Files.write(
                prompts,
                IntStream.range(0, PROMPTS)
                        .mapToObj(id -> "{\"id\": \"" + id + "\", \"prompt\": \"Prompt " + id + "\"}")
                        .toList());
    }

    @Test
    void eachPromptHasOneCommittedLineThoughATaskManagerIsKilled() throws Exception {
        try (Endpoint endpoint = new Endpoint(PROMPTS / 2);
                WatchService commits = FileSystems.getDefault().newWatchService()) {
            replies.register(commits, StandardWatchEventKinds.ENTRY_CREATE);
            JobID job = submit(endpoint.url());
            endpoint.awaitHeld(TASK_MANAGERS * BulkJob.CAPACITY);
            awaitCommitted(PROMPTS / 4, commits); // checkpoints complete while calls are held
            int committed = committedLines().size();
            List<Thread> threads = clientThreads();

            cluster.terminateTaskManager(0).get();
            endpoint.release();
            cluster.startTaskManager();
            JobResult result = cluster.requestJobResult(job).get();

            assertThat(result.getSerializedThrowable()).isEmpty();
            assertThat(committed).isBetween(1, PROMPTS - 1);
            List<String> lines = committedLines();
            assertThat(lines).hasSize(PROMPTS).hasSameElementsAs(expectedLines());
            assertThat(threads).isNotEmpty();
            assertEnd(threads);
            assertEnd(clientThreads());
            int duplicates = endpoint.calls() - PROMPTS;
            assertThat(duplicates)
                    .as("calls that were sent again")
                    .isBetween(TASK_MANAGERS * BulkJob.CAPACITY, PROMPTS - committed);
            System.out.printf(
                    "=== flink: %,d prompts, %,d lines, %,d before the kill, %,d duplicate calls%n",
                    PROMPTS, lines.size(), committed, duplicates);
        }
    }

    private JobID submit(String url) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(TASK_MANAGERS);
        env.enableCheckpointing(300);
        BulkJob.define(
                env,
                new org.apache.flink.core.fs.Path(prompts.toUri()),
                new org.apache.flink.core.fs.Path(replies.toUri()),
                () -> Diglot.builder().baseUrl(url).build());
        return cluster.submitJob(env.getStreamGraph().getJobGraph()).get().getJobID();
    }

    /** Waits for part files to be renamed: the sink does so when a checkpoint is complete. */
    private void awaitCommitted(int lines, WatchService commits) throws Exception {
        while (committedLines().size() < lines) {
            WatchKey key = commits.poll(30, TimeUnit.SECONDS);
            assertThat(key).as("no checkpoint has completed").isNotNull();
            key.pollEvents();
            key.reset();
        }
    }

    private static boolean isCommitted(Path file) {
        return !file.getFileName().toString().startsWith(".");
    }

    private List<String> committedLines() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(replies)) {
            for (Path file : files.filter(BulkJobTest::isCommitted).toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    private static List<String> expectedLines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int id = 0; id < PROMPTS; id++) {
            BulkJob.Reply reply = id == Endpoint.REFUSED
                    ? new BulkJob.Reply(String.valueOf(id), null, REFUSAL)
                    : new BulkJob.Reply(String.valueOf(id), Endpoint.reply(id), null);
            lines.add(JSON.writeValueAsString(reply));
        }
        return lines;
    }

    /** Returns the threads of all clients, those of the JDK's HTTP client included. */
    private static List<Thread> clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> {
                    ThreadGroup group = thread.getThreadGroup();
                    return thread.getName().startsWith("diglot-")
                            || (group != null && group.getName().startsWith("diglot-"));
                })
                .toList();
    }

    private static void assertEnd(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(10_000);
            assertThat(thread.isAlive())
                    .as("a client that was not closed has " + thread)
                    .isFalse();
        }
    }
}
