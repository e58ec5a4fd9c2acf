// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.error.ApiException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.ErrorDecoder;
import dev.diglot.error.ProtocolException;
import dev.diglot.internal.json.Json;
import dev.diglot.internal.json.JsonReader;
import dev.diglot.internal.json.Utf8;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the whole body of a 2xx response, which may be an error all the same, or not what the dialect promises. */
final class ResponseBody {
    static final String INVALID_UTF8 = "the response holds invalid UTF-8; U+FFFD stands in its place";
    static final String NOT_COMPRESSED = "the response is not compressed, though its content-encoding says so";

    private static final String DATA_LINE = "\ndata:";

    private final Response response;
    private final List<String> warnings;
    private byte[] bytes;

    /**
     * Takes the bytes, decompressed.
     *
     * @param warnings where anomalies are noted
     * @throws ProtocolException if they are too many
     */
    ResponseBody(Response response, List<String> warnings) {
        this.response = response;
        this.warnings = warnings;
        this.bytes = decompressed();
        if (bytes.length > response.call.maxBodyBytes) {
            throw problem("the body is larger than " + response.call.maxBodyBytes + " bytes (maxBodyBytes)", null);
        }
    }

    private byte[] decompressed() {
        byte[] body = response.bytes();
        Decompressor decompressor = Decompressor.of(response.head().headers());
        if (decompressor == null) {
            return body;
        }
        int most = Math.min(response.call.maxBodyBytes, Integer.MAX_VALUE - 9) + 1;
        byte[] plain = decompressor.whole(body, most);
        if (decompressor.wasPlain()) {
            warnings.add(NOT_COMPRESSED);
        }
        return plain;
    }

    /** Returns whether the body begins as server-sent events do. */
    boolean startsWithEvents() {
        return BodyKind.of(bytes) == BodyKind.EVENTS;
    }

    /** Returns whether lines of events follow what the body begins with. */
    boolean hasEvents() {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(DATA_LINE);
    }

    /**
     * Reads the response.
     *
     * @throws ApiException if it is an error
     * @throws ProtocolException if it is not what the dialect promises
     */
    <T> T read(Operation<T, ?> operation) {
        try {
            T value = decode(operation);
            if (operation.response().mayBeError(value)) {
                check(operation.requiredMember());
            }
            return value;
        } catch (IOException e) {
            boolean isJson = response.head().contentType().contains("json");
            boolean isOther = response.call.wantsStream && !isJson;
            throw unexpected(isOther ? "is no event stream" : "is not the JSON that was asked for", e);
        }
    }

    private <T> T decode(Operation<T, ?> operation) throws IOException {
        try {
            return JsonReader.decode(bytes, 0, bytes.length, operation.response(), this::checkpoint);
        } catch (IOException e) {
            byte[] mended = Utf8.replaceInvalid(bytes);
            if (mended == bytes) {
                throw e;
            }
            T value = JsonReader.decode(mended, 0, mended.length, operation.response(), this::checkpoint);
            bytes = mended;
            warnings.add(INVALID_UTF8);
            return value;
        }
    }

    private void checkpoint() {
        response.checkpoint(true);
    }

    private void check(String requiredMember) throws IOException {
        ApiException error = error();
        if (error != null) {
            throw error;
        }
        Object json = Json.parse(bytes, 0, bytes.length, this::checkpoint);
        if (!(json instanceof Map<?, ?> root && root.get(requiredMember) instanceof List)) {
            throw unexpected("lacks " + requiredMember, null);
        }
    }

    /** Returns the exception of a body that is not a response of the kind that was asked for. */
    DiglotException unexpected(String problem, @Nullable IOException cause) {
        ApiException error = error();
        if (error != null) {
            return error;
        }
        if (isBlank()) {
            return problem("the body is empty", null);
        }
        return problem("the body (" + response.head().contentType() + ") " + problem, cause);
    }

    private boolean isBlank() {
        for (byte b : bytes) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return false;
            }
        }
        return true;
    }

    private ProtocolException problem(String problem, @Nullable IOException cause) {
        return new ProtocolException(response.head().status(), problem, bytes, cause, response.call.key);
    }

    private @Nullable ApiException error() {
        return ErrorDecoder.decodeIfError(
                response.head().status(), response.head().headers(), bytes, response.call.key);
    }
}
