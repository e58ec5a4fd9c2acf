// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changereport;

import japicmp.cmp.JApiCmpArchive;
import japicmp.cmp.JarArchiveComparator;
import japicmp.cmp.JarArchiveComparatorOptions;
import japicmp.model.AccessModifier;
import japicmp.model.JApiBehavior;
import japicmp.model.JApiChangeStatus;
import japicmp.model.JApiClass;
import japicmp.model.JApiCompatibility;
import japicmp.model.JApiCompatibilityChange;
import japicmp.model.JApiHasAccessModifier;
import japicmp.model.JApiHasChangeStatus;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares what two jars export, by japicmp: classes, constructors, methods and fields.
 *
 * <p>It does not report a new variant of a sealed interface or a new constant of an enum; the spec's part does.
 */
final class ApiComparison {
    private final Set<String> exported = new HashSet<>();
    private final List<Change> changes = new ArrayList<>();

    private ApiComparison() {}

    static List<Change> compare(Path before, Path after) throws IOException {
        ApiComparison comparison = new ApiComparison();
        comparison.export(before);
        comparison.export(after);
        JarArchiveComparatorOptions options = new JarArchiveComparatorOptions();
        // Jackson and JSpecify are not compared
        options.getIgnoreMissingClasses().setIgnoreAllMissingClasses(true);
        new JarArchiveComparator(options)
                .compare(new JApiCmpArchive(before.toFile(), "before"), new JApiCmpArchive(after.toFile(), "after"))
                .forEach(comparison::type);
        return comparison.changes;
    }

    private void export(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile());
                InputStream module = file.getInputStream(file.getEntry("module-info.class"))) {
            ModuleDescriptor.read(module).exports().stream()
                    .filter(export -> !export.isQualified())
                    .forEach(export -> exported.add(export.source()));
        }
    }

    private void type(JApiClass type) {
        String name = type.getFullyQualifiedName();
        if (!exported.contains(name.substring(0, name.lastIndexOf('.'))) || !isVisible(type)) {
            return;
        }
        if (type.getChangeStatus() == JApiChangeStatus.NEW || type.getChangeStatus() == JApiChangeStatus.REMOVED) {
            add(name, type);
            return;
        }
        if (!type.getCompatibilityChanges().isEmpty()) {
            changes.add(new Change(breaks(type.getCompatibilityChanges()), name, say(type.getCompatibilityChanges())));
        }
        type.getConstructors().forEach(constructor -> add(name + signature(constructor), constructor));
        type.getMethods().forEach(method -> add(name + "." + method.getName() + signature(method), method));
        type.getFields().forEach(field -> add(name + "." + field.getName(), field));
    }

    private static boolean isVisible(JApiHasAccessModifier element) {
        return Stream.of(
                        element.getAccessModifier().getOldModifier(),
                        element.getAccessModifier().getNewModifier())
                .flatMap(Optional::stream)
                .anyMatch(access -> access == AccessModifier.PUBLIC || access == AccessModifier.PROTECTED);
    }

    private <T extends JApiHasChangeStatus & JApiCompatibility & JApiHasAccessModifier> void add(
            String place, T element) {
        boolean changed = element.getChangeStatus() != JApiChangeStatus.UNCHANGED
                || !element.getCompatibilityChanges().isEmpty();
        if (changed && isVisible(element)) {
            String kinds = say(element.getCompatibilityChanges());
            changes.add(new Change(
                    !element.isBinaryCompatible() || !element.isSourceCompatible(),
                    place,
                    say(element.getChangeStatus()) + (kinds.isEmpty() ? "" : " (" + kinds + ")")));
        }
    }

    private static boolean breaks(List<JApiCompatibilityChange> changes) {
        return changes.stream().anyMatch(change -> !change.isBinaryCompatible() || !change.isSourceCompatible());
    }

    private static String say(JApiChangeStatus status) {
        return status == JApiChangeStatus.NEW ? "added" : say((Enum<?>) status);
    }

    private static String say(List<JApiCompatibilityChange> changes) {
        return changes.stream().map(change -> say(change.getType())).distinct().collect(Collectors.joining(", "));
    }

    private static String say(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String signature(JApiBehavior behavior) {
        return behavior.getParameters().stream()
                .map(parameter ->
                        parameter.getType().substring(parameter.getType().lastIndexOf('.') + 1))
                .collect(Collectors.joining(", ", "(", ")"));
    }
}
