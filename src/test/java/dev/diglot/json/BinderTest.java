// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diglot.json.JsonBindingException.Problem;
import dev.diglot.model.ChatCompletion;
import dev.diglot.model.ToolUseBlock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The default binding, and mappers of Jackson 2 and 3 in its place. */
@Tag("bridge")
class BinderTest {
    record Plain(String city, List<Integer> highs) {}

    record WithOptional(Optional<String> city) {}

    record WithTime(LocalDate date) {}

    private static ChatCompletion reply(String json) {
        return ChatCompletion.fromJson("{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":"
                + JsonBinding.write("So:\n" + json) + "}}]}");
    }

    private static ToolUseBlock call(String json) {
        return ToolUseBlock.fromJson("{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"f\",\"input\":" + json + "}");
    }

    @Test
    void defaultBindingNeedsNoModule() {
        assertThat(reply("{\"city\":\"Beijing\"}").as(WithOptional.class))
                .isEqualTo(new WithOptional(Optional.of("Beijing")));
        assertThat(call("{\"date\":\"2026-11-30\"}").input(WithTime.class))
                .isEqualTo(new WithTime(LocalDate.of(2026, 11, 30)));
    }

    @Test
    void defaultBindingFailsOnAMissingMember() {
        JsonBindingException failure = catchThrowableOfType(
                JsonBindingException.class,
                () -> reply("{\"city\":\"Beijing\"}").as(Plain.class));

        assertThat(failure).hasMessage("$.highs must be array, but is missing");
    }

    @Test
    void plainMapperOfJackson2BindsARecord() {
        String json = "{\"city\":\"Beijing\",\"highs\":[5]}";
        ObjectMapper mapper = new ObjectMapper();

        Plain ofReply = reply(json).as(text -> mapper.readValue(text, Plain.class));
        Plain ofCall = call(json).input(text -> mapper.readValue(text, Plain.class));

        assertThat(List.of(ofReply, ofCall)).containsOnly(new Plain("Beijing", List.of(5)));
    }

    @Test
    void plainMapperOfJackson2NamesTheModuleForOptional() {
        ObjectMapper mapper = new ObjectMapper();

        JsonBindingException failure = catchThrowableOfType(
                JsonBindingException.class,
                () -> reply("{\"city\":\"Beijing\"}").as(json -> mapper.readValue(json, WithOptional.class)));

        assertThat(failure).hasMessageContaining("jackson-datatype-jdk8");
        assertThat(failure.problem()).isEqualTo(Problem.MISMATCH);
        assertThat(failure.rawText()).isEqualTo("{\"city\":\"Beijing\"}");
    }

    @Test
    void plainMapperOfJackson2NamesTheModuleForTimes() {
        ObjectMapper mapper = new ObjectMapper();

        JsonBindingException failure = catchThrowableOfType(
                JsonBindingException.class,
                () -> reply("{\"date\":\"2026-11-30\"}").as(json -> mapper.readValue(json, WithTime.class)));

        assertThat(failure).hasMessageContaining("jackson-datatype-jsr310");
    }

    @Test
    void plainMapperOfJackson3BindsOptionalAndTimes() {
        JsonMapper mapper = new JsonMapper();

        WithOptional optional = reply("{\"city\":\"Beijing\"}").as(text -> mapper.readValue(text, WithOptional.class));
        WithTime time = reply("{\"date\":\"2026-11-30\"}").as(text -> mapper.readValue(text, WithTime.class));

        assertThat(optional).isEqualTo(new WithOptional(Optional.of("Beijing")));
        assertThat(time).isEqualTo(new WithTime(LocalDate.of(2026, 11, 30)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "[[]]", "{}"})
    void mismatchOfAMapperIsTheCause(String highs) {
        String json = "{\"city\":\"Beijing\",\"highs\":" + highs + "}";
        ObjectMapper two = new ObjectMapper();
        JsonMapper three = new JsonMapper();

        JsonBindingException ofTwo = catchThrowableOfType(
                JsonBindingException.class, () -> reply(json).as(text -> two.readValue(text, Plain.class)));
        JsonBindingException ofThree = catchThrowableOfType(
                JsonBindingException.class, () -> reply(json).as(text -> three.readValue(text, Plain.class)));

        assertThat(ofTwo).cause().isInstanceOf(com.fasterxml.jackson.databind.exc.MismatchedInputException.class);
        assertThat(ofThree).cause().isInstanceOf(tools.jackson.databind.exc.MismatchedInputException.class);
    }
}
