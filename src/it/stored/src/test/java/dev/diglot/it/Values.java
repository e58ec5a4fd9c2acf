// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it;

import dev.diglot.json.JsonModel;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ChatCompletionRequest;
import dev.diglot.model.ChatMessage;
import dev.diglot.model.Message;
import dev.diglot.model.MessageRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The requests and the replies of {@code spec/examples}, with all models that they hold. */
final class Values {
    private static final Path EXAMPLES = Path.of("../../../spec/examples");

    private Values() {}

    static List<JsonModel> all() {
        List<JsonModel> values = new ArrayList<>();
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            for (Path file : files.sorted().toList()) {
                read(file.getFileName().toString(), Files.readAllBytes(file), values);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        collect(ChatMessage.fromJson("{\"role\":\"narrator\",\"x\":[1,null,{\"b\":null,\"a\":1e400}]}"), values);
        return values;
    }

    private static void read(String name, byte[] json, List<JsonModel> values) {
        boolean isChat = name.startsWith("chat-");
        boolean isMessages = name.startsWith("messages-");
        if (isChat && name.endsWith("-request.json")) {
            collect(ChatCompletionRequest.fromJson(json), values);
        } else if (isMessages && name.endsWith("-request.json")) {
            collect(MessageRequest.fromJson(json), values);
        } else if (isChat && name.endsWith("-response.json")) {
            collect(ChatCompletion.fromJson(json), values);
        } else if (isMessages && name.endsWith("-response.json")) {
            collect(Message.fromJson(json), values);
        }
    }

    private static void collect(Object value, List<JsonModel> values) {
        if (value instanceof Collection<?> items) {
            items.forEach(item -> collect(item, values));
        } else if (value instanceof Map<?, ?> members) {
            collect(members.values(), values);
        } else if (value instanceof JsonModel model) {
            values.add(model);
            for (Method method : model.getClass().getMethods()) {
                boolean isAccessor = method.getParameterCount() == 0
                        && JsonModel.class.isAssignableFrom(method.getDeclaringClass())
                        && method.getDeclaringClass() != JsonModel.class
                        && !Modifier.isStatic(method.getModifiers());
                if (isAccessor) {
                    collect(call(method, model), values);
                }
            }
        }
    }

    private static Object call(Method accessor, Object model) {
        try {
            return accessor.invoke(model);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(accessor.toString(), e);
        }
    }
}
