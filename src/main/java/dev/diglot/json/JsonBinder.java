// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

/**
 * Converts JSON text to an object, with any library. For example with your own {@code ObjectMapper}:
 *
 * <pre>{@code
 * Forecast forecast = reply.as(json -> mapper.readValue(json, Forecast.class));
 * }</pre>
 *
 * @param <T> the type of the object
 */
@FunctionalInterface
public interface JsonBinder<T> {
    /**
     * Converts JSON text to an object.
     *
     * @param json one JSON value
     * @return the object
     * @throws Exception if the text does not fit; it becomes the cause of a {@link JsonBindingException}
     */
    T bind(String json) throws Exception;
}
