// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamConstants;
import java.util.Set;
import java.util.TreeSet;

/** Serialization of the JDK, and streams that it would not write. */
public final class Serialized {
    private Serialized() {}

    public static byte[] write(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    public static Object read(byte[] stream) throws IOException, ClassNotFoundException {
        return read(stream, null);
    }

    public static Object read(byte[] stream, ObjectInputFilter filter) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(stream))) {
            in.setObjectInputFilter(filter);
            return in.readObject();
        }
    }

    @SuppressWarnings("unchecked") // the copy has the class of the original
    public static <T> T copy(T value) throws IOException, ClassNotFoundException {
        return (T) read(write(value));
    }

    /** Returns the names of the classes that a stream instantiates. */
    public static Set<String> classes(byte[] stream) throws IOException, ClassNotFoundException {
        Set<String> classes = new TreeSet<>();
        read(stream, info -> {
            if (info.serialClass() != null) {
                classes.add(info.serialClass().getName());
            }
            return ObjectInputFilter.Status.ALLOWED;
        });
        return classes;
    }

    /** Returns a stream with one object without any field, of a class that may have superclasses in the stream. */
    public static byte[] withoutFields(Class<?>... hierarchy) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(ObjectStreamConstants.STREAM_MAGIC);
        out.writeShort(ObjectStreamConstants.STREAM_VERSION);
        out.writeByte(ObjectStreamConstants.TC_OBJECT);
        for (Class<?> type : hierarchy) {
            out.writeByte(ObjectStreamConstants.TC_CLASSDESC);
            out.writeUTF(type.getName());
            out.writeLong(ObjectStreamClass.lookup(type).getSerialVersionUID());
            out.writeByte(ObjectStreamConstants.SC_SERIALIZABLE);
            out.writeShort(0); // fields
            out.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
        }
        out.writeByte(ObjectStreamConstants.TC_NULL); // no further superclass
        return bytes.toByteArray();
    }
}
