// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

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
     * @param in positioned on the object
     * @param cursor counts the members and items
     */
    void scan(JsonScanner in, JsonCursor cursor) throws IOException {
        texts.clear();
        scanValue(in, cursor);
        end = in.position();
    }

    private void scanValue(JsonScanner in, JsonCursor cursor) throws IOException {
        if (in.kind() == JsonScanner.OBJECT) {
            scanMembers(in, cursor);
        } else if (in.kind() == JsonScanner.ARRAY) {
            while (in.nextItem()) {
                cursor.count();
                scanValue(in, cursor);
            }
        }
    }

    private void scanMembers(JsonScanner in, JsonCursor cursor) throws IOException {
        int object = texts.size();
        addObject(in.start());
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            cursor.count();
            boolean isFirstTag = name.equals(tag) && texts.get(object) == null; // of two tags, the first one counts
            if (isFirstTag) {
                texts.set(object, in.kind() == JsonScanner.STRING ? in.text() : "");
            }
            scanValue(in, cursor);
        }
    }

    private void addObject(int start) {
        if (texts.size() == starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length);
        }
        starts[texts.size()] = start;
        texts.add(null);
    }
}
