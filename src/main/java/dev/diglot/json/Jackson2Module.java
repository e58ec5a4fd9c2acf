// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.deser.std.ReferenceTypeDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.Serializers;
import com.fasterxml.jackson.databind.ser.std.ReferenceTypeSerializer;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.type.ReferenceType;
import com.fasterxml.jackson.databind.type.TypeBindings;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.type.TypeModifier;
import com.fasterxml.jackson.databind.util.NameTransformer;
import dev.diglot.json.Jackson2Scalars.Text;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads and writes {@code Optional} and {@code java.time}, for which Jackson 2 otherwise needs two modules. */
final class Jackson2Module extends SimpleModule {
    private static final long serialVersionUID = 1L;

    /** The optional classes, with the class of the value if it is not a type argument. */
    private static final Map<Class<?>, Class<?>> OPTIONALS = Map.of(
            Optional.class, Object.class,
            OptionalInt.class, int.class,
            OptionalLong.class, long.class,
            OptionalDouble.class, double.class);

    Jackson2Module() {
        super("dev.diglot");
        Jackson2Scalars.TEXTS.forEach(this::addText);
        addDeserializer(char.class, new TextReader<>(Jackson2Scalars.CHARACTER));
    }

    private <T> void addText(Text<T> text) {
        addDeserializer(text.type(), new TextReader<>(text));
        addSerializer(text.type(), new TextWriter<>(text));
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.addTypeModifier(new TypeModifier() {
            @Override
            public JavaType modifyType(JavaType type, Type jdkType, TypeBindings bindings, TypeFactory types) {
                Class<?> value = OPTIONALS.get(type.getRawClass());
                if (value == null || type.isReferenceType()) {
                    return type;
                }
                boolean isNumber = value.isPrimitive();
                return ReferenceType.upgradeFrom(
                        type, isNumber ? types.constructType(value) : type.containedTypeOrUnknown(0));
            }
        });
        context.addDeserializers(new Deserializers.Base() {
            @Override
            public @Nullable JsonDeserializer<?> findReferenceDeserializer(
                    ReferenceType type,
                    DeserializationConfig config,
                    BeanDescription description,
                    @Nullable TypeDeserializer tag,
                    @Nullable JsonDeserializer<?> value) {
                return isOptional(type) ? new OptionalReader(type, tag, value) : null;
            }
        });
        context.addSerializers(new Serializers.Base() {
            @Override
            public @Nullable JsonSerializer<?> findReferenceSerializer(
                    SerializationConfig config,
                    ReferenceType type,
                    BeanDescription description,
                    @Nullable TypeSerializer tag,
                    @Nullable JsonSerializer<Object> value) {
                return isOptional(type) ? new OptionalWriter(type, tag, value) : null;
            }
        });
    }

    static boolean isOptional(JavaType type) {
        return OPTIONALS.containsKey(type.getRawClass());
    }

    private static final class TextWriter<T> extends StdScalarSerializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient Text<T> text;

        TextWriter(Text<T> text) {
            super(text.type());
            this.text = text;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider context) throws IOException {
            out.writeString(text.print().apply(value));
        }
    }

    private static final class TextReader<T> extends StdScalarDeserializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient Text<T> text;

        TextReader(Text<T> text) {
            super(text.type());
            this.text = text;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (!in.hasToken(JsonToken.VALUE_STRING)) {
                throw context.wrongTokenException(in, text.type(), JsonToken.VALUE_STRING, "a text is needed");
            }
            try {
                return text.parse().apply(in.getText());
            } catch (RuntimeException e) {
                throw context.weirdStringException(in.getText(), text.type(), String.valueOf(e.getMessage()));
            }
        }
    }

    private static final class OptionalReader extends ReferenceTypeDeserializer<Object> {
        private static final long serialVersionUID = 1L;

        OptionalReader(JavaType type, @Nullable TypeDeserializer tag, @Nullable JsonDeserializer<?> value) {
            super(type, null, tag, value);
        }

        @Override
        protected OptionalReader withResolved(TypeDeserializer tag, JsonDeserializer<?> value) {
            return new OptionalReader(_fullType, tag, value);
        }

        @Override
        public Object getNullValue(DeserializationContext context) {
            return optionalOf(null);
        }

        @Override
        public Object referenceValue(Object value) {
            return optionalOf(value);
        }

        @Override
        public Object updateReference(Object optional, Object value) {
            return optionalOf(value);
        }

        @Override
        public @Nullable Object getReferenced(Object optional) {
            return valueOf(optional);
        }

        private Object optionalOf(@Nullable Object value) {
            Class<?> type = _fullType.getRawClass();
            if (type == OptionalInt.class) {
                return value == null ? OptionalInt.empty() : OptionalInt.of((Integer) value);
            }
            if (type == OptionalLong.class) {
                return value == null ? OptionalLong.empty() : OptionalLong.of((Long) value);
            }
            if (type == OptionalDouble.class) {
                return value == null ? OptionalDouble.empty() : OptionalDouble.of((Double) value);
            }
            return Optional.ofNullable(value);
        }
    }

    private static @Nullable Object valueOf(Object optional) {
        if (optional instanceof OptionalInt number) {
            return number.isPresent() ? number.getAsInt() : null;
        }
        if (optional instanceof OptionalLong number) {
            return number.isPresent() ? number.getAsLong() : null;
        }
        if (optional instanceof OptionalDouble number) {
            return number.isPresent() ? number.getAsDouble() : null;
        }
        return ((Optional<?>) optional).orElse(null);
    }

    private static final class OptionalWriter extends ReferenceTypeSerializer<Object> {
        private static final long serialVersionUID = 1L;

        OptionalWriter(ReferenceType type, @Nullable TypeSerializer tag, @Nullable JsonSerializer<Object> value) {
            super(type, true, tag, value);
        }

        private OptionalWriter(
                OptionalWriter base,
                BeanProperty property,
                TypeSerializer tag,
                JsonSerializer<?> value,
                NameTransformer unwrapper,
                @Nullable Object suppressed,
                boolean suppressesNull) {
            super(base, property, tag, value, unwrapper, suppressed, suppressesNull);
        }

        @Override
        protected OptionalWriter withResolved(
                BeanProperty property, TypeSerializer tag, JsonSerializer<?> value, NameTransformer unwrapper) {
            return new OptionalWriter(this, property, tag, value, unwrapper, _suppressableValue, _suppressNulls);
        }

        @Override
        public OptionalWriter withContentInclusion(@Nullable Object suppressed, boolean suppressesNull) {
            return new OptionalWriter(
                    this, _property, _valueTypeSerializer, _valueSerializer, _unwrapper, suppressed, suppressesNull);
        }

        @Override
        protected boolean _isValuePresent(Object optional) {
            return valueOf(optional) != null;
        }

        @Override
        protected @Nullable Object _getReferenced(Object optional) {
            return valueOf(optional);
        }

        @Override
        protected @Nullable Object _getReferencedIfPresent(Object optional) {
            return valueOf(optional);
        }
    }
}
