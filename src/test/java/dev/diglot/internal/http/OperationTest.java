// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diglot.model.Dialect;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the parameters of an operation become a path. The expected escapes are those of RFC 3986. */
class OperationTest {
    private static final Operation<Object, Object> OPERATION = Operation.of(
            "any", "GET", "/v1/models/{model}/files", List.of(Dialect.CHAT), new AnyObject(), new AnyObject());

    @ParameterizedTest
    @CsvSource({
        "glm-5, glm-5",
        "meta/llama 3, meta%2Fllama%203",
        "a?b#c, a%3Fb%23c",
        "100%, 100%25",
        "a+b, a%2Bb",
        "模型, %E6%A8%A1%E5%9E%8B"
    })
    void pathParameterStaysOneSegment(String value, String segment) {
        assertThat(OPERATION.withPathParameter("model", value).path()).isEqualTo("/v1/models/" + segment + "/files");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {".", ".."})
    void pathParameterThatLeadsElsewhereIsRefused(String value) {
        assertThatThrownBy(() -> OPERATION.withPathParameter("model", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("model");
    }

    @Test
    void queryParametersAreAppendedInOrder() {
        assertThat(OPERATION
                        .withQueryParameter("limit", 5)
                        .withQueryParameter("deep", true)
                        .withQueryParameter("after", null)
                        .path())
                .endsWith("/files?limit=5&deep=true");
    }

    @Test
    void eachItemOfAListIsAParameter() {
        assertThat(OPERATION.withQueryParameter("id[]", List.of("a&b", "c")).path())
                .endsWith("?id%5B%5D=a%26b&id%5B%5D=c");
    }

    @Test
    void aParameterInAValueIsNotFilledInAgain() {
        Operation<Object, Object> two =
                Operation.of("any", "GET", "/v1/{a}/{b}", List.of(Dialect.CHAT), new AnyObject(), new AnyObject());

        assertThat(two.withPathParameter("a", "{b}").withPathParameter("b", "x").path())
                .isEqualTo("/v1/%7Bb%7D/x");
    }
}
