// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.example;

import dev.diglot.config.CallObserver.Call;
import dev.diglot.config.CallObserver.End;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.Dialect;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.ModelReply;
import dev.diglot.model.OutputConfig;
import dev.diglot.model.ResponseFormatText;
import dev.diglot.model.StopSequences;
import dev.diglot.model.TokenCounts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of an inference, as version 0.1.0 of the OpenTelemetry conventions for generative AI names them. A
 * value is a text, a number, a boolean or a list of texts; null and an empty list mean that there is no attribute.
 */
final class GenAiAttributes {
    static boolean isInference(Call call) {
        return call.request() instanceof ChatCompletionRequest || call.request() instanceof MessageRequest;
    }

    /** Of spans and metrics, when a call starts. */
    static void ofCall(Call call, BiConsumer<String, @Nullable Object> to) {
        int port = "http".equals(call.uri().getScheme()) ? 80 : 443;
        String dialect = call.dialect() == Dialect.CHAT ? "openai" : "anthropic";
        to.accept("gen_ai.operation.name", "chat");
        to.accept(
                "gen_ai.provider.name",
                call.provider() == null ? dialect : call.provider().name().toLowerCase(Locale.ROOT));
        to.accept("gen_ai.request.model", call.model());
        to.accept("server.address", call.uri().getHost());
        to.accept("server.port", call.uri().getPort() < 0 ? port : call.uri().getPort());
    }

    /** Of spans only, when a call starts. */
    static void ofRequest(Call call, BiConsumer<String, @Nullable Object> to) {
        to.accept("gen_ai.request.stream", call.streaming() ? true : null);
        if (call.request() instanceof ChatCompletionRequest chat) {
            Integer bound = chat.maxCompletionTokens();
            to.accept("gen_ai.request.choice.count", Objects.equals(chat.n(), 1) ? null : chat.n());
            to.accept("gen_ai.request.seed", chat.seed());
            to.accept("gen_ai.request.top_k", chat.topK());
            to.accept("gen_ai.request.frequency_penalty", chat.frequencyPenalty());
            to.accept("gen_ai.request.max_tokens", bound == null ? chat.maxTokens() : bound);
            to.accept("gen_ai.request.presence_penalty", chat.presencePenalty());
            to.accept("gen_ai.request.reasoning.level", chat.reasoningEffort());
            to.accept("gen_ai.request.stop_sequences", texts(chat.stop()));
            to.accept("gen_ai.request.temperature", chat.temperature());
            to.accept("gen_ai.request.top_p", chat.topP());
            if (chat.responseFormat() != null) {
                to.accept("gen_ai.output.type", chat.responseFormat() instanceof ResponseFormatText ? "text" : "json");
            }
        } else if (call.request() instanceof MessageRequest message) {
            OutputConfig output = message.outputConfig();
            to.accept("gen_ai.request.top_k", message.topK());
            to.accept("gen_ai.request.max_tokens", message.maxTokens());
            to.accept("gen_ai.request.reasoning.level", output == null ? null : output.effort());
            to.accept("gen_ai.request.stop_sequences", message.stopSequences());
            to.accept("gen_ai.request.temperature", message.temperature());
            to.accept("gen_ai.request.top_p", message.topP());
            to.accept("gen_ai.output.type", output == null || output.format() == null ? null : "json");
        }
    }

    /** Of spans and metrics, when a call has ended. A cancellation is no error. */
    static void ofEnd(End end, BiConsumer<String, @Nullable Object> to) {
        boolean isError = end.failure() != null && !end.cancelled();
        to.accept(
                "gen_ai.response.model",
                end.reply() == null ? null : end.reply().model());
        to.accept("error.type", isError ? end.failure().getClass().getName() : null);
    }

    /** Of spans only, when a call has ended. */
    static void ofReply(End end, BiConsumer<String, @Nullable Object> to) {
        ModelReply reply = end.reply();
        to.accept("gen_ai.response.time_to_first_chunk", seconds(end.timeToFirstEvent()));
        if (reply != null) {
            to.accept("gen_ai.response.id", reply.id());
            to.accept("gen_ai.response.finish_reasons", finishReasons(reply));
        }
        ofUsage(end, (name, count) -> to.accept("gen_ai.usage." + name, count));
    }

    /** The token counts that spans and metrics have in common; null if the endpoint does not report one. */
    static void ofUsage(End end, BiConsumer<String, @Nullable Long> to) {
        TokenCounts none = new TokenCounts(null, null, null, null, null);
        TokenCounts counts = end.reply() == null ? none : end.reply().tokenCounts();
        to.accept("input_tokens", counts.input());
        to.accept("output_tokens", counts.output());
        to.accept("cache_read.input_tokens", counts.cacheRead());
        to.accept("cache_write.input_tokens", counts.cacheWrite());
        to.accept("reasoning.output_tokens", counts.reasoning());
    }

    static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toNanos() / 1e9;
    }

    /** The conventions report a missing reason, of a reply that was cut off or cancelled, as an error. */
    private static List<String> finishReasons(ModelReply reply) {
        if (reply instanceof ChatCompletion chat) {
            return chat.choices().stream()
                    .map(choice -> Objects.toString(choice.finishReason(), "error"))
                    .toList();
        }
        return reply.finishReasons().isEmpty() ? List.of("error") : reply.finishReasons();
    }

    private static List<String> texts(@Nullable StopSequences stop) {
        if (stop instanceof StopSequences.StringValue one) {
            return List.of(one.value());
        }
        return stop == null ? List.of() : stop.asList();
    }
}
