// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import dev.diglot.lab.OddCase.Step;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A response as RFC 9112 reads it from the bytes of an {@link OddServer}, if its head has no anomaly: what the
 * {@link Oracle} judges.
 *
 * @param contentType in lower case, without parameters; empty if none is named
 * @param body as UTF-8, without its content encoding
 * @param isCut whether less was received than the framing promised
 * @param isSilent whether the server neither completed the body nor ended the connection
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
record PlainResponse(int status, String contentType, byte[] body, boolean isCut, boolean isSilent) {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)( [\\x20-\\x7e]*)?");
    private static final Pattern HEADER =
            Pattern.compile("([\\w-]+):[ \\t]*([\\x21-\\x7e]?|[\\x21-\\x7e][\\x20-\\x7e\\t]*?[\\x21-\\x7e])[ \\t]*");

    /** A client may refuse more than that. */
    private static final int MAX_HEAD = 65_536;

    private static final int MAX_INTERIM = 4;

    private static final Set<String> PLAIN = Set.of("", "identity", "none");
    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");

    /** Reads the response that the steps send; null if its head, its framing or its encoding is not plain. */
    static @Nullable PlainResponse of(List<Step> steps) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (Step step : steps) {
            for (int i = 0; i < step.times(); i++) {
                sent.writeBytes(step.bytes());
            }
        }
        boolean isEnded = !steps.isEmpty()
                && Set.of("close", "reset", "shutdown")
                        .contains(String.valueOf(steps.get(steps.size() - 1).end()));
        return of(sent.toString(StandardCharsets.ISO_8859_1), isEnded, 0);
    }

    private static @Nullable PlainResponse of(String sent, boolean isEnded, int interim) {
        int end = sent.indexOf("\r\n\r\n");
        boolean isPlain = end >= 0 && end <= MAX_HEAD && interim <= MAX_INTERIM;
        Head head = isPlain ? Head.of(sent.substring(0, end)) : null;
        if (head == null) {
            return null;
        }
        String rest = sent.substring(end + 4);
        if (head.status < 200) {
            return of(rest, isEnded, interim + 1);
        }
        Body body = head.body(rest, isEnded);
        byte[] decoded = body == null ? null : head.decoded(body.bytes.getBytes(StandardCharsets.ISO_8859_1));
        if (body == null || decoded == null) {
            return null;
        }
        boolean isOpen = !body.isWhole && !isEnded;
        return new PlainResponse(head.status, head.contentType(), utf8(decoded), !body.isWhole && isEnded, isOpen);
    }

    /** Text that names another Unicode encoding by its byte order mark is of that encoding. */
    private static byte[] utf8(byte[] body) {
        for (Charset other : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            byte[] mark = "\uFEFF".getBytes(other);
            if (body.length >= 2 && Arrays.equals(mark, Arrays.copyOf(body, 2))) {
                return new String(body, 2, body.length - 2, other).getBytes(StandardCharsets.UTF_8);
            }
        }
        return body;
    }

    /** Bytes as ISO 8859-1, and whether they are all that the framing promised. */
    private record Body(String bytes, boolean isWhole) {}

    private record Head(int status, Map<String, String> headers) {
        static @Nullable Head of(String text) {
            String[] lines = text.split("\r\n", -1);
            Matcher status = STATUS.matcher(lines[0]);
            if (!status.matches()) {
                return null;
            }
            Map<String, String> headers = new HashMap<>();
            for (String line : Arrays.asList(lines).subList(1, lines.length)) {
                Matcher header = HEADER.matcher(line);
                if (!header.matches()
                        || headers.put(header.group(1).toLowerCase(Locale.ROOT), header.group(2)) != null) {
                    return null;
                }
            }
            return new Head(Integer.parseInt(status.group(1)), headers);
        }

        private String header(String name) {
            return headers.getOrDefault(name, "").toLowerCase(Locale.ROOT);
        }

        String contentType() {
            return header("content-type").split(";", 2)[0].strip();
        }

        @Nullable
        Body body(String rest, boolean isEnded) {
            boolean isChunked = header("transfer-encoding").equals("chunked");
            if (status == 204) {
                return new Body("", true);
            }
            if (isChunked) {
                return headers.containsKey("content-length") ? null : chunks(rest);
            }
            if (headers.containsKey("transfer-encoding")) {
                return null;
            }
            if (!headers.containsKey("content-length")) {
                return new Body(rest, isEnded);
            }
            if (!header("content-length").matches("\\d{1,9}")) {
                return null;
            }
            int length = Integer.parseInt(header("content-length"));
            return new Body(rest.substring(0, Math.min(length, rest.length())), rest.length() >= length);
        }

        private static @Nullable Body chunks(String rest) {
            StringBuilder body = new StringBuilder();
            int at = 0;
            while (true) {
                int lineEnd = rest.indexOf("\r\n", at);
                if (lineEnd < 0) {
                    return new Body(body.toString(), false);
                }
                String size = rest.substring(at, lineEnd).split(";", 2)[0].strip();
                if (!size.matches("0*[0-9a-fA-F]{1,7}")) {
                    return null;
                }
                int length = Integer.parseInt(size, 16);
                int begin = lineEnd + 2;
                if (length == 0) {
                    return new Body(
                            body.toString(), rest.startsWith("\r\n", begin) || rest.indexOf("\r\n\r\n", begin) >= 0);
                }
                body.append(rest, begin, Math.min(begin + length, rest.length()));
                at = begin + length + 2;
                if (at > rest.length()) {
                    return new Body(body.toString(), false);
                }
            }
        }

        byte @Nullable [] decoded(byte[] body) {
            String encoding = header("content-encoding");
            if (PLAIN.contains(encoding)) {
                return body;
            }
            if (!GZIP.contains(encoding)) {
                return null;
            }
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
                return in.readAllBytes();
            } catch (IOException e) {
                return null; // cut, or not compressed at all
            }
        }
    }
}
