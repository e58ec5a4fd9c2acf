// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.error.ApiException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.ErrorDecoder;
import dev.diglot.error.ProtocolException;
import dev.diglot.json.Json;
import dev.diglot.json.JsonReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the whole body of a 2xx answer, which may still be no answer, or an error. */
final class GoodBody {
    private final Answer answer;
    private final byte[] bytes;

    GoodBody(Answer answer) {
        this.answer = answer;
        this.bytes = answer.bytes(answer.call.maxBodyBytes + 1L);
    }

    /**
     * Waits for a good answer: a stream that has begun, or a body that is all there.
     *
     * @throws ApiException if the status is no 2xx, however much of the body came: the status says the most
     * @throws DiglotException if a good answer ended too early, which says why
     */
    static void await(Answer answer) {
        if (answer.head().isStream()) {
            return;
        }
        answer.awaitWhole();
        if (answer.hasBegun() && !answer.head().isGood() && !answer.isClosed()) {
            byte[] body = answer.call.withoutKey(answer.bytes(answer.mostBytes()));
            throw ErrorDecoder.decode(answer.head().status(), answer.shownHeaders(), body);
        }
        DiglotException fault = answer.failure();
        if (fault != null) {
            throw fault;
        }
    }

    /**
     * Reads the answer.
     *
     * @throws ApiException if it is an error
     * @throws ProtocolException if it is not what the dialect promises
     */
    <T> T read(Operation<T, ?> operation) {
        if (bytes.length > answer.call.maxBodyBytes) {
            throw problem("the body is larger than " + answer.call.maxBodyBytes + " bytes (maxBodyBytes)", null);
        }
        try {
            T value = JsonReader.decode(bytes, 0, bytes.length, operation.answer());
            if (operation.answer().isDoubtful(value)) {
                ApiException error = error();
                if (error != null) {
                    throw error;
                }
                Object json = Json.parse(bytes, 0, bytes.length);
                if (!(json instanceof Map<?, ?> root && root.get(operation.essential()) instanceof List)) {
                    throw none("lacks " + operation.essential(), null);
                }
            }
            return value;
        } catch (IOException e) {
            throw none("is not the JSON that was asked for", e);
        }
    }

    /** The exception of a body that is no answer of the kind that was asked for. */
    DiglotException none(String problem, @Nullable IOException cause) {
        ApiException error = error();
        String body = bytes.length == 0
                ? "the body is empty"
                : "the body (" + answer.head().contentType() + ") " + problem;
        return error != null ? error : problem(body, cause);
    }

    private ProtocolException problem(String problem, @Nullable IOException cause) {
        return new ProtocolException(answer.head().status(), problem, answer.call.withoutKey(bytes), cause);
    }

    private @Nullable ApiException error() {
        return ErrorDecoder.inStream(answer.head().status(), answer.shownHeaders(), answer.call.withoutKey(bytes));
    }
}
