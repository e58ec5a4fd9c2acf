// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.flink;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diglot.Diglot;
import dev.diglot.config.RequestOptions;
import dev.diglot.config.RetryPolicy;
import dev.diglot.error.InvalidRequestException;
import dev.diglot.error.RequestTooLargeException;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.reader.TextLineInputFormat;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;
import org.apache.flink.util.function.SerializableSupplier;
import org.jspecify.annotations.Nullable;

/** Completes the prompts of JSON Lines files on a Flink cluster; each has one line in the committed output. */
public final class BulkJob {
    /** The maximum number of calls in flight in each parallel instance. */
    static final int CAPACITY = 16;

    private static final Duration DEADLINE = Duration.ofMinutes(15);
    private static final RequestOptions OPTIONS = RequestOptions.builder()
            .deadline(DEADLINE)
            .retryPolicy(new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(5), false))
            .build();
    private static final ObjectMapper JSON = new ObjectMapper();

    public record Prompt(String id, String prompt) {}

    public record Reply(
            String id, @Nullable String text, @Nullable String error) {}

    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.enableCheckpointing(10_000);
        define(env, new Path(args[0]), new Path(args[1]), Diglot::create);
        env.execute("bulk");
    }

    static void define(
            StreamExecutionEnvironment env, Path prompts, Path replies, SerializableSupplier<Diglot> clients) {
        env.configure(new Configuration().set(PipelineOptions.GENERIC_TYPES, false)); // no Kryo
        env.getCheckpointConfig().enableUnalignedCheckpoints(); // overtake prompts that wait for a call

        FileSource<String> source = FileSource.forRecordStreamFormat(new TextLineInputFormat(), prompts)
                .build();
        DataStream<Prompt> input = env.fromSource(source, WatermarkStrategy.noWatermarks(), "prompts")
                .rebalance()
                .map(line -> JSON.readValue(line, Prompt.class));
        FileSink<Reply> sink = FileSink.<Reply>forRowFormat(replies, (reply, out) -> {
                    out.write(JSON.writeValueAsBytes(reply));
                    out.write('\n');
                })
                .withBucketAssigner(new BasePathBucketAssigner<>())
                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                .build();
        long timeout = DEADLINE.plusMinutes(1).toMillis();
        AsyncDataStream.unorderedWait(input, new Complete(clients), timeout, TimeUnit.MILLISECONDS, CAPACITY)
                .sinkTo(sink);
    }

    /** Completes a prompt without blocking the task. The key is read on the task manager and never serialized. */
    static final class Complete extends RichAsyncFunction<Prompt, Reply> {
        private static final long serialVersionUID = 1L;

        private final SerializableSupplier<Diglot> clients;
        private transient @Nullable Diglot client;

        Complete(SerializableSupplier<Diglot> clients) {
            this.clients = clients;
        }

        @Override
        public void open(OpenContext context) {
            client = clients.get();
        }

        @Override
        public void close() {
            if (client != null) { // open may have failed
                client.close();
            }
        }

        @Override
        public void asyncInvoke(Prompt prompt, ResultFuture<Reply> result) {
            ChatCompletionRequest request = ChatCompletionRequest.builder(
                            "glm-5", List.of(ChatMessage.user(prompt.prompt())))
                    .build();
            client.chat().createAsync(request, OPTIONS).whenComplete((completion, thrown) -> {
                Throwable failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
                if (failure == null) {
                    result.complete(List.of(new Reply(prompt.id(), completion.text(), null)));
                } else if (failure instanceof InvalidRequestException || failure instanceof RequestTooLargeException) {
                    result.complete(List.of(new Reply(prompt.id(), null, failure.toString())));
                } else {
                    result.completeExceptionally(failure); // restarts the job from its last checkpoint
                }
            });
        }
    }
}
