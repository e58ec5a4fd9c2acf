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
 * The tags of an object and of all objects nested in it, found in one scan. Nested objects whose tag is not the first
 * member are therefore scanned once, not again for each object around them.
 */
final class LateTags {
    private final String tag;

    /** Where each object of the last scan starts in the bytes, in ascending order. */
    private int[] starts = new int[8];

    /** The text of each object's tag, in the same order: null if it has no tag, empty if its tag is not a string. */
    private final List<@Nullable String> texts = new ArrayList<>();

    /** Where the object that was scanned last ends in the bytes. */
    private int end;

    LateTags(String tag) {
        this.tag = tag;
    }

    /**
     * Returns whether the object that starts here was part of the last scan. Must be called for objects in ascending
     * order, so that none of them starts before the scanned one.
     */
    boolean isScanned(int objectStart) {
        return objectStart < end;
    }

    /** Returns the text of a scanned object's tag; empty if the tag is missing or not a string. */
    String textOf(int objectStart) {
        String text = texts.get(Arrays.binarySearch(starts, 0, texts.size(), objectStart));
        return text == null ? "" : text;
    }

    /**
     * Scans an object. Forgets the objects of the last scan.
     *
     * @param parser positioned before the object's first byte
     * @param start the object's position in the bytes
     * @param cursor counts the tokens
     */
    void scan(JsonParser parser, int start, JsonCursor cursor) throws IOException {
        texts.clear();
        int[] openObjects = new int[16]; // their indexes in texts, the innermost last
        int depth = 0;
        int objectOfNextValue = -1; // the object whose tag the next value is, or -1
        do {
            cursor.count();
            JsonToken token = parser.nextToken();
            if (objectOfNextValue >= 0) {
                texts.set(objectOfNextValue, token == JsonToken.VALUE_STRING ? parser.getText() : "");
                objectOfNextValue = -1;
            }
            if (token == JsonToken.START_OBJECT) {
                if (depth == openObjects.length) {
                    openObjects = Arrays.copyOf(openObjects, 2 * depth);
                }
                openObjects[depth++] = texts.size();
                addObject(start + (int) parser.currentTokenLocation().getByteOffset());
            } else if (token == JsonToken.END_OBJECT) {
                depth--;
            } else if (token == JsonToken.FIELD_NAME && tag.equals(parser.currentName())) {
                int object = openObjects[depth - 1];
                objectOfNextValue = texts.get(object) == null ? object : -1; // of two tags, the first one counts
            }
        } while (depth > 0);
        end = start + (int) parser.currentLocation().getByteOffset();
    }

    private void addObject(int start) {
        if (texts.size() == starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length);
        }
        starts[texts.size()] = start;
        texts.add(null);
    }
}
