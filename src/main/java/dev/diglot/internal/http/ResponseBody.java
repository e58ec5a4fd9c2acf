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

/**
 * Reads the complete body of a 2xx response, which may still be an error, or not what the dialect promises. Used by one
 * thread at a time.
 */
final class ResponseBody {
    static final String INVALID_UTF8 = "the response holds invalid UTF-8; U+FFFD stands in its place";
    static final String NOT_COMPRESSED = "the response is not compressed, though its content-encoding says so";

    private static final String DATA_LINE = "\ndata:";

    private final Response response;
    private final List<String> warnings;
    private byte[] bytes;

    /**
     * Decompresses the buffered bytes.
     *
     * @param warnings receives non-fatal anomalies
     * @throws ProtocolException if the body is too large
     */
    ResponseBody(Response response, List<String> warnings) {
        this.response = response;
        this.warnings = warnings;
        this.bytes = decompressed();
        if (bytes.length > response.call.maxBodyBytes) {
            throw protocolFailure(
                    "the body is larger than " + response.call.maxBodyBytes + " bytes (maxBodyBytes)", null);
        }
    }

    private byte[] decompressed() {
        byte[] body = response.bufferedBytes();
        Decompressor decompressor = Decompressor.of(response.head().headers());
        if (decompressor == null) {
            return body;
        }
        int maxBytes = Math.min(response.call.maxBodyBytes, Integer.MAX_VALUE - 9) + 1; // one more shows the excess
        byte[] plain = decompressor.decompressAll(body, maxBytes);
        if (decompressor.wasPlain()) {
            warnings.add(NOT_COMPRESSED);
        }
        return plain;
    }

    /** Returns whether the body starts as server-sent events do. */
    boolean startsWithEvents() {
        return BodyKind.fromFirstBytes(bytes) == BodyKind.EVENTS;
    }

    /** Returns whether a line after the first one is a data line of an event. */
    boolean hasDataLine() {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(DATA_LINE);
    }

    /**
     * Reads the response.
     *
     * @throws ApiException if the body is an error
     * @throws ProtocolException if the body is not what the dialect promises
     */
    <T> T read(Operation<T, ?> operation) {
        try {
            T value = decode(operation);
            if (operation.response().mayBeError(value)) {
                requireResponse(operation, value);
            }
            return value;
        } catch (IOException e) {
            boolean isJson = response.head().contentType().contains("json");
            if (response.call.wantsStream && !isJson) {
                throw failure("is not an event stream", e);
            }
            throw failure("is not the JSON that was asked for", e);
        }
    }

    private <T> T decode(Operation<T, ?> operation) throws IOException {
        try {
            return JsonReader.ofWire().decode(bytes, 0, bytes.length, operation.response(), this::checkpoint);
        } catch (IOException e) {
            byte[] repaired = Utf8.replaceInvalid(bytes);
            if (repaired == bytes) {
                throw e;
            }
            T value = JsonReader.ofWire().decode(repaired, 0, repaired.length, operation.response(), this::checkpoint);
            bytes = repaired;
            warnings.add(INVALID_UTF8);
            return value;
        }
    }

    private void checkpoint() {
        response.checkpoint(true);
    }

    /** Throws unless the body is a response: not an error, and with its required member. */
    private <T> void requireResponse(Operation<T, ?> operation, T value) throws IOException {
        ApiException error = error();
        if (error != null) {
            throw error;
        }
        String requiredMember = operation.requiredMember();
        if (requiredMember == null || !operation.response().isIncomplete(value)) {
            return;
        }
        Object json = Json.parse(bytes, 0, bytes.length, this::checkpoint);
        boolean isEmptyList =
                json instanceof List || (json instanceof Map<?, ?> root && root.get(requiredMember) instanceof List);
        if (!isEmptyList) {
            throw failure("lacks " + requiredMember, null);
        }
    }

    /** Returns the failure of a body that is not a response: the error that it holds, otherwise the given problem. */
    private DiglotException failure(String problem, @Nullable IOException cause) {
        ApiException error = error();
        if (error != null) {
            return error;
        }
        if (isBlank()) {
            return protocolFailure("the body is empty", null);
        }
        return protocolFailure("the body (" + response.head().contentType() + ") " + problem, cause);
    }

    private boolean isBlank() {
        for (byte b : bytes) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return false;
            }
        }
        return true;
    }

    private ProtocolException protocolFailure(String problem, @Nullable IOException cause) {
        return new ProtocolException(response.head().status(), problem, bytes, cause, response.call.key);
    }

    /** Returns the error that the body holds, or null. */
    private @Nullable ApiException error() {
        return ErrorDecoder.decodeIfError(
                response.head().status(), response.head().headers(), bytes, response.call.key);
    }
}
