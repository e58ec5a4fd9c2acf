// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes the responses and streams of the spec's examples into one file for the test kit: in its jar, 82 files would
 * take four times as many bytes. Before each example is a line with its file name. The build runs this file as it
 * stands, first of all, and so that a quiet build says what it does.
 */
public final class CollectExamples {
    private CollectExamples() {}

    /**
     * Writes the file.
     *
     * @param arguments the spec, and the file to write
     * @throws IOException if a file cannot be read or written; it names the file
     */
    public static void main(String[] arguments) throws IOException {
        StringBuilder collected = new StringBuilder();
        for (Path example : examples(Path.of(arguments[0]).resolveSibling("examples"))) {
            collected.append("=== ").append(example.getFileName()).append("\n").append(Files.readString(example));
        }
        Path file = Path.of(arguments[1]);
        Files.createDirectories(file.getParent());
        Files.writeString(file, collected);
        // The first line that a build with -q prints.
        System.out.println(
                "Generating the classes from " + Path.of(arguments[0]).getFileName() + ".");
    }

    private static List<Path> examples(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith("-response.json")
                            || file.toString().endsWith("-stream.sse"))
                    .sorted()
                    .toList();
        }
    }
}
