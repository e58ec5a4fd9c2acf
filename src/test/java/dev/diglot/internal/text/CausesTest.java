// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class CausesTest {
    private static final String KEY = "k-not/a+key&of\"any";

    private static final Sanitizer SANITIZER = Sanitizer.of(KEY);

    private static String trace(Throwable cause) {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static Throwable clean(Throwable cause) {
        return Objects.requireNonNull(Causes.clean(cause, SANITIZER));
    }

    @Test
    void nothingStaysNothing() {
        assertThat(Causes.clean(null, SANITIZER)).isNull();
    }

    @Test
    void causeThatMayBeShownStays() {
        IOException cause = new IOException("line one\n at two", new InterruptedException());
        cause.addSuppressed(new IllegalStateException("other"));

        assertThat(clean(cause)).isSameAs(cause);
    }

    @Test
    void causeThatIsWrappedAgainAndAgainIsSaidOnce() {
        SSLHandshakeException first = new SSLHandshakeException("no path");
        first.initCause(new IOException("expired"));
        Throwable second = new SSLHandshakeException("no path").initCause(first);
        Throwable third = new SSLHandshakeException("no path").initCause(second);

        assertThat(clean(third)).isSameAs(first).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void causeWithOtherWordsOrSuppressedOnesIsNoRepetition() {
        IOException inner = new IOException("a");
        IOException outer = new IOException("a", inner);
        outer.addSuppressed(new IOException("b"));

        assertThat(clean(outer)).isSameAs(outer);
        assertThat(clean(new IOException("other", inner))).hasMessage("other").hasCause(inner);
    }

    @Test
    void causeThatHoldsTheKeyIsReplacedByOneThatNamesItsClass() {
        IOException inner = new IOException("Invalid status line: \"" + KEY + "\"");
        Exception outer = new ExecutionException("failed", inner);
        outer.addSuppressed(new IOException("also k-not\\/a\\u002Bkey\\u0026of\\\"any"));

        Throwable clean = clean(outer);

        assertThat(trace(clean))
                .startsWith("java.util.concurrent.ExecutionException: failed")
                .contains("Caused by: java.io.IOException: Invalid status line: \"***\"")
                .contains("Suppressed: java.io.IOException: also ***")
                .doesNotContain("a+key", "u002B");
        assertThat(clean.getCause().getStackTrace()).isEqualTo(inner.getStackTrace());
    }

    @Test
    void controlCharactersAndLengthAreBoundedWithoutAKeyToo() {
        Throwable clean = Causes.clean(new IOException("\u001B[2J\u009B31m" + "x".repeat(100_000)), Sanitizer.NONE);

        assertThat(clean).hasMessageStartingWith("java.io.IOException:  [2J 31mxxx");
        assertThat(clean.getMessage()).hasSize(2_000);
    }

    @Test
    void textOfToStringAloneCounts() {
        IOException hostile = new IOException("harmless") {
            @Override
            public String getMessage() {
                return "harmless";
            }

            @Override
            public String getLocalizedMessage() {
                return KEY;
            }
        };

        assertThat(trace(clean(hostile))).doesNotContain(KEY);
    }

    @Test
    void circleOfCausesEnds() {
        IOException first = new IOException("a " + KEY);
        IOException second = new IOException("b", first);
        first.initCause(second);
        second.addSuppressed(first);

        assertThat(trace(clean(first))).contains("a ***", "b").doesNotContain(KEY);
        assertThat(trace(clean(second))).doesNotContain(KEY);
    }

    @Test
    void longChainEnds() {
        Throwable chain = new IOException(KEY);
        for (int i = 0; i < 10_000; i++) {
            chain = new IOException("level " + i, chain);
        }

        assertThat(trace(clean(chain))).doesNotContain(KEY);
    }
}
