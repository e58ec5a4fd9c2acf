// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists the names and values of the members of an object, by which two objects are compared. */
final class MemberValues extends MemberVisitor {
    private final List<@Nullable Object> values = new ArrayList<>();

    private MemberValues() {}

    /** Returns the name and the value of each typed member, then the additional properties. */
    static List<@Nullable Object> of(ObjectModel object) {
        try {
            MemberValues writer = new MemberValues();
            object.write(writer);
            return writer.values;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never: no output is written
        }
    }

    /** A number that was read as it was written: 1 equals 1.0. */
    private record NumberValue(Number number) {
        private boolean isWhole() {
            return number instanceof Integer || number instanceof Long;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (!(other instanceof NumberValue that)) {
                return false;
            }
            if (isWhole() && that.isWhole()) {
                return number.longValue() == that.number.longValue();
            }
            return Double.compare(number.doubleValue(), that.number.doubleValue()) == 0;
        }

        @Override
        public int hashCode() {
            return Double.hashCode(number.doubleValue());
        }
    }

    @Override
    public void end(@Nullable AdditionalProperties additional) {
        values.add(additional);
    }

    @Override
    protected void nullableMember(String name, @Nullable Object value) {
        values.add(name);
        values.add(value instanceof Number number ? new NumberValue(number) : value);
    }
}
