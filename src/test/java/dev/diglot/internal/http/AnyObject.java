// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.api.ApiResponse;
import dev.diglot.error.RequestId;
import dev.diglot.internal.json.JsonReader;
import dev.diglot.model.Dialect;
import dev.diglot.stream.EventReader;
import java.io.IOException;
import java.util.Map;

/** Reads any JSON object as a response, each of which may be an error. */
final class AnyObject implements ResponseReader<Object> {
    @Override
    public Object read(JsonReader in) throws IOException {
        return in.isObject() ? in.any() : null;
    }

    @Override
    public boolean mayBeError(Object value) {
        return true;
    }

    static ApiResponse<Object> read(EventReader<Object> source) {
        return new ApiResponse<>(
                source.wholeResponse(),
                source.status(),
                source.headers(),
                RequestId.find(source.headers()),
                source.attempts(),
                source.elapsed(),
                source.warnings());
    }

    static Operation<Object, Object> operation(String path, Dialect dialect, String requiredMember) {
        AnyObject any = new AnyObject();
        Map<String, String> headers = dialect == Dialect.CHAT ? Map.of() : Map.of("anthropic-version", "2023-06-01");
        return new Operation<>("POST", path, dialect, headers, requiredMember, any, any);
    }
}
