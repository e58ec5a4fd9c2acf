// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import dev.diglot.model.Dialect;
import dev.diglot.model.ErrorDetail;
import dev.diglot.model.ErrorEvent;
import dev.diglot.model.ErrorKind;
import dev.diglot.model.ErrorResponse;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An error, with the body that the spec's examples show for it. */
record ErrorContent(ErrorKind kind, @Nullable String message) implements Content {
    private static final int MODEL_STATUS = 403;

    @Override
    public Response respond(ReceivedRequest request) {
        return Response.json(status(), body(request.dialect()).toJson());
    }

    /** Returns the error as an event of a stream. */
    static byte[] event(ReceivedRequest request, ErrorKind kind) {
        ErrorResponse body = new ErrorContent(kind, null).body(request.dialect());
        if (request.dialect() == Dialect.CHAT) {
            return Response.event(body);
        }
        ErrorDetail error = Objects.requireNonNull(body.error(), "error");
        return Response.event(ErrorEvent.builder().error(error).build());
    }

    private ErrorResponse body(Dialect dialect) {
        String status = kind == ErrorKind.MODEL_NOT_AVAILABLE ? "model" : Integer.toString(status());
        String prefix = dialect == Dialect.CHAT ? "chat" : "messages";
        ErrorResponse example = ErrorResponse.fromJson(Examples.response(prefix + "-error-" + status));
        ErrorDetail error = Objects.requireNonNull(example.error(), "error");
        if (message == null) {
            return example;
        }
        return example.toBuilder()
                .error(error.toBuilder().message(message).param(null).build())
                .build();
    }

    /** Returns the first status that means this kind; that of a model which is not available is shared. */
    private int status() {
        return IntStream.range(400, 600)
                .filter(status -> ErrorKind.of(status, null, null) == kind)
                .findFirst()
                .orElse(MODEL_STATUS);
    }
}
