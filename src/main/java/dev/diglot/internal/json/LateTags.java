// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tags of an object and of all objects inside of it, found in one scan. Objects nested in each other, all with a late
 * tag, are so looked at once, not once for each that is around them.
 */
final class LateTags {
    private final String tag;

    /** Where each object begins, in ascending order, and the text of its tag, empty if that is no text. */
    private int[] starts = new int[8];

    private final List<@Nullable String> texts = new ArrayList<>();

    /** Where the object ends that was scanned last. */
    private int end;

    LateTags(String tag) {
        this.tag = tag;
    }

    /** Whether the object that begins here has been scanned; they are asked for in ascending order. */
    boolean has(int object) {
        return object < end;
    }

    /** Returns the text of an object's tag; empty if there is none that is text. */
    String of(int object) {
        String text = texts.get(Arrays.binarySearch(starts, 0, texts.size(), object));
        return text == null ? "" : text;
    }

    /**
     * Scans an object.
     *
     * @param parser stands before its first byte
     * @param start where that is
     * @param cursor counts the tokens
     */
    void scan(JsonParser parser, int start, JsonCursor cursor) throws IOException {
        texts.clear();
        int[] open = new int[16];
        int depth = 0;
        int tagged = -1; // the object whose tag comes next
        do {
            cursor.count();
            JsonToken token = parser.nextToken();
            if (tagged >= 0) {
                texts.set(tagged, token == JsonToken.VALUE_STRING ? parser.getText() : "");
                tagged = -1;
            }
            if (token == JsonToken.START_OBJECT) {
                open = depth == open.length ? Arrays.copyOf(open, 2 * depth) : open;
                open[depth++] = texts.size();
                add(start + (int) parser.currentTokenLocation().getByteOffset());
            } else if (token == JsonToken.END_OBJECT) {
                depth--;
            } else if (token == JsonToken.FIELD_NAME && tag.equals(parser.currentName())) {
                int object = open[depth - 1];
                tagged = texts.get(object) == null ? object : -1; // the first one counts
            }
        } while (depth > 0);
        end = start + (int) parser.currentLocation().getByteOffset();
    }

    private void add(int start) {
        if (texts.size() == starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length);
        }
        starts[texts.size()] = start;
        texts.add(null);
    }
}
