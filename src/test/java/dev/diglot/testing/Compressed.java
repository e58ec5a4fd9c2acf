// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** The compressions of a body that servers use. */
public enum Compressed {
    /** With the shortest header. */
    GZIP("gzip", true) {
        @Override
        byte[] head() {
            return header(0, "x");
        }
    },
    /** With every member of the header that there is. */
    GZIP_WITH_ALL_FLAGS("gzip", true) {
        @Override
        byte[] head() {
            return header(31, "x");
        }
    },
    /** With the zlib wrapping, as the name in HTTP means. */
    ZLIB("deflate", false),
    /** Without it, as some servers take the name to mean. */
    RAW_DEFLATE("deflate", true);

    private static final int HEADER_CHECK = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    /** How long the members of a gzip header are. */
    public enum Large {
        NO,
        YES;

        public String fields() {
            return "x".repeat(this == YES ? 3000 : 2);
        }
    }

    private final String encoding;
    private final boolean isRaw;

    Compressed(String encoding, boolean isRaw) {
        this.encoding = encoding;
        this.isRaw = isRaw;
    }

    /** What the header {@code content-encoding} says. */
    public String encoding() {
        return encoding;
    }

    public byte[] of(byte[] body) {
        return compressed(head(), body, isRaw, encoding.equals("gzip"));
    }

    public byte[] of(String body) {
        return of(body.getBytes(StandardCharsets.UTF_8));
    }

    /** The compressed bytes that a server has written when it has flushed each of these, and the end. */
    public List<byte[]> flushed(String... pieces) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, isRaw);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<byte[]> flushed = new ArrayList<>();
        out.writeBytes(head());
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(out, deflater, true)) {
            for (String piece : pieces) {
                deflated.write(piece.getBytes(StandardCharsets.UTF_8));
                deflated.flush();
                flushed.add(out.toByteArray());
                out.reset();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        flushed.add(out.toByteArray());
        return flushed;
    }

    /** A gzip body whose header has these flags, with members that hold this text. */
    public static byte[] gzip(byte[] body, int flags, String member) {
        return compressed(header(flags, member), body, true, true);
    }

    byte[] head() {
        return new byte[0];
    }

    private static byte[] compressed(byte[] head, byte[] body, boolean isRaw, boolean hasTrailer) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, isRaw);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head);
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(out, deflater)) {
            deflated.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        if (hasTrailer) {
            little(out, check(body), 4);
            little(out, body.length, 4);
        }
        return out.toByteArray();
    }

    private static byte[] header(int flags, String member) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, (byte) flags, 1, 2, 3, 4, 0, 3});
        byte[] text = member.getBytes(StandardCharsets.ISO_8859_1);
        if ((flags & EXTRA) != 0) {
            little(head, text.length + 4, 2);
            head.writeBytes(new byte[] {'A', 0});
            little(head, text.length, 2);
            head.writeBytes(text);
        }
        for (int flag : new int[] {NAME, COMMENT}) {
            if ((flags & flag) != 0) {
                head.writeBytes(Arrays.copyOf(text, text.length + 1));
            }
        }
        if ((flags & HEADER_CHECK) != 0) {
            little(head, check(head.toByteArray()), 2);
        }
        return head.toByteArray();
    }

    private static long check(byte[] bytes) {
        CRC32 check = new CRC32();
        check.update(bytes);
        return check.getValue();
    }

    private static void little(ByteArrayOutputStream out, long number, int count) {
        for (int i = 0; i < count; i++) {
            out.write((int) (number >> (8 * i)));
        }
    }
}
