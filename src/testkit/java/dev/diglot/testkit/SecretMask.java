// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.diglot.internal.json.Json;
import dev.diglot.internal.json.Secrets;
import dev.diglot.internal.text.Sanitizer;
import dev.diglot.internal.text.SecretNames;
import dev.diglot.internal.text.TextCharset;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Masks the secrets that a request sends, in the request and wherever its response repeats them: the values of secret
 * headers, of query parameters and of members of its JSON body whose name marks a secret.
 */
final class SecretMask {
    private static final String MASK = "***";
    private static final Pattern PARAMETER = Pattern.compile("([?&]([^=&]*)=)([^&]*)");

    /** The secrets. The longest is masked first, because it may contain another one. */
    private final Set<String> secrets =
            new TreeSet<>(Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    private final HttpConnection.Request masked;

    SecretMask(ReceivedRequest request) {
        Map<String, List<String>> headers = request.receivedHeaders();
        addHeaders(headers);
        String path = url(request.path());
        byte[] body = maskMembers(request.bodyBytes());
        String contentType = String.join(",", headers.getOrDefault("content-type", List.of()));
        masked = new HttpConnection.Request(request.method(), text(path), headers(headers), body(body, contentType));
    }

    /** Returns the request, masked and without its secret headers. */
    HttpConnection.Request request() {
        return masked;
    }

    private void addHeaders(Map<String, List<String>> headers) {
        headers.forEach((name, values) -> {
            if (SecretNames.isSecretHeader(name)) {
                values.forEach(this::addHeader);
            }
        });
    }

    /** Returns the headers that are not secret, with masked values; the body may repeat the secret ones. */
    Map<String, List<String>> headers(Map<String, List<String>> headers) {
        addHeaders(headers);
        Map<String, List<String>> shown = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> {
            if (!SecretNames.isSecretHeader(name)) {
                shown.put(
                        text(name),
                        values.stream().map(this::url).map(this::text).toList());
            }
        });
        return shown;
    }

    /** Returns the body of a response, masked. */
    byte[] responseBody(byte[] body, String contentType) {
        return body(maskMembers(body), contentType);
    }

    private byte[] body(byte[] body, String contentType) {
        byte[] clean = body;
        for (String secret : secrets) {
            clean = Sanitizer.of(secret).body(clean, TextCharset.of(clean, contentType));
        }
        return clean;
    }

    /** Masks the secret parameters of a URL. */
    private String url(String text) {
        return PARAMETER.matcher(text).replaceAll(this::maskParameter);
    }

    private String text(String text) {
        String clean = text;
        for (String secret : secrets) {
            clean = Sanitizer.of(secret).withoutKey(clean);
        }
        return clean;
    }

    /** Adds a header's value, the part after its scheme, such as Bearer, and the values of cookies. */
    private void addHeader(String value) {
        secrets.add(value);
        String credentials = value.substring(value.indexOf(' ') + 1);
        secrets.add(credentials);
        try {
            secrets.add(new String(Base64.getDecoder().decode(credentials), UTF_8));
        } catch (IllegalArgumentException e) {
            // not the credentials of Basic
        }
        for (String part : value.split(";\\s*", -1)) {
            secrets.add(part.substring(part.indexOf('=') + 1).replaceAll("^\"|\"$", ""));
        }
    }

    private String maskParameter(MatchResult parameter) {
        String name = parameter.group(2).contains("%") ? decoded(parameter.group(2)) : parameter.group(2);
        if (!SecretNames.isSecretHeader(name) && !Secrets.isSecret(name)) {
            return Matcher.quoteReplacement(parameter.group());
        }
        secrets.add(parameter.group(3));
        secrets.add(decoded(parameter.group(3)));
        return Matcher.quoteReplacement(parameter.group(1) + MASK);
    }

    /** Masks the secret members of a JSON body. A body without any is unchanged. */
    private byte[] maskMembers(byte[] body) {
        try {
            Object value = Json.parse(body, 0, body.length);
            Object clean = maskMembers(value);
            return Objects.equals(value, clean) ? body : Json.write(clean).getBytes(UTF_8);
        } catch (IOException e) {
            return body; // not JSON
        }
    }

    private @Nullable Object maskMembers(@Nullable Object value) {
        if (value instanceof List<?> items) {
            List<@Nullable Object> clean = new ArrayList<>();
            items.forEach(item -> clean.add(maskMembers(item)));
            return clean;
        }
        if (value instanceof Map<?, ?> members) {
            Map<String, @Nullable Object> clean = new LinkedHashMap<>();
            members.forEach((name, member) -> clean.put(name.toString(), maskMember(name.toString(), member)));
            return clean;
        }
        return value;
    }

    private @Nullable Object maskMember(String name, @Nullable Object value) {
        if (value == null || !Secrets.isSecret(name)) {
            return maskMembers(value);
        }
        addStrings(value);
        return MASK;
    }

    private void addStrings(@Nullable Object value) {
        if (value instanceof String secret) {
            secrets.add(secret);
        } else if (value instanceof List<?> items) {
            items.forEach(this::addStrings);
        } else if (value instanceof Map<?, ?> members) {
            members.values().forEach(this::addStrings);
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // not encoded
        }
    }
}
