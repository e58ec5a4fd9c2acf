// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it

import dev.diglot.model.ChatMessage
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.PrintStream
import java.util.jar.JarFile
import org.assertj.core.api.Assertions.assertThat
import org.jetbrains.kotlin.cli.common.ExitCode
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.api.io.TempDir

/** What the compiler guarantees: Unions.kt compiles, and Misuse.kt does not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompilerTest {
    private val unions = sealedUnions()
    private val misuse = File("src/test/misuse/Misuse.kt")
    private val expected = misuse.readLines().mapIndexedNotNull { index, line ->
        Regex(" // error: (.*)").find(line)?.let { index + 1 to it.groupValues[1] }
    }.toMap()

    @Test
    fun whenCoversEverySealedUnionOfTheJar() {
        val covered = Class.forName("dev.diglot.it.UnionsKt").methods.filter { it.name == "variant" }

        assertThat(covered.map { it.parameterTypes.single() }).containsExactlyInAnyOrderElementsOf(unions)
        for (variant in covered) {
            val union = variant.parameterTypes.single()
            for (json in listOf("""{"type": "text", "role": "user"}""", """{"type": "new", "role": "new"}""")) {
                val value = union.getMethod("fromJson", String::class.java)(null, json)
                val type = union.permittedSubclasses.single { it.isInstance(value) }
                assertThat(variant(null, value)).isEqualTo(type.simpleName)
            }
        }
    }

    @Test
    fun exactlyTheMisusesDoNotCompile(@TempDir output: File) {
        val (code, errors) = compile(misuse, output)

        assertThat(code).isEqualTo(ExitCode.COMPILATION_ERROR)
        assertThat(errors.keys).isEqualTo(expected.keys)
        expected.forEach { (line, message) -> assertThat(errors[line]).describedAs("line $line").contains(message) }
    }

    @AfterAll
    fun printCounts() {
        val variants = unions.sumOf { it.permittedSubclasses.size }
        println("=== kotlin: ${unions.size} sealed unions, $variants variants, ${expected.size} misuses do not compile")
    }

    private fun sealedUnions(): List<Class<*>> {
        val jar = File(ChatMessage::class.java.protectionDomain.codeSource.location.toURI())
        val names = JarFile(jar).use { file -> file.stream().map { it.name }.toList() }
        return names.filter { it.matches(Regex("dev/diglot/model/\\w+\\.class")) }
            .map { Class.forName(it.removeSuffix(".class").replace('/', '.')) }
            .filter { it.isSealed && it.isInterface }
    }

    /** Compiles as Maven does; returns the code and what the compiler reports, by line. */
    private fun compile(source: File, output: File): Pair<ExitCode, Map<Int, String>> {
        val reported = ByteArrayOutputStream()
        val code = K2JVMCompiler().exec(
            PrintStream(reported),
            "-classpath", System.getProperty("java.class.path"), "-no-stdlib", "-no-reflect", "-jvm-target", "17",
            "-progressive", "-Werror", "-Xjspecify-annotations=strict", "-d", output.path, source.path,
        )
        val messages = Regex("Misuse\\.kt:(\\d+):\\d+: (?:error|warning): (.*)").findAll(reported.toString())
        return code to messages.associate { it.groupValues[1].toInt() to it.groupValues[2] }
    }
}
