// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.internal.text.Sanitizer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address that the operations' paths are put to, made from whatever people paste.
 *
 * <p>A version at the end ({@code /v1}, {@code /api/v3}) stays; a pasted {@code /chat/completions} or {@code /messages}
 * goes; where no version is left, {@code /v1} is added. Any other path stays as a prefix.
 *
 * @param url the address, with its version and without a slash at the end
 * @param isPlain whether what is sent there can be read on its way to another machine
 */
public record BaseUrl(String url, boolean isPlain) {
    private static final String SPEC_VERSION = "/v1";
    private static final Pattern SCHEME = Pattern.compile("(?i)[a-z]{2,5}://");

    /** A name without a dot that is so long is hardly a host. */
    private static final int MIN_TOKEN = 20;

    private static final String LOOPBACK = "(?i)(.+\\.)?localhost|127(\\.\\d{1,3}){3}|\\[[0:]*:0*1]";

    /**
     * Reads an address.
     *
     * @param field names it in messages
     * @param text what the user gave
     * @return the address
     * @throws IllegalArgumentException if it cannot be one; the message shows the text without what may be secret
     */
    public static BaseUrl parse(String field, @Nullable String text) {
        String given = text == null ? "" : text.strip();
        String problem;
        try {
            URI uri = new URI(given);
            problem = problem(uri);
            if (problem == null) {
                return of(uri);
            }
        } catch (URISyntaxException e) {
            problem = "is no address: " + e.getReason() + " at character " + (e.getIndex() + 1);
        }
        throw new IllegalArgumentException(field + " \"" + shown(given) + "\" " + problem);
    }

    /** Hides what may be secret: a password, a query, and anything before slashes that do not follow a scheme. */
    private static String shown(String given) {
        String address = Sanitizer.NONE.address(given);
        Matcher scheme = SCHEME.matcher(address);
        int begin = scheme.lookingAt() ? scheme.end() : 0;
        int slashes = address.indexOf("//", begin);
        if (slashes < 0 && begin == 0 && address.matches("[^.:/]{" + MIN_TOKEN + ",}")) {
            return "***"; // more likely a key than a host
        }
        boolean hides = slashes > begin && !address.substring(begin, slashes).equals(":");
        return hides ? address.substring(0, begin) + "***" + address.substring(slashes) : address;
    }

    private static @Nullable String problem(URI uri) {
        if (uri.getScheme() == null || !uri.getScheme().matches("(?i)https?") || uri.isOpaque()) {
            return "must begin with https:// or http://, as in https://api.example.com/v1";
        }
        if (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            return "holds a user or password; give the key with apiKey(...) instead";
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            return "has a query or a fragment; take off everything from ? or # on";
        }
        return uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535
                ? "names no host that can be reached; a host has letters, digits, dots and hyphens, a port is 1 to 65535"
                : null;
    }

    private static BaseUrl of(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = withoutEndpoint(uri.getRawPath());
        String versioned = path.matches("(?i).*/v\\d+") ? path : path + SPEC_VERSION;
        boolean isPlain = scheme.equals("http") && !uri.getHost().matches(LOOPBACK);
        return new BaseUrl(scheme + "://" + uri.getHost() + port + versioned, isPlain);
    }

    /** Takes off the slashes at the end, and one endpoint; without a regular expression, which would be quadratic. */
    private static String withoutEndpoint(String path) {
        String plain = withoutSlashes(path);
        for (String endpoint : List.of("/chat/completions", "/messages")) {
            if (plain.endsWith(endpoint)) {
                return withoutSlashes(plain.substring(0, plain.length() - endpoint.length()));
            }
        }
        return plain;
    }

    private static String withoutSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** Gives the address of an operation, whose path in the spec begins with {@code /v1}. */
    URI resolve(String path) {
        return URI.create(url + path.substring(SPEC_VERSION.length()));
    }

    /** Host and port; nothing else of an address belongs into a message. */
    String where() {
        URI uri = URI.create(url);
        int usual = uri.getScheme().equals("https") ? 443 : 80;
        return uri.getHost() + ":" + (uri.getPort() < 0 ? usual : uri.getPort());
    }

    /** {@return the address} */
    @Override
    public String toString() {
        return url;
    }
}
