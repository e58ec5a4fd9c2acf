// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static java.util.Objects.requireNonNull;

import dev.diglot.model.Dialect;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the spec.
 *
 * @param <T> the response
 * @param <E> an event of the streamed response; {@link Void} if there is none
 * @param id the operationId of the spec
 * @param method the HTTP method
 * @param path the path as written in the spec, beginning with {@code /v1}, with its parameters filled in
 * @param dialects the dialects of the operation; it uses the address and key of the first one that has an address
 * @param headers the headers that are sent unless the caller sets them
 * @param requiredMember the member that a 2xx body must have to be a response, or null if any JSON is one
 * @param response reads a response
 * @param events reads events; {@link EventFormat#NONE} if the operation has no stream
 */
public record Operation<T, E>(
        String id,
        String method,
        String path,
        List<Dialect> dialects,
        List<DefaultHeader> headers,
        @Nullable String requiredMember,
        ResponseReader<T> response,
        EventFormat<E> events) {
    /**
     * A header that is sent unless the caller sets it.
     *
     * @param name the name
     * @param value the value
     * @param dialects the dialects in which it is sent; all if there are none
     */
    record DefaultHeader(String name, String value, List<Dialect> dialects) {
        boolean isSentIn(Dialect dialect) {
            return dialects.isEmpty() || dialects.contains(dialect);
        }
    }

    /**
     * Returns an operation without default headers and without a required member.
     *
     * @param <T> the response
     * @param <E> an event
     * @param id the operationId of the spec
     * @param method the HTTP method
     * @param path the path as written in the spec
     * @param dialects the dialects, at least one
     * @param response reads a response
     * @param events reads events, or {@link EventFormat#NONE}
     * @return the operation
     */
    public static <T, E> Operation<T, E> of(
            String id,
            String method,
            String path,
            List<Dialect> dialects,
            ResponseReader<T> response,
            EventFormat<E> events) {
        return new Operation<>(id, method, path, dialects, List.of(), null, response, events);
    }

    /**
     * Returns this operation with one more header that is sent unless the caller sets it.
     *
     * @param name the name
     * @param value the value
     * @param inDialects the dialects in which it is sent; all if there are none
     * @return the operation
     */
    public Operation<T, E> withDefaultHeader(String name, String value, List<Dialect> inDialects) {
        List<DefaultHeader> more = new ArrayList<>(headers);
        more.add(new DefaultHeader(name, value, inDialects));
        return new Operation<>(id, method, path, dialects, List.copyOf(more), requiredMember, response, events);
    }

    /**
     * Returns this operation with a member that its response must have.
     *
     * @param member the JSON name of the member
     * @return the operation
     */
    public Operation<T, E> withRequiredMember(String member) {
        return new Operation<>(id, method, path, dialects, headers, member, response, events);
    }

    /**
     * Returns this operation with a parameter of its path filled in.
     *
     * @param name the name in the spec
     * @param value the value; a slash in it is escaped
     * @return the operation
     * @throws IllegalArgumentException if the value is null, or would lead to another path: empty, or only dots
     */
    public Operation<T, E> withPathParameter(String name, @Nullable Object value) {
        String text = value == null ? "" : value.toString();
        if (text.isEmpty() || text.equals(".") || text.equals("..")) {
            throw new IllegalArgumentException(name + " is part of the path and cannot be \"" + text
                    + "\"; pass the name or id that it stands for");
        }
        return withPath(path.replace("{" + name + "}", encoded(text)));
    }

    /**
     * Returns this operation with a query parameter added.
     *
     * @param name the name in the spec
     * @param value the value; each item of a list is a parameter of its own, and null adds nothing
     * @return the operation
     */
    public Operation<T, E> withQueryParameter(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        StringBuilder extended = new StringBuilder(path);
        for (Object item : value instanceof List<?> items ? items : List.of(value)) {
            extended.append(extended.indexOf("?") < 0 ? '?' : '&').append(encoded(name));
            extended.append('=').append(encoded(requireNonNull(item, name).toString()));
        }
        return withPath(extended.toString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Operation<T, E> withPath(String newPath) {
        return new Operation<>(id, method, newPath, dialects, headers, requiredMember, response, events);
    }

    /** Returns whether the response may be a stream. */
    boolean hasStream() {
        return events != EventFormat.NONE;
    }

    /** Returns whether sending it again changes nothing at the endpoint and costs nothing. */
    boolean isSafe() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
