// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.config;

import static java.util.Objects.requireNonNull;

import dev.diglot.model.Dialect;
import dev.diglot.model.Provider;
import dev.diglot.model.Provider.KeyHeader;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The API key of a call, and the header that carries it.
 *
 * <p>With {@link #of(String)} the header depends on the dialect: {@code Authorization: Bearer KEY} for chat,
 * {@code x-api-key: KEY} for messages. {@link #bearer(String)} and {@link #apiKey(String)} use one header for both
 * dialects. Each factory also accepts a supplier, so that keys can be rotated. The supplier is called once per attempt:
 * on the thread that makes the call, or on a daemon thread of the client for {@code publish} and for the retries of
 * {@code createAsync}.
 *
 * <p>Immutable; thread-safe if the supplier is. {@link #toString()} does not contain the key.
 */
public final class Credentials {
    /** What is wrong with a malformed key; the first match applies. No message contains any part of the key. */
    private static final List<KeyProblem> KEY_PROBLEMS = List.of(
            new KeyProblem("\\s*", "is empty; is the variable or setting that it comes from set?"),
            new KeyProblem("(?s).*[\n\r].*", "contains a line break; if it was read from a file, use strip() on it"),
            new KeyProblem("['\"`\u2018\u201C].*|.*['\"`\u2019\u201D]", "is in quotes; pass it without them"),
            new KeyProblem("(?i)bearer .*", "begins with \"Bearer\"; pass the key alone, the header is built from it"),
            new KeyProblem(".*[^!-~].*", "contains a space or another character that no key has; copy it again"));

    private final Function<Dialect, KeyHeader> headers;
    private final Supplier<String> keys;

    private Credentials(Function<Dialect, KeyHeader> headers, Supplier<String> keys) {
        this.headers = headers;
        this.keys = keys;
    }

    /**
     * Returns credentials that follow the dialect: Bearer for chat, {@code x-api-key} for messages.
     *
     * @param key the key as the provider shows it
     * @return the credentials
     * @throws IllegalArgumentException if the key is empty, contains spaces, line breaks or other characters that no
     *     key has, is in quotes, or begins with {@code Bearer}
     */
    public static Credentials of(String key) {
        return new Credentials(Dialect::keyHeader, fixed(key));
    }

    /**
     * Returns credentials that follow the dialect, with a key that is supplied for each attempt.
     *
     * @param source supplies the key; an exception that it throws reaches the caller, as does the
     *     {@link IllegalArgumentException} for a key that {@link #of(String)} would reject
     * @return the credentials
     */
    public static Credentials of(Supplier<String> source) {
        return new Credentials(Dialect::keyHeader, checked(source));
    }

    /**
     * Returns credentials that send the key as a provider documents it, in each dialect; where it documents nothing, as
     * {@link #of(String)} does.
     *
     * @param provider the provider
     * @param key the key as the provider shows it
     * @return the credentials
     * @throws IllegalArgumentException as for {@link #of(String)}
     */
    public static Credentials of(Provider provider, String key) {
        return new Credentials(dialect -> keyHeader(provider, dialect), fixed(key));
    }

    /**
     * Returns credentials that send the key as a provider documents it, in each dialect, with a key that is supplied
     * for each attempt.
     *
     * @param provider the provider
     * @param source supplies the key, as for {@link #of(Supplier)}
     * @return the credentials
     */
    public static Credentials of(Provider provider, Supplier<String> source) {
        return new Credentials(dialect -> keyHeader(provider, dialect), checked(source));
    }

    private static KeyHeader keyHeader(Provider provider, Dialect dialect) {
        KeyHeader documented = provider.keyHeader(dialect);
        return documented == null ? dialect.keyHeader() : documented;
    }

    /**
     * Returns credentials that send {@code Authorization: Bearer KEY} in both dialects, as Luchen Cloud requires it.
     *
     * @param key the key as the provider shows it
     * @return the credentials
     * @throws IllegalArgumentException as for {@link #of(String)}
     */
    public static Credentials bearer(String key) {
        return new Credentials(dialect -> KeyHeader.BEARER, fixed(key));
    }

    /**
     * Returns credentials that send {@code Authorization: Bearer KEY} in both dialects, with a key that is supplied for
     * each attempt.
     *
     * @param source supplies the key, as for {@link #of(Supplier)}
     * @return the credentials
     */
    public static Credentials bearer(Supplier<String> source) {
        return new Credentials(dialect -> KeyHeader.BEARER, checked(source));
    }

    /**
     * Returns credentials that send {@code x-api-key: KEY} in both dialects.
     *
     * @param key the key as the provider shows it
     * @return the credentials
     * @throws IllegalArgumentException as for {@link #of(String)}
     */
    public static Credentials apiKey(String key) {
        return new Credentials(dialect -> KeyHeader.X_API_KEY, fixed(key));
    }

    /**
     * Returns credentials that send {@code x-api-key: KEY} in both dialects, with a key that is supplied for each
     * attempt.
     *
     * @param source supplies the key, as for {@link #of(Supplier)}
     * @return the credentials
     */
    public static Credentials apiKey(Supplier<String> source) {
        return new Credentials(dialect -> KeyHeader.X_API_KEY, checked(source));
    }

    /**
     * Returns the name of the header that carries the key.
     *
     * @param dialect the dialect of the call
     * @return the name, such as {@code Authorization} or {@code x-api-key}
     */
    public String headerName(Dialect dialect) {
        return headers.apply(dialect).headerName();
    }

    /**
     * Returns the value of the header that carries the key. It is a secret. Calls the supplier, if there is one.
     *
     * @param dialect the dialect of the call
     * @return the value, which contains the key
     * @throws IllegalArgumentException if the supplier returns a malformed key; see {@link #of(String)}
     */
    public String headerValue(Dialect dialect) {
        return headers.apply(dialect).headerValue(keys.get());
    }

    /** {@return the names of the headers, without the key} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Credentials[");
        for (Dialect dialect : Dialect.values()) {
            String name = dialect.name().toLowerCase(Locale.ROOT);
            text.append(headerName(dialect)).append(" on ").append(name).append(", ");
        }
        return text.append("key=***]").toString();
    }

    private static Supplier<String> fixed(String key) {
        String wellFormed = requireWellFormed(key);
        return () -> wellFormed;
    }

    private static Supplier<String> checked(Supplier<String> source) {
        requireNonNull(source, "source");
        return () -> requireWellFormed(source.get());
    }

    private static String requireWellFormed(@Nullable String key) {
        String nonNull = key == null ? "" : key;
        for (KeyProblem problem : KEY_PROBLEMS) {
            if (nonNull.matches(problem.pattern)) {
                throw new IllegalArgumentException("The API key " + problem.message);
            }
        }
        return nonNull;
    }

    private record KeyProblem(String pattern, String message) {}
}
