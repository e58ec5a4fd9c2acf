// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Finds JSON in the text of a model, which may put an introduction and a code fence around it. */
public final class JsonText {
    private JsonText() {}

    /**
     * Returns the longest JSON object or array in a text. Takes time linear in the length of the text.
     *
     * @param text the text
     * @return the JSON, or null if there is none
     */
    public static @Nullable String longest(String text) {
        char[] chars = text.toCharArray();
        String longest = null;
        int start = next(chars, 0);
        while (start < chars.length) {
            int end = end(chars, start);
            if (end > 0 && (longest == null || end - start > longest.length())) {
                longest = text.substring(start, end);
            }
            start = next(chars, Math.max(Math.abs(end), start + 1));
        }
        return longest;
    }

    /** Returns the position of the next bracket that can start a value; the length of the text if there is none. */
    private static int next(char[] chars, int from) {
        int position = from;
        while (position < chars.length && chars[position] != '{' && chars[position] != '[') {
            position++;
        }
        return position;
    }

    /** Returns the end of the value that starts here; or minus the position where the text is no longer JSON. */
    private static int end(char[] chars, int start) {
        try (JsonParser parser = Jackson.FACTORY.createParser(chars, start, chars.length - start)) {
            int depth = 0;
            do {
                JsonToken token = next(parser);
                if (token == null) { // truncated, not JSON, or nested too deeply
                    return -Math.max(start, end(parser, start) - 1);
                }
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                }
            } while (depth > 0);
            return end(parser, start);
        } catch (IOException e) {
            throw new IllegalStateException(e); // nothing is read but the array
        }
    }

    private static int end(JsonParser parser, int start) {
        return start + (int) parser.currentLocation().getCharOffset();
    }

    private static @Nullable JsonToken next(JsonParser parser) throws IOException {
        try {
            return parser.nextToken();
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
