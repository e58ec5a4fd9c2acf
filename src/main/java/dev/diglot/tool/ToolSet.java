// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.tool;

import dev.diglot.api.ChatApi;
import dev.diglot.api.MessagesApi;
import dev.diglot.config.RequestOptions;
import dev.diglot.json.JsonSchema;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatFunction;
import dev.diglot.model.ChatFunctionTool;
import dev.diglot.model.ChatTool;
import dev.diglot.model.Message;
import dev.diglot.model.MessageRequest;
import dev.diglot.model.MessageTool;
import dev.diglot.stream.ChatStream;
import dev.diglot.stream.MessageStream;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tools that the model may call, with the code that runs them, and the loop that sends their results until the model
 * replies. The same set serves both dialects.
 *
 * <pre>{@code
 * ToolSet tools = ToolSet.builder().add(GetWeather.class, call -> weatherIn(call.city())).build();
 * ChatCompletion reply = tools.run(client.chat(), request);
 * }</pre>
 *
 * <p>The tools are added to those of the request. A call of an unknown tool, arguments that do not fit, a call that is
 * not approved, a {@link ToolFailure}, a timeout and a result that is too large are reported to the model. Any other
 * exception of a tool ends the loop. A {@code tool_choice} that forces a call applies to the first reply only. If a
 * reply was cut off at a token limit or withheld, its calls are not run, and it is the last one.
 *
 * <p>Immutable and thread-safe. A handler may run in several loops at once.
 */
public final class ToolSet {
    /** The default maximum number of replies in a loop: 10. */
    public static final int DEFAULT_MAX_ROUNDS = 10;

    /** The default maximum size of a tool's result: 4,000,000 characters. */
    public static final int DEFAULT_MAX_RESULT_CHARS = 4_000_000;

    private final Settings settings;

    private ToolSet(Settings settings) {
        this.settings = settings;
    }

    /** What the builder collected. */
    record Settings(
            Map<String, Tool<?>> tools,
            Function<? super ToolCall, @Nullable String> approval,
            Consumer<? super ToolCall> listener,
            @Nullable Executor executor,
            @Nullable Duration timeout,
            int maxRounds,
            int maxResultChars) {}

    /** {@return a builder without tools} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the tools as a request in the chat dialect declares them} */
    public List<ChatTool> chatTools() {
        return settings.tools.values().stream().<ChatTool>map(Tool::chatTool).toList();
    }

    /** {@return the tools as a request in the messages dialect declares them} */
    public List<MessageTool> messageTools() {
        return settings.tools.values().stream().map(Tool::messageTool).toList();
    }

    /**
     * Sends a request, runs the tools that the model calls, and sends their results, until the model replies without a
     * call.
     *
     * @param api the calls of the client
     * @param request the conversation so far
     * @return the last reply
     * @throws dev.diglot.error.DiglotException if a call fails
     * @throws dev.diglot.error.ToolLoopException if a tool fails, or after too many rounds
     */
    public ChatCompletion run(ChatApi api, ChatCompletionRequest request) {
        return rounds(api, request, RequestOptions.none()).run();
    }

    /**
     * Sends a request, runs the tools that the model calls, and sends their results, until the model replies without a
     * call.
     *
     * @param api the calls of the client
     * @param request the conversation so far
     * @return the last reply
     * @throws dev.diglot.error.DiglotException if a call fails
     * @throws dev.diglot.error.ToolLoopException if a tool fails, or after too many rounds
     */
    public Message run(MessagesApi api, MessageRequest request) {
        return rounds(api, request, RequestOptions.none()).run();
    }

    /**
     * Prepares a loop whose replies you can iterate over, and whose conversation you can read. Nothing is sent yet.
     *
     * @param api the calls of the client
     * @param request the conversation so far
     * @param options the options of each call; their deadline is that of the whole loop
     * @return the loop
     */
    public ToolLoop<ChatCompletionRequest, ChatCompletion> rounds(
            ChatApi api, ChatCompletionRequest request, RequestOptions options) {
        return new ToolLoop<>(new LoopState<>(settings, new ChatLoop(api, this), request, options));
    }

    /**
     * Prepares a loop whose replies you can iterate over, and whose conversation you can read. Nothing is sent yet.
     *
     * @param api the calls of the client
     * @param request the conversation so far
     * @param options the options of each call; their deadline is that of the whole loop
     * @return the loop
     */
    public ToolLoop<MessageRequest, Message> rounds(MessagesApi api, MessageRequest request, RequestOptions options) {
        return new ToolLoop<>(new LoopState<>(settings, new MessageLoop(api, this), request, options));
    }

    /**
     * Prepares a loop whose replies are streams. Nothing is sent yet.
     *
     * @param api the calls of the client
     * @param request the conversation so far
     * @param options the options of each call; their deadline is that of the whole loop
     * @return the loop
     */
    public ToolStreams<ChatCompletionRequest, ChatCompletion, ChatStream> streams(
            ChatApi api, ChatCompletionRequest request, RequestOptions options) {
        return new ToolStreams<>(new LoopState<>(settings, new ChatLoop(api, this), request, options));
    }

    /**
     * Prepares a loop whose replies are streams. Nothing is sent yet.
     *
     * @param api the calls of the client
     * @param request the conversation so far
     * @param options the options of each call; their deadline is that of the whole loop
     * @return the loop
     */
    public ToolStreams<MessageRequest, Message, MessageStream> streams(
            MessagesApi api, MessageRequest request, RequestOptions options) {
        return new ToolStreams<>(new LoopState<>(settings, new MessageLoop(api, this), request, options));
    }

    /** Builds a {@link ToolSet}. Not thread-safe. */
    public static final class Builder {
        private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

        private static final Duration MAX_TIMEOUT = Duration.ofDays(365);

        private final Map<String, Tool<?>> tools = new LinkedHashMap<>();
        private Function<? super ToolCall, @Nullable String> approval = call -> null;
        private Consumer<? super ToolCall> listener = call -> {};
        private @Nullable Executor executor;
        private @Nullable Duration timeout;
        private int maxRounds = DEFAULT_MAX_ROUNDS;
        private int maxResultChars = DEFAULT_MAX_RESULT_CHARS;

        private Builder() {}

        /**
         * Adds a tool whose arguments are a record. Its name is that of the record in snake case, its description that
         * of {@code JsonClassDescription}.
         *
         * @param <A> the record
         * @param arguments the record
         * @param handler runs the tool
         * @return this builder
         * @throws IllegalArgumentException if there is no strict schema of the record (see {@link JsonSchema}), or the
         *     set has a tool of that name
         */
        public <A> Builder add(Class<A> arguments, ToolHandler<A> handler) {
            return add(JsonSchema.nameOf(arguments), JsonSchema.descriptionOf(arguments), arguments, handler);
        }

        /**
         * Adds a tool whose arguments are a record.
         *
         * @param <A> the record
         * @param name the name: letters, digits, underscores and dashes, at most 64
         * @param description what the tool does and when to use it; null omits it
         * @param arguments the record
         * @param handler runs the tool
         * @return this builder
         * @throws IllegalArgumentException if the name is invalid, if there is no strict schema of the record (see
         *     {@link JsonSchema}), or the set has a tool of that name
         */
        public <A> Builder add(String name, @Nullable String description, Class<A> arguments, ToolHandler<A> handler) {
            return add(name, description, JsonSchema.of(arguments), arguments, handler, true);
        }

        /**
         * Adds a tool whose arguments have a given schema, for example {@link JsonSchema#lenient(Class)} or that of
         * another library.
         *
         * @param <A> the class of the arguments
         * @param name the name: letters, digits, underscores and dashes, at most 64
         * @param description what the tool does and when to use it; null omits it
         * @param schema the JSON Schema of the arguments
         * @param arguments the class of the arguments; {@code String.class} for their JSON text
         * @param handler runs the tool
         * @return this builder
         * @throws IllegalArgumentException if the name is invalid, or the set has a tool of that name
         */
        public <A> Builder add(
                String name,
                @Nullable String description,
                Map<String, ?> schema,
                Class<A> arguments,
                ToolHandler<A> handler) {
            return add(name, description, schema, arguments, handler, null);
        }

        private <A> Builder add(
                String name,
                @Nullable String description,
                Map<String, ?> schema,
                Class<A> arguments,
                ToolHandler<A> handler,
                @Nullable Boolean isStrict) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("the name \"" + name
                        + "\" of a tool is invalid; use 1 to 64 letters," + " digits, underscores and dashes");
            }
            ChatFunction function = ChatFunction.builder(name)
                    .description(description)
                    .parameters(schema)
                    .strict(isStrict)
                    .build();
            Tool<A> tool = new Tool<>(
                    ChatFunctionTool.builder(function).build(),
                    MessageTool.of(name, description, schema),
                    arguments,
                    handler);
            if (tools.putIfAbsent(name, tool) != null) {
                throw new IllegalArgumentException("there are two tools named " + name + "; give one another name");
            }
            return this;
        }

        /**
         * Sets a hook that decides whether a call may run, for example by asking the user. It is called on the thread
         * of the loop, for one call at a time, before any call of the reply that it could exclude runs. Default: all
         * calls run.
         *
         * @param approval returns null to approve a call, or the reason, which is reported to the model
         * @return this builder
         */
        public Builder approve(Function<? super ToolCall, @Nullable String> approval) {
            this.approval = approval;
            return this;
        }

        /**
         * Sets a callback that is called once for each call that the model requests, before it runs. While a stream is
         * read it is called as soon as the call is complete, by the thread that reads. Default: none.
         *
         * @param listener receives the call
         * @return this builder
         */
        public Builder onToolCall(Consumer<? super ToolCall> listener) {
            this.listener = listener;
            return this;
        }

        /**
         * Sets the executor on which the calls of one reply run in parallel. Default: they run one after another, on
         * the thread of the loop or, if a timeout or a deadline limits them, on a daemon thread.
         *
         * @param executor the executor; the loop does not shut it down
         * @return this builder
         */
        public Builder executor(Executor executor) {
            this.executor = executor;
            return this;
        }

        /**
         * Sets the maximum time of one call, including its wait for the executor. A call that takes longer is
         * interrupted, and reported to the model. Default: none, except for the deadline of the loop.
         *
         * @param timeout more than zero; more than 365 days counts as 365 days
         * @return this builder
         * @throws IllegalArgumentException if the timeout is zero or negative
         */
        public Builder timeout(Duration timeout) {
            if (timeout.isZero() || timeout.isNegative()) {
                throw new IllegalArgumentException("timeout is " + timeout + ", but must be more than zero");
            }
            this.timeout = timeout.compareTo(MAX_TIMEOUT) > 0 ? MAX_TIMEOUT : timeout;
            return this;
        }

        /**
         * Sets the maximum number of replies. If the last one still calls tools, they are not run, and the loop ends
         * with a {@link dev.diglot.error.ToolLoopException}. Default: {@link #DEFAULT_MAX_ROUNDS}.
         *
         * @param rounds at least 1
         * @return this builder
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxRounds(int rounds) {
            this.maxRounds = requirePositive("maxRounds", rounds);
            return this;
        }

        /**
         * Sets the maximum size of a result, as text or JSON. A larger result is not sent, but reported to the model.
         * Default: {@link #DEFAULT_MAX_RESULT_CHARS}.
         *
         * @param chars the number of characters, at least 1
         * @return this builder
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxResultChars(int chars) {
            this.maxResultChars = requirePositive("maxResultChars", chars);
            return this;
        }

        private static int requirePositive(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " is " + value + ", but must be at least 1");
            }
            return value;
        }

        /** {@return the tools; later changes to this builder do not affect them} */
        public ToolSet build() {
            return new ToolSet(new Settings(
                    Collections.unmodifiableMap(new LinkedHashMap<>(tools)),
                    approval,
                    listener,
                    executor,
                    timeout,
                    maxRounds,
                    maxResultChars));
        }
    }
}
