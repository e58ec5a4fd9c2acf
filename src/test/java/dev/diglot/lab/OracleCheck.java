// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diglot.error.ApiException;
import dev.diglot.error.DiglotException;
import dev.diglot.error.ProtocolException;
import dev.diglot.error.StreamTruncatedException;
import dev.diglot.lab.ReadMode.Outcome;
import dev.diglot.model.Dialect;
import dev.diglot.testing.Trees;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares the outcome of one mode of reading with the {@link Oracle}'s judgement. */
final class OracleCheck {
    private OracleCheck() {}

    /** How an outcome differs from what the documents demand, or null if it does not. */
    static @Nullable String difference(Dialect dialect, ReadMode way, Oracle expected, Outcome reading) {
        String end = endDifference(expected, reading.failure());
        if (end != null) {
            return end;
        }
        JsonNode summary = canonical(expected.summary());
        if (expected.end() == Oracle.End.COMPLETE || (keepsPartial(way, reading) && expected.events() > 0)) {
            JsonNode read = canonical(ReplySummary.of(reading.whole()));
            if (!agree(summary, read)) {
                return "expected " + summary + " but read " + read;
            }
        }
        JsonNode held = partial(reading.failure());
        if (held != null && expected.events() > 0 && !agree(summary, canonical(held))) {
            return "expected " + summary + " in the exception, which holds " + held;
        }
        String text = summary.has("text")
                ? summary.get("text").asText()
                : summary.path("choices").path(0).path("text").asText();
        if (reading.text() != null
                && !summary.path("choices").isPojo()
                && isTextInPieces(dialect, way, expected)
                && !reading.text().equals(text)) {
            return "expected the text \"" + text + "\" but read \"" + reading.text() + '"';
        }
        return reading.warnings() == null || expected.end() != Oracle.End.COMPLETE
                ? null
                : warningDifference(way, expected, reading.warnings());
    }

    /** A stream that was not requested must have a warning; a whole response in place of a stream may have one. */
    private static @Nullable String warningDifference(ReadMode way, Oracle expected, List<String> warnings) {
        boolean must = expected.warns() || (expected.isStream() && !way.isStreamed());
        boolean may = must || expected.mayWarn() || (!expected.isStream() && way.isStreamed());
        if (must && warnings.isEmpty()) {
            return "expected a warning";
        }
        return may || warnings.isEmpty() ? null : "expected no warning but " + warnings;
    }

    /** A whole message in place of a stream has no events that carry text. */
    private static boolean isTextInPieces(Dialect dialect, ReadMode way, Oracle expected) {
        return way == ReadMode.TEXT || expected.isStream() || dialect == Dialect.CHAT;
    }

    private static boolean keepsPartial(ReadMode way, Outcome reading) {
        return way.isStreamed() && reading.whole() != null;
    }

    private static @Nullable String endDifference(Oracle expected, @Nullable Throwable failure) {
        return switch (expected.end()) {
            case COMPLETE -> failure == null ? null : "expected complete but " + failure;
            case TRUNCATED -> failure instanceof StreamTruncatedException ? null : "expected truncated but " + failure;
            case NOT_THE_DIALECT ->
                failure instanceof ProtocolException ? null : "expected a ProtocolException but " + failure;
            case ERROR ->
                failure instanceof ApiException error
                        ? errorDifference(expected, error)
                        : "expected the error " + expected.errorCode() + " " + expected.errorWords() + " but "
                                + failure;
        };
    }

    private static @Nullable String errorDifference(Oracle expected, ApiException error) {
        boolean sameCode = expected.errorCode() == null || expected.errorCode().equals(error.code());
        boolean sameType = expected.errorType() == null || expected.errorType().equals(error.type());
        boolean sameWords = expected.errorWords().stream().allMatch(error.message()::contains);
        return sameCode && sameType && sameWords
                ? null
                : "expected the error " + expected.errorCode() + " " + expected.errorType() + " "
                        + expected.errorWords() + " but " + error.code() + " " + error.type() + " \""
                        + error.message() + '"';
    }

    static @Nullable JsonNode partial(@Nullable Throwable failure) {
        Object partial = failure instanceof DiglotException known ? known.partial() : null;
        return partial == null ? null : ReplySummary.of(partial);
    }

    /** Arguments as trees where they are JSON, because blanks do not matter; empty values count as absent. */
    static JsonNode canonical(JsonNode summary) {
        JsonNode copy = summary.deepCopy();
        for (JsonNode choice : copy.path("choices")) {
            for (JsonNode call : choice.path("calls")) {
                ObjectNode members = (ObjectNode) call;
                members.properties()
                        .removeIf(member -> member.getValue().asText("").isEmpty());
                if (!call.path("arguments").isPojo()) {
                    members.replace(
                            "arguments",
                            Oracle.treeOrText(call.path("arguments").asText("")));
                }
            }
        }
        return copy;
    }

    /** Whether what was read equals what was expected, apart from what was not expected at all. */
    static boolean agree(JsonNode expected, JsonNode read) {
        if (expected.isPojo()) {
            return true;
        }
        if (!expected.isContainerNode()
                || expected.getNodeType() != read.getNodeType()
                || expected.size() != read.size()) {
            return Trees.same(expected, read);
        }
        if (expected.isObject()) {
            return expected.properties().stream()
                    .allMatch(member -> agree(member.getValue(), read.path(member.getKey())));
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!agree(expected.get(i), read.get(i))) {
                return false;
            }
        }
        return true;
    }
}
