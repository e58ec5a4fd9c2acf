// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diglot.json.JsonModel;
import dev.diglot.testing.Corpus;
import dev.diglot.testing.Spec;
import dev.diglot.testing.Trees;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every recorded request, response and stream payload is equal after it was read and written. */
@Tag("shared")
class CorpusTest {
    /** The number of documents in the recordings; a smaller one means that something was skipped. */
    private static final int EXCHANGES = 160;

    private static final int DOCUMENTS = 2317;

    private record Document(String from, String schema, String json) {}

    private static List<Document> documents() {
        List<Document> documents = new ArrayList<>();
        for (Corpus.Exchange exchange : Corpus.exchanges()) {
            boolean chat = exchange.endpoint().equals("chat");
            if (exchange.hasRequest()) {
                documents.add(new Document(
                        exchange + " request",
                        chat ? "ChatCompletionRequest" : "MessageRequest",
                        text(exchange.request())));
            }
            if (exchange.status() >= 300) {
                continue;
            }
            if (exchange.streamed()) {
                for (String payload : Corpus.payloads(exchange.responseBytes())) {
                    documents.add(new Document(
                            exchange + " event", chat ? "ChatCompletionChunk" : "MessageStreamEvent", payload));
                }
            } else {
                documents.add(new Document(
                        exchange + " response", chat ? "ChatCompletion" : "Message", text(exchange.responseBytes())));
            }
        }
        return documents;
    }

    @Test
    void everyDocumentIsReadAndWrittenEqual() {
        List<Document> documents = documents();
        for (Document document : documents) {
            JsonModel model = Spec.read(document.schema(), document.json());

            assertThat(Trees.same(model.toJson(), document.json()))
                    .as("%s: %s%ngave %s", document.from(), document.json(), model.toJson())
                    .isTrue();
        }
        System.out.println("corpus: " + Corpus.exchanges().size() + " exchanges, " + documents.size()
                + " documents read, written and equal");
        assertThat(Corpus.exchanges()).hasSizeGreaterThanOrEqualTo(EXCHANGES);
        assertThat(documents).hasSizeGreaterThanOrEqualTo(DOCUMENTS);
    }

    @Test
    void orderOfMembersChangesNothing() {
        Random random = new Random(20260422);
        for (Document document : documents()) {
            String shuffled =
                    Shuffle.members(Trees.read(document.json()), random).toString();

            JsonModel model = Spec.read(document.schema(), shuffled);

            assertThat(Trees.same(model.toJson(), document.json()))
                    .as(document.from())
                    .isTrue();
            assertThat(model.getClass())
                    .isEqualTo(Spec.read(document.schema(), document.json()).getClass());
        }
    }

    @Test
    void documentCutAnywhereIsRefused() {
        int cuts = 0;
        for (Document document : documents()) {
            byte[] bytes = document.json().trim().getBytes(StandardCharsets.UTF_8);
            if (bytes.length > 300) {
                continue;
            }
            for (int length = 0; length < bytes.length; length++) {
                String cut = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
                cuts++;
                assertThat(refused(document.schema(), cut))
                        .as("%s cut at %d", document.from(), length)
                        .isTrue();
            }
        }
        assertThat(cuts).isGreaterThan(10_000);
    }

    private static boolean refused(String schema, String json) {
        try {
            Spec.read(schema, json);
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
