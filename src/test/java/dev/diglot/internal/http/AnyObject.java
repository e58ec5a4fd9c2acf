// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.api.ApiResponse;
import dev.diglot.internal.EventReader;
import dev.diglot.internal.json.JsonReader;
import dev.diglot.internal.text.RequestId;
import dev.diglot.model.Dialect;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** Reads any JSON object as a response or an event, each of which may be an error. */
final class AnyObject implements ResponseReader<Object>, EventFormat<Object> {
    @Override
    public Object read(JsonReader in) throws IOException {
        return in.isObject() ? in.any() : null;
    }

    @Override
    public boolean mayBeError(Object value) {
        return true;
    }

    @Override
    public boolean isIncomplete(Object value) {
        return true;
    }

    @Override
    public Pattern endMarker() {
        return EventFormat.endMarker("[DONE]");
    }

    @Override
    public boolean isLast(Object event) {
        return false;
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
        return Operation.of("any", "POST", path, List.of(dialect), any, any)
                .withDefaultHeader("anthropic-version", "2023-06-01", List.of(Dialect.MESSAGES))
                .withRequiredMember(requiredMember);
    }
}
