// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the spec as it is published: one file that needs no other. Each example that the spec refers to stands in it,
 * JSON as it is, a stream as text. All else stays as it was written, comments too. The build runs this file as it
 * stands, before anything is compiled.
 */
public final class InlineExamples {
    private static final Pattern REFERENCE = Pattern.compile("( +)externalValue: (\\S+)");

    private InlineExamples() {}

    /**
     * Writes the copy.
     *
     * @param arguments the spec, and the file to write
     * @throws IOException if a file cannot be read or written; it names the file
     */
    public static void main(String[] arguments) throws IOException {
        Path spec = Path.of(arguments[0]);
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(spec)) {
            Matcher reference = REFERENCE.matcher(line);
            if (!reference.matches()) {
                lines.add(line);
                continue;
            }
            Path file = spec.resolveSibling(reference.group(2));
            boolean json = file.toString().endsWith(".json");
            lines.add(reference.group(1) + (json ? "value:" : "value: |+"));
            for (String example : Files.readAllLines(file)) {
                lines.add(example.isEmpty() ? "" : reference.group(1) + "  " + example);
            }
        }
        Path copy = Path.of(arguments[1]);
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, String.join("\n", lines) + "\n");
        System.out.println("Compiling the classes and the tests. This takes a minute or two.");
    }
}
