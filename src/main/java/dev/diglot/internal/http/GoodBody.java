// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.error.ApiException;
import dev.diglot.error.ErrorDecoder;
import dev.diglot.error.ProtocolException;
import dev.diglot.json.JsonReader;
import dev.diglot.json.ModelReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the whole body of a 2xx answer, which may still be no answer, or an error. */
final class GoodBody {
    private final Answer<?> answer;
    private final byte[] bytes;

    GoodBody(Answer<?> answer) {
        this.answer = answer;
        this.bytes = answer.bytes();
    }

    /**
     * Reads the answer.
     *
     * @param essential the member without which it is none
     * @throws ApiException if it is an error
     * @throws ProtocolException if it is not what the dialect promises
     */
    <T> T read(ModelReader<T> reader, String essential) {
        if (answer.isOverBound()) {
            String problem = "the body is larger than " + bytes.length + " bytes (maxBodyBytes)";
            throw new ProtocolException(answer.status(), problem, bytes, 0, bytes.length, null);
        }
        T value;
        try {
            value = JsonReader.decode(bytes, 0, bytes.length, reader);
        } catch (IOException e) {
            throw none("is not the JSON that was asked for", e);
        }
        int at = memberOfRoot(essential);
        if (at < 0 || bytes[at] != '[') {
            throw none("lacks " + essential, null);
        }
        boolean mayBeError = bytes[afterBlanks(at + 1)] == ']' || memberOfRoot("error") >= 0;
        ApiException error = mayBeError ? error() : null;
        if (error != null) {
            throw error;
        }
        return value;
    }

    /** The exception of a body that is no answer of the kind that was asked for. */
    RuntimeException none(String problem, @Nullable IOException cause) {
        ApiException error = error();
        String body = bytes.length == 0 ? "the body is empty" : "the body (" + answer.contentType() + ") " + problem;
        return error != null ? error : new ProtocolException(answer.status(), body, bytes, 0, bytes.length, cause);
    }

    private @Nullable ApiException error() {
        return ErrorDecoder.inStream(answer.status(), answer.headers(), bytes, 0, bytes.length);
    }

    /** Where in JSON that is known to be sound the value of a member of the outermost object begins, or -1. */
    private int memberOfRoot(String name) {
        byte[] quoted = ('"' + name + '"').getBytes(StandardCharsets.UTF_8);
        int depth = 0;
        for (int at = 0; at < bytes.length; at++) {
            byte b = bytes[at];
            if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
            } else if (b == '"') {
                int open = at;
                for (at++; at < bytes.length && bytes[at] != '"'; at++) {
                    at += bytes[at] == '\\' ? 1 : 0;
                }
                int next = afterBlanks(at + 1);
                if (depth == 1 && bytes[next] == ':' && Arrays.equals(bytes, open, at + 1, quoted, 0, quoted.length)) {
                    return afterBlanks(next + 1);
                }
            }
        }
        return -1;
    }

    private int afterBlanks(int from) {
        int at = Math.min(from, bytes.length - 1);
        while (at < bytes.length - 1
                && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }
}
