// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.config;

import dev.diglot.model.Dialect;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The key that a call carries, and the header that it goes into.
 *
 * <p>{@link #of(String)} follows the dialect: {@code Authorization: Bearer KEY} on chat, {@code x-api-key: KEY} on
 * messages. {@link #bearer(String)} and {@link #apiKey(String)} use one header on both. Each also takes a supplier,
 * which is asked once for every attempt, so that a key can be rotated: on the thread that makes the call, but on a daemon
 * thread of the client where a call is published, or is retried and no thread waits.
 *
 * <p>Immutable; safe for any thread if the supplier is. {@link #toString()} does not show the key.
 */
public final class Credentials {
    private static final String BEARER = "Authorization";
    private static final String API_KEY = "x-api-key";

    /** Forms that no key has, and what to say of them; nothing of the key itself may be shown. */
    private static final String[][] REFUSED = {
        {"\\s*", "is empty; is the variable or setting that it comes from set?"},
        {"(?s).*[\n\r].*", "holds a line break; if it was read from a file, use strip() on it"},
        {"['\"`\u2018\u201C].*|.*['\"`\u2019\u201D]", "stands in quotes; give it without them"},
        {"(?i)bearer .*", "begins with \"Bearer\"; give the key alone, the header is made of it"},
        {".*[^!-~].*", "holds a blank or another character that no key has; copy it again"},
    };

    private final String chatHeader;
    private final String messagesHeader;
    private final @Nullable String key;
    private final @Nullable Supplier<String> source;

    private Credentials(
            String chatHeader, String messagesHeader, @Nullable String key, @Nullable Supplier<String> source) {
        this.chatHeader = chatHeader;
        this.messagesHeader = messagesHeader;
        this.key = source == null ? checked(key) : null;
        this.source = source;
    }

    /**
     * Sends a key as the dialect has it: Bearer on chat, {@code x-api-key} on messages.
     *
     * @param key the key as the provider shows it
     * @return the credentials
     * @throws IllegalArgumentException if the key is empty, holds blanks, line breaks or other characters that no key
     *     has, stands in quotes, or begins with {@code Bearer}
     */
    public static Credentials of(String key) {
        return new Credentials(BEARER, API_KEY, key, null);
    }

    /**
     * Sends a key as the dialect has it, and asks for the key at every attempt.
     *
     * @param source gives the key; what it throws reaches the caller, as does an {@link IllegalArgumentException} for
     *     what {@link #of(String)} would refuse
     * @return the credentials
     */
    public static Credentials of(Supplier<String> source) {
        return new Credentials(BEARER, API_KEY, null, source);
    }

    /**
     * Sends a key as {@code Authorization: Bearer KEY} on both dialects, as Luchen Cloud wants it.
     *
     * @param key the key as the provider shows it
     * @return the credentials
     * @throws IllegalArgumentException as {@link #of(String)} does
     */
    public static Credentials bearer(String key) {
        return new Credentials(BEARER, BEARER, key, null);
    }

    /**
     * Sends a key as {@code Authorization: Bearer KEY} on both dialects, and asks for the key at every attempt.
     *
     * @param source gives the key, as for {@link #of(Supplier)}
     * @return the credentials
     */
    public static Credentials bearer(Supplier<String> source) {
        return new Credentials(BEARER, BEARER, null, source);
    }

    /**
     * Sends a key as {@code x-api-key: KEY} on both dialects.
     *
     * @param key the key as the provider shows it
     * @return the credentials
     * @throws IllegalArgumentException as {@link #of(String)} does
     */
    public static Credentials apiKey(String key) {
        return new Credentials(API_KEY, API_KEY, key, null);
    }

    /**
     * Sends a key as {@code x-api-key: KEY} on both dialects, and asks for the key at every attempt.
     *
     * @param source gives the key, as for {@link #of(Supplier)}
     * @return the credentials
     */
    public static Credentials apiKey(Supplier<String> source) {
        return new Credentials(API_KEY, API_KEY, null, source);
    }

    /**
     * Names the header that carries the key.
     *
     * @param dialect the dialect of the call
     * @return {@code Authorization} or {@code x-api-key}
     */
    public String headerName(Dialect dialect) {
        return dialect == Dialect.CHAT ? chatHeader : messagesHeader;
    }

    /**
     * Gives the header's value, which is a secret. Asks the supplier, if there is one.
     *
     * @param dialect the dialect of the call
     * @return the value, with the key in it
     * @throws IllegalArgumentException if the supplier gives what no key can be; see {@link #of(String)}
     */
    public String headerValue(Dialect dialect) {
        String value = source == null ? String.valueOf(key) : checked(source.get());
        return headerName(dialect).equals(BEARER) ? "Bearer " + value : value;
    }

    /** {@return the headers' names alone; the key is never shown} */
    @Override
    public String toString() {
        return "Credentials[" + chatHeader + " on chat, " + messagesHeader + " on messages, key=***]";
    }

    private static String checked(@Nullable String key) {
        String given = key == null ? "" : key;
        for (String[] form : REFUSED) {
            if (given.matches(form[0])) {
                throw new IllegalArgumentException("The API key " + form[1]);
            }
        }
        return given;
    }
}
