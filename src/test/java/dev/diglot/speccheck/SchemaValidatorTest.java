// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.speccheck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diglot.testing.Examples;
import dev.diglot.testing.Trees;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A broken example is detected, in requests, responses and events of a stream. */
class SchemaValidatorTest {
    private final SpecDocument spec = SpecDocument.load();
    private final SchemaValidator validator = new SchemaValidator(spec.at());

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ChatCompletionRequest | {'messages':[{'role':'user','content':'Hi'}]}                      | required property 'model'
            ChatCompletionRequest | {'model':'m','messages':[]}                                        | at least 1 items
            ChatCompletionRequest | {'model':'m','messages':[{'role':'user','content':'Hi'}],'n':'2'}  | string found, integer expected
            ChatCompletionRequest | {'model':'m','messages':[{'role':'user','content':'Hi'}],'n':129}  | maximum value of 128
            ChatCompletionRequest | {'model':'m','messages':[{'role':'user'}]}                         | required property 'content'
            ChatCompletionRequest | {'model':'m','messages':[{'role':'robot','content':'Hi'}]}         | must be the constant value
            ChatCompletion        | {'choices':{}}                                                     | object found, array expected
            ChatCompletionChunk   | {'choices':[{'delta':{'content':7}}]}                              | integer found
            Message               | {'content':[{'type':'text','text':1}]}                             | integer found, string expected
            MessageStreamEvent    | {'type':'content_block_delta','delta':{'type':'text_delta','text':1}} | integer found, string expected
            MessageStreamEvent    | {'delta':{'type':'text_delta','text':'a'}}                         | required property 'type'
            ErrorResponse         | {'error':'no'}                                                     | string found, object expected
            """)
    void brokenValueIsNamed(String schema, String json, String error) {
        JsonNode value = Trees.read(json.replace('\'', '"'));

        assertThat(validator.errors(schema, value)).anyMatch(said -> said.contains(error));
    }

    @Test
    void anyExampleWithoutARequiredMemberIsWrong() {
        List<String> unnoticed = new ArrayList<>();
        int removed = 0;
        for (Examples.Document document : Examples.documents()) {
            for (String member : spec.schema(document.schema()).at("required").texts()) {
                ObjectNode value = (ObjectNode) Trees.read(document.json());
                value.remove(member);
                removed++;
                if (validator.errors(document.schema(), value).isEmpty()) {
                    unnoticed.add(document.name() + " without " + member);
                }
            }
        }

        assertThat(unnoticed).isEmpty();
        assertThat(removed).isPositive();
    }
}
