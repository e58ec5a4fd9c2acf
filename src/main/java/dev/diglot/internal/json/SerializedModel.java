// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The serialized form of every model: the JDK writes and reads this in place of the model. Since it holds JSON, other
 * versions of Diglot, whose models have other members, can read it. A stream from outside can create only a generated
 * model with it: the name is looked up among the generated readers, not among the classes of the program.
 *
 * @param name the name of the model's reader; null in a malformed stream
 * @param json the model's JSON, as UTF-8; null in a malformed stream
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SerializedModel(@Nullable String name, byte @Nullable [] json) implements Serializable {
    /**
     * Returns the serialized form of a model.
     *
     * @param model the model
     * @return its serialized form
     * @throws NotSerializableException if the model is the JSON value null, from which no model can be read
     */
    public static Object of(Object model) throws NotSerializableException {
        if (model instanceof ValueModel union && union.value() == null) {
            throw new NotSerializableException(model.getClass().getName() + " of null; leave the value out");
        }
        return new SerializedModel(GeneratedReaders.nameOf(model.getClass()), JsonWriter.toBytes(model));
    }

    /**
     * Refuses a model that a stream holds itself, not in this form.
     *
     * @return the exception, which the caller throws
     */
    public static InvalidObjectException refused() {
        return new InvalidObjectException("a stream must hold the JSON of a model, not its fields");
    }

    private Object readResolve() throws InvalidObjectException {
        ModelReader<?> reader = name == null ? null : GeneratedReaders.find(name);
        if (reader == null || json == null) {
            throw new InvalidObjectException(
                    "the stream names no model of this version of Diglot: " + Json.write(name));
        }
        try {
            return new JsonReader(Json.MAX_DEPTH).decode(json, 0, json.length, reader, Checkpoint.NONE);
        } catch (IOException e) {
            InvalidObjectException invalid = new InvalidObjectException("the stream holds no JSON of " + name);
            invalid.initCause(e);
            throw invalid;
        }
    }
}
