// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The base address to which the paths of operations are appended, normalized from what users paste.
 *
 * <p>First, a pasted {@code /chat/completions} or {@code /messages} is removed from the end. Then {@code /v1} is
 * appended, unless the rest ends with a version ({@code /v1}, {@code /api/v3}). Any other path is kept as a prefix.
 *
 * @param url the address, with its version and without a slash at the end
 * @param isInsecure whether it is plain http to another machine: others on the network can read what is sent. False for
 *     http to this machine
 */
public record BaseUrl(String url, boolean isInsecure) {
    private static final String SPEC_VERSION = "/v1";
    private static final Pattern SCHEME = Pattern.compile("(?i)[a-z]{2,5}://");

    /** Minimum length at which a text without dot, colon and slash is taken for a key, not for a host. */
    private static final int MIN_KEY_LENGTH = 20;

    private static final String LOOPBACK = "(?i)(.+\\.)?localhost|127(\\.\\d{1,3}){3}|\\[[0:]*:0*1]";

    /**
     * Parses an address.
     *
     * @param field the name of the setting, for messages
     * @param text what the user entered
     * @return the normalized address
     * @throws IllegalArgumentException if it is not a valid base address; the message hides what may be secret
     */
    public static BaseUrl parse(String field, @Nullable String text) {
        String input = text == null ? "" : text.strip();
        String problem;
        try {
            URI uri = new URI(input);
            problem = problem(uri);
            if (problem == null) {
                return of(uri);
            }
        } catch (URISyntaxException e) {
            problem = "is not a valid address: " + e.getReason() + " at character " + (e.getIndex() + 1);
        }
        throw new IllegalArgumentException(field + " \"" + redacted(input) + "\" " + problem);
    }

    /** Hides what may be secret: a password, a query, and a key that was pasted before the slashes or alone. */
    private static String redacted(String input) {
        String address = Sanitizer.NONE.address(input);
        Matcher scheme = SCHEME.matcher(address);
        int afterScheme = scheme.lookingAt() ? scheme.end() : 0;
        int slashes = address.indexOf("//", afterScheme);
        if (slashes < 0) {
            boolean isLikelyKey = afterScheme == 0 && address.matches("[^.:/]{" + MIN_KEY_LENGTH + ",}");
            return isLikelyKey ? "***" : address;
        }
        String beforeSlashes = address.substring(afterScheme, slashes);
        if (beforeSlashes.isEmpty() || beforeSlashes.equals(":")) {
            return address; // only the scheme, or the colon of a missing one
        }
        return address.substring(0, afterScheme) + "***" + address.substring(slashes);
    }

    /** Returns why a URI is not a valid base address, or null if it is one. */
    private static @Nullable String problem(URI uri) {
        if (uri.getScheme() == null || !uri.getScheme().matches("(?i)https?") || uri.isOpaque()) {
            return "must begin with https:// or http://, as in https://api.example.com/v1";
        }
        if (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            return "contains a user or password; set the key with apiKey(...) instead";
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            return "has a query or a fragment; remove everything from ? or # on";
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
            return "has no valid host and port; a host has letters, digits, dots and hyphens, a port is 1 to 65535";
        }
        return null;
    }

    private static BaseUrl of(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = withoutEndpoint(uri.getRawPath());
        boolean hasVersion = path.matches("(?i).*/v\\d+");
        String versioned = hasVersion ? path : path + SPEC_VERSION;
        boolean isInsecure = scheme.equals("http") && !uri.getHost().matches(LOOPBACK);
        return new BaseUrl(scheme + "://" + uri.getHost() + port + versioned, isInsecure);
    }

    /** Removes slashes at the end, and one endpoint path. No regular expression, which would take quadratic time. */
    private static String withoutEndpoint(String path) {
        String trimmed = withoutSlashes(path);
        for (String endpoint : List.of("/chat/completions", "/messages")) {
            if (trimmed.endsWith(endpoint)) {
                return withoutSlashes(trimmed.substring(0, trimmed.length() - endpoint.length()));
            }
        }
        return trimmed;
    }

    private static String withoutSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** {@return whether the connection is encrypted} */
    public boolean isTls() {
        return url.startsWith("https:");
    }

    /**
     * Returns whether both addresses have the same scheme, host and port.
     *
     * @param other the other address
     * @return whether what one of them receives, the other may receive too
     */
    public boolean isSameServer(BaseUrl other) {
        return isTls() == other.isTls() && hostAndPort().equalsIgnoreCase(other.hostAndPort());
    }

    /**
     * Returns the address of an operation.
     *
     * @param path its path in the spec, which begins with {@code /v1}
     * @return the address
     */
    public URI resolve(String path) {
        return URI.create(url + path.substring(SPEC_VERSION.length()));
    }

    /** {@return host and port, for messages; the path of an address may be private} */
    public String hostAndPort() {
        URI uri = URI.create(url);
        int port = uri.getPort();
        if (port < 0) {
            port = isTls() ? 443 : 80;
        }
        return uri.getHost() + ":" + port;
    }

    /** {@return the address} */
    @Override
    public String toString() {
        return url;
    }
}
