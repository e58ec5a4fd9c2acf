// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.json.JsonReader;
import java.io.IOException;

/** Reads any JSON object as an answer, and has each looked at again. */
final class AnyObject implements AnswerReader<Object> {
    @Override
    public Object read(JsonReader in) throws IOException {
        return in.isObject() ? in.any() : null;
    }

    @Override
    public boolean isDoubtful(Object answer) {
        return true;
    }
}
