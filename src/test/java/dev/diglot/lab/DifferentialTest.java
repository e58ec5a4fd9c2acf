// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.Diglot;
import dev.diglot.lab.DifferentialInputs.Input;
import dev.diglot.lab.ReadMode.Outcome;
import dev.diglot.testing.Corpus;
import dev.diglot.testing.RawServer;
import dev.diglot.testing.TestClients;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All modes of reading one response agree, with each other and with the {@link Oracle}: text, reasoning, tool calls,
 * finish reasons, usage, warnings, the exception and what it holds.
 */
@Tag("thorough")
@Timeout(300)
class DifferentialTest {
    static Stream<Input> inputs() {
        return DifferentialInputs.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inputs")
    void allWaysOfReadingAgreeWithTheDocuments(Input input) throws Exception {
        assertThat(differences(input)).as("%s%n%s", input, input.text()).isEmpty();
    }

    @Test
    @Tag("shared")
    void allWaysOfReadingARecordingAgree() throws Exception {
        List<String> differences = new ArrayList<>();
        int count = 0;
        for (Corpus.Exchange exchange : Corpus.exchanges()) {
            if (exchange.status() < 300) {
                differences.addAll(differences(DifferentialInputs.of(exchange)));
                count++;
            }
        }
        System.out.println("differential: " + count + " recordings read in " + ReadMode.values().length + " ways");
        assertThat(differences).isEmpty();
        assertThat(count).isGreaterThan(100);
    }

    private static List<String> differences(Input input) throws Exception {
        Oracle expected = Oracle.judge(input.dialect(), input.requested(), input.contentType(), input.body());
        List<String> differences = new ArrayList<>();
        try (RawServer server = RawServer.start(exchange -> respond(exchange, input));
                Diglot client = TestClients.builder(server).build()) {
            for (ReadMode way : ReadMode.values()) {
                Outcome outcome = way.read(client, input.request());
                String difference = OracleCheck.difference(input.dialect(), way, expected, outcome);
                if (difference != null) {
                    differences.add(input + ", " + way + ": " + difference);
                }
            }
        }
        return differences;
    }

    private static void respond(RawServer.Exchange exchange, Input input) throws IOException {
        exchange.head(input.contentType());
        exchange.send(input.body());
        if (input.isCut()) {
            exchange.cut();
        } else {
            exchange.end();
        }
    }
}
