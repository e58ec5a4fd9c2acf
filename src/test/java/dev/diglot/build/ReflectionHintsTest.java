// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.diglot.internal.InternalConstructor;
import dev.diglot.json.JsonModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The hints for GraalVM Native Image name all that is reached by reflection, and nothing else. */
@Tag("thorough")
class ReflectionHintsTest {
    private static final Path CLASSES = Path.of("target/classes");
    private static final Path HINTS = CLASSES.resolve("META-INF/native-image/dev.diglot/diglot/reflect-config.json");

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.diglot");

    private static final Pattern OWN_CLASS = Pattern.compile("// String (dev\\.diglot\\.[\\w.$]+)");

    /** Calls that reach classes, members or resources by their name or at run time. */
    private static final Pattern REFLECTION = Pattern.compile("java\\.lang\\.(Class|ClassLoader|Module)\\."
            + "(forName|loadClass|newInstance|getResource\\w*|get(Declared|Enclosing|Enum|Permitted|Record)?"
            + "(Classes|Components|Constants|Constructors?|Fields?|Methods?|Subclasses))"
            + "|java\\.lang\\.invoke\\.MethodHandles\\$Lookup\\.\\w+"
            + "|java\\.lang\\.reflect\\.(Array|Constructor|Field|Method|Proxy)\\.\\w+"
            + "|java\\.util\\.(ResourceBundle\\.getBundle|ServiceLoader\\.load\\w*)");

    /** What Native Image is told; the constructor without parameters is the only member that is called. */
    private record Hint(String type, String condition, boolean hasConstructor) {}

    @Test
    void hintsAreWhatTheCodeReaches() throws Exception {
        Set<Hint> expected = new HashSet<>(constructedByJackson());
        Stream.concat(
                        calls(call -> call.getTargetOwner().isEquivalentTo(Class.class)
                                        && call.getName().equals("forName"))
                                .flatMap(call ->
                                        ownClassesNamedIn(call.getOriginOwner().getName())),
                        calls(call -> call.getTargetOwner().isEquivalentTo(InternalConstructor.class)
                                        && call.getName().equals("register"))
                                .map(call -> call.getOriginOwner().getName()))
                .map(type -> new Hint(type, null, false))
                .forEach(expected::add);

        assertThat(expected).hasSizeGreaterThan(10);
        assertThat(hints()).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** The annotations of every model name them. The mapper of the same Jackson creates them, so it is the condition. */
    private static Set<Hint> constructedByJackson() throws ReflectiveOperationException {
        Set<Hint> constructed = new HashSet<>();
        for (Annotation bridge : JsonModel.class.getAnnotations()) {
            for (Annotation annotation : bridge.annotationType().getAnnotations()) {
                Class<? extends Annotation> annotationType = annotation.annotationType();
                String mapper = annotationType.getPackageName().replaceAll("\\.annotation$", ".ObjectMapper");
                for (Method member : annotationType.getDeclaredMethods()) {
                    if (member.invoke(annotation) instanceof Class<?> type
                            && type.getName().startsWith("dev.diglot.")) {
                        constructed.add(new Hint(type.getName(), mapper, true));
                    }
                }
            }
        }
        return constructed;
    }

    private static Stream<String> ownClassesNamedIn(String type) {
        StringWriter code = new StringWriter();
        ToolProvider.findFirst("javap")
                .orElseThrow()
                .run(new PrintWriter(code), new PrintWriter(code), "-c", "-p", "-cp", CLASSES.toString(), type);
        return OWN_CLASS.matcher(code.toString()).results().map(result -> result.group(1));
    }

    private static Stream<JavaMethodCall> calls(Predicate<JavaMethodCall> filter) {
        return CODE.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(filter);
    }

    private static List<Hint> hints() throws IOException {
        JsonNode hints = new ObjectMapper().readTree(HINTS.toFile());
        return Stream.iterate(0, i -> i < hints.size(), i -> i + 1)
                .map(hints::get)
                .map(hint -> new Hint(
                        hint.path("name").asText(),
                        hint.path("condition").path("typeReachable").asText(null),
                        hint.has("methods")))
                .toList();
    }

    @Test
    void everyHintNamesAClassAndAConstructorThatExist() throws Exception {
        JsonNode hints = new ObjectMapper().readTree(HINTS.toFile());

        assertThat(hints).isNotEmpty().allSatisfy(hint -> {
            Class<?> type = load(hint.path("name").asText());
            for (JsonNode method : hint.path("methods")) {
                assertThat(method.toString()).isEqualTo("{\"name\":\"<init>\",\"parameterTypes\":[]}");
                assertThat(type.getDeclaredConstructor()).isNotNull();
            }
            if (hint.has("condition")) {
                load(hint.path("condition").path("typeReachable").asText());
            }
            assertThat(hint.fieldNames()).toIterable().isSubsetOf("condition", "name", "methods");
        });
    }

    private static Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(name, false, ReflectionHintsTest.class.getClassLoader());
    }

    /**
     * A class that is new here needs a hint, unless it looks at the user's own classes, as those of Jackson 2 do, or runs
     * when an application is built, as the condition AnyProperty does.
     */
    @Test
    void onlyKnownClassesUseReflectionOrReadResources() {
        Stream<String> found = calls(call -> REFLECTION
                        .matcher(call.getTargetOwner().getName() + "." + call.getName())
                        .matches())
                .map(call -> call.getOriginOwner().getSimpleName() + ": " + call.getName());

        assertThat(found.distinct())
                .containsExactlyInAnyOrder(
                        "AnyProperty: getRecordComponents",
                        "GeneratedReaders: forName",
                        "InternalConstructor: ensureInitialized",
                        "Jackson2Nullness: getRecordComponents",
                        "Jackson2Schema: getEnumConstants");
    }
}
