// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.diglot.testing.Compressed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pieces of a compressed body in, plain bytes out; CompressedStreamTest asserts the same over HTTP. */
class DecompressorTest {
    private static final byte[] BODY = body();

    private static byte[] body() {
        StringBuilder text = new StringBuilder();
        Random random = new Random(5);
        for (int i = 0; i < 20; i++) {
            text.append("data: {\"n\":").append(random.nextInt()).append(",\"s\":\"\u20ac\"}\n\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, List<String>> encoding(String name) {
        return Map.of("content-encoding", List.of(name));
    }

    /** What the decompressor returns for the pieces that end at these offsets. */
    private static byte[] decoded(String encoding, byte[] body, int... ends) throws IOException {
        Decompressor decompressor = Decompressor.of(encoding(encoding));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int start = 0;
        for (int end : ends) {
            decompressor.add(ByteBuffer.wrap(body, start, end - start).asReadOnlyBuffer());
            out.writeBytes(rest(decompressor));
            start = end;
        }
        decompressor.end();
        return out.toByteArray();
    }

    private static byte[] rest(Decompressor decompressor) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] piece = new byte[100];
        int count = decompressor.read(piece);
        while (count > 0) {
            out.write(piece, 0, count);
            count = decompressor.read(piece);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @EnumSource
    void aBodyIsDecodedAtOnce(Compressed kind) throws Exception {
        byte[] body = kind.of(BODY);

        assertThat(decoded(kind.encoding(), body, body.length)).isEqualTo(BODY);
    }

    @ParameterizedTest
    @EnumSource
    void aBodyIsDecodedWhereverItIsCutInTwo(Compressed kind) throws Exception {
        byte[] body = kind.of(BODY);

        for (int cut = 0; cut <= body.length; cut++) {
            assertThat(decoded(kind.encoding(), body, cut, body.length))
                    .as("cut at %s", cut)
                    .isEqualTo(BODY);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBodyIsDecodedByteByByte(Compressed kind) throws Exception {
        byte[] body = kind.of(BODY);
        int[] ends = new int[body.length];
        Arrays.setAll(ends, i -> i + 1);

        assertThat(decoded(kind.encoding(), body, ends)).isEqualTo(BODY);
    }

    @ParameterizedTest
    @EnumSource
    void aBodyIsDecodedInPiecesOfAnySize(Compressed kind) throws Exception {
        byte[] body = kind.of(BODY);
        Random random = new Random(7);

        for (int round = 0; round < 200; round++) {
            int[] ends =
                    random.ints(random.nextInt(20), 0, body.length + 1).sorted().toArray();
            int[] all = Arrays.copyOf(ends, ends.length + 1);
            all[ends.length] = body.length;

            assertThat(decoded(kind.encoding(), body, all))
                    .as("pieces that end at %s", Arrays.toString(all))
                    .isEqualTo(BODY);
        }
    }

    @ParameterizedTest
    @EnumSource
    void allFlagsOfTheGzipHeaderAreSkippedWhereverTheyAreCut(Compressed.Large large) throws Exception {
        for (int flags = 0; flags < 32; flags++) {
            byte[] body = Compressed.gzip(BODY, flags, large.fields());
            int header = body.length - Compressed.gzip(BODY, 0, large.fields()).length + 10;
            int step = large == Compressed.Large.YES ? 97 : 1;

            for (int cut = 0; cut <= Math.min(header + 20, body.length); cut += step) {
                assertThat(decoded("gzip", body, cut, body.length))
                        .as("flags %s, cut at %s", flags, cut)
                        .isEqualTo(BODY);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatIsCutGivesWhatHadCome(Compressed kind) throws Exception {
        byte[] body = kind.of(BODY);
        int last = 0;

        for (int cut = 0; cut <= body.length; cut++) {
            byte[] out = decoded(kind.encoding(), body, cut);

            assertThat(out).as("cut at %s", cut).isEqualTo(Arrays.copyOf(BODY, out.length));
            assertThat(out.length).isGreaterThanOrEqualTo(last);
            last = out.length;
        }
        assertThat(last).isEqualTo(BODY.length);
    }

    @ParameterizedTest
    @EnumSource
    void flushedBytesAreReturnedAtOnce(Compressed kind) throws Exception {
        List<byte[]> pieces = kind.flushed("one", "two", "three");
        Decompressor decompressor = Decompressor.of(encoding(kind.encoding()));
        StringBuilder out = new StringBuilder();

        for (byte[] piece : pieces) {
            decompressor.add(ByteBuffer.wrap(piece));
            String text = new String(rest(decompressor), StandardCharsets.UTF_8);
            out.append(text).append(text.isEmpty() ? "" : "|"); // the last piece is a trailer
        }

        assertThat(out).hasToString("one|two|three|");
    }

    @Test
    void nothingIsReturnedBeforeItIsRequested() throws Exception {
        Decompressor decompressor = Decompressor.of(encoding("gzip"));

        decompressor.add(ByteBuffer.wrap(Compressed.GZIP.of(new byte[1_000_000])));

        assertThat(decompressor.read(new byte[1000])).isBetween(1, 1000);
    }

    @Test
    void aHeaderWithoutEndIsRefused() {
        Decompressor decompressor = Decompressor.of(encoding("gzip"));
        byte[] header = new byte[200_000];
        Arrays.fill(header, (byte) 'x');
        System.arraycopy(new byte[] {0x1f, (byte) 0x8b, 8, 8}, 0, header, 0, 4);

        decompressor.add(ByteBuffer.wrap(header));

        assertThatThrownBy(() -> decompressor.read(new byte[10]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not end");
    }

    @ParameterizedTest
    @EnumSource
    void nothingStaysNothing(Compressed kind) throws Exception {
        assertThat(Decompressor.decompressAll(encoding(kind.encoding()), kind.of(new byte[0]), 100))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "x-gzip", "deflate", "Deflate"})
    void theNameOfTheEncodingIsKnownInAnyCase(String name) {
        assertThat(Decompressor.of(encoding(name))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "br | br",
                "zstd | zstd",
                "compress | compress",
                "BR | br",
                "gzip, gzip | gzip, gzip",
                "gzip, br | gzip, br",
                "deflate,x-gzip | deflate, gzip",
                "gzip | none",
                "x-gzip | none",
                "GZIP, identity | none",
                "identity | none",
                "'' | none",
                "' , ' | none",
                "utf-8 | none",
                "none-of-these | none",
            })
    void anEncodingThatCannotBeUndoneIsNamed(String value, String unsupported) {
        assertThat(Decompressor.unsupported(encoding(value))).isEqualTo(unsupported);
        assertThat(Decompressor.unsupported(Map.of("Content-Encoding", List.of(value))))
                .isEqualTo(unsupported);
        if (unsupported != null) {
            assertThat(Decompressor.of(encoding(value))).isNull();
        }
    }

    @Test
    void encodingsInSeveralHeadersAreOneList() {
        assertThat(Decompressor.unsupported(Map.of("content-encoding", List.of("gzip", "br"))))
                .isEqualTo("gzip, br");
        assertThat(Decompressor.of(Map.of("CONTENT-ENCODING", List.of("identity", "gzip"))))
                .isNotNull();
        assertThat(Decompressor.unsupported(Map.of())).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "deflate"})
    void aPlainBodyUnderTheNameOfACompressionIsReadAsItIs(String encoding) throws Exception {
        Random random = new Random(3);
        for (String text :
                List.of("{\"id\":\"x\"}", "data: {\"id\":1}\n\ndata: [DONE]\n\n", ": comment\n\n", "[1,2,3]")) {
            byte[] body = text.repeat(20).getBytes(StandardCharsets.UTF_8);

            assertThat(Decompressor.decompressAll(encoding(encoding), body, 10_000))
                    .isSameAs(body);
            for (int round = 0; round < 20; round++) {
                int cut = random.nextInt(body.length);
                assertThat(decoded(encoding, body, cut, body.length)).isEqualTo(body);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void aPlainBodyUnderTheNameOfACompressionIsReadByteByByte(String encoding) throws Exception {
        int[] ends = new int[BODY.length];
        Arrays.setAll(ends, i -> i + 1);

        assertThat(decoded(encoding, BODY, ends)).isEqualTo(BODY);
    }

    @Test
    void whetherABodyWasPlainIsKnown() throws Exception {
        for (byte[] body : List.of(BODY, Compressed.GZIP.of(BODY), new byte[0], new byte[] {0x1f})) {
            Decompressor pieces = Decompressor.of(encoding("gzip"));
            Decompressor whole = Decompressor.of(encoding("gzip"));

            pieces.add(ByteBuffer.wrap(body));
            byte[] out = rest(pieces);

            assertThat(whole.decompressAll(body, 100_000)).isEqualTo(body.length > 1 ? out : body);
            assertThat(pieces.wasPlain()).isEqualTo(body == BODY);
            assertThat(whole.wasPlain()).isEqualTo(body == BODY);
        }
    }

    @Test
    void membersThatFollowEachOtherAreOneBodyAndPaddingIsSkipped() throws Exception {
        byte[] one = Compressed.GZIP.of("one".getBytes(StandardCharsets.UTF_8));
        byte[] two = Compressed.GZIP_WITH_ALL_FLAGS.of("two".getBytes(StandardCharsets.UTF_8));
        byte[] body = Arrays.copyOf(one, one.length + two.length + 10);
        System.arraycopy(two, 0, body, one.length, two.length);

        for (int cut = 0; cut <= body.length; cut++) {
            assertThat(decoded("gzip", body, cut, body.length)).asString().isEqualTo("onetwo");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", "br"})
    void otherBodiesAreLeftAlone(String name) {
        byte[] body = {1, 2, 3};

        assertThat(Decompressor.of(encoding(name))).isNull();
        assertThat(Decompressor.of(Map.of())).isNull();
        assertThat(Decompressor.decompressAll(encoding(name), body, 100)).isSameAs(body);
    }

    @Test
    void aDamagedBodyWithoutAZlibHeaderGivesWhatPrecedesTheDamage() {
        byte[] text = "deflate ".repeat(4000).getBytes(StandardCharsets.US_ASCII);
        byte[] compressed = new byte[text.length];
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(text);
        int length = deflater.deflate(compressed, 0, compressed.length, Deflater.SYNC_FLUSH);
        deflater.end();
        compressed[length] = 6; // a block type that does not exist

        byte[] out =
                Decompressor.decompressAll(encoding("deflate"), Arrays.copyOf(compressed, length + 1), text.length + 1);

        assertThat(out).startsWith(Arrays.copyOf(text, text.length / 2));
    }

    @Test
    void brokenDataIsReported() {
        byte[] body = Compressed.GZIP.of(BODY);
        Arrays.fill(body, 60, 80, (byte) 0xFF);

        assertThatThrownBy(() -> decoded("gzip", body, body.length))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("content-encoding");
    }

    @ParameterizedTest
    @EnumSource
    void aWholeBodyIsDecodedUpToItsBound(Compressed kind) {
        byte[] body = kind.of(BODY);

        for (int most : new int[] {1, 100, BODY.length - 1, BODY.length, BODY.length + 1}) {
            assertThat(Decompressor.decompressAll(encoding(kind.encoding()), body, most))
                    .as("at most %s", most)
                    .isEqualTo(Arrays.copyOf(BODY, Math.min(most, BODY.length)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatInflatesToTooMuchTakesMemoryForItsBoundOnly(Compressed kind) {
        byte[] bomb = kind.of(new byte[8_000_000]);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        byte[] out = Decompressor.decompressAll(encoding(kind.encoding()), bomb, 100_000);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
        assertThat(bomb).hasSizeLessThan(10_000);
        assertThat(out).isEqualTo(new byte[100_000]);
    }
}
