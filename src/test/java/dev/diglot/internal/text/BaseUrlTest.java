// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
                    https://tokenhub-intl.tencentcloudmaas.com, https://tokenhub-intl.tencentcloudmaas.com/v1
                    https://tokenhub-intl.tencentcloudmaas.com/, https://tokenhub-intl.tencentcloudmaas.com/v1
                    https://tokenhub-intl.tencentcloudmaas.com/v1, https://tokenhub-intl.tencentcloudmaas.com/v1
                    https://tokenhub-intl.tencentcloudmaas.com/v1/, https://tokenhub-intl.tencentcloudmaas.com/v1
                    https://tokenhub-intl.tencentcloudmaas.com/v1//, https://tokenhub-intl.tencentcloudmaas.com/v1
                    https://tokenhub-intl.tencentcloudmaas.com/v1/chat/completions, https://tokenhub-intl.tencentcloudmaas.com/v1
                    https://tokenhub-intl.tencentcloudmaas.com/v1/chat/completions/, https://tokenhub-intl.tencentcloudmaas.com/v1
                    https://tokenhub-intl.tencentcloudmaas.com/v1/messages, https://tokenhub-intl.tencentcloudmaas.com/v1
                    https://a.example/messages, https://a.example/v1
                    https://a.example/chat/completions, https://a.example/v1
                    https://api.hpc-ai.com/inference/v1, https://api.hpc-ai.com/inference/v1
                    https://api.hpc-ai.com/inference, https://api.hpc-ai.com/inference/v1
                    https://api.hpc-ai.com/inference/v1/chat/completions, https://api.hpc-ai.com/inference/v1
                    https://a.example/anthropic, https://a.example/anthropic/v1
                    https://a.example/anthropic/v1/messages, https://a.example/anthropic/v1
                    https://a.example/api/v3, https://a.example/api/v3
                    https://a.example/api/v3/chat/completions, https://a.example/api/v3
                    https://a.example/api/paas/v4/, https://a.example/api/paas/v4
                    https://a.example/v4, https://a.example/v4
                    https://a.example/v4/messages, https://a.example/v4
                    https://a.example/anthropic/, https://a.example/anthropic/v1
                    https://a.example/anthropic/messages, https://a.example/anthropic/v1
                    https://a.example/v12, https://a.example/v12
                    https://a.example/v1beta, https://a.example/v1beta/v1
                    https://a.example/dev2, https://a.example/dev2/v1
                    https://a.example/v, https://a.example/v/v1
                    https://a.example/2, https://a.example/2/v1
                    https://a.example/a%20b, https://a.example/a%20b/v1
                    HTTPS://A.example/V1, https://A.example/V1
                    https://a.example/V1/Messages, https://a.example/V1/Messages/v1
                    https://a.example:8443, https://a.example:8443/v1
                    http://localhost:11434, http://localhost:11434/v1
                    http://127.0.0.1:8080/v1, http://127.0.0.1:8080/v1
                    http://[::1]:8080, http://[::1]:8080/v1
                    https://[2001:db8::1]/x, https://[2001:db8::1]/x/v1
                    https://[2001:db8::1]/api/v3/chat/completions, https://[2001:db8::1]/api/v3
                    """)
    void formsThatPeoplePaste(String pasted, String base) {
        BaseUrl url = BaseUrl.parse("baseUrl", pasted);

        assertThat(url).hasToString(base);
        assertThat(url.resolve("/v1/chat/completions")).hasToString(base + "/chat/completions");
        assertThat(url.resolve("/v1/messages")).hasToString(base + "/messages");
    }

    @Test
    void blanksAroundAreTakenOff() {
        assertThat(BaseUrl.parse("baseUrl", " \t https://a.example/v1 \n")).hasToString("https://a.example/v1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a.example/v1                 | baseUrl "a.example/v1" must begin with https:// or http://, as in https:
                    //a.example/v1               | must begin with https:// or http://
                    localhost:8080               | baseUrl "localhost:8080" must begin with https:// or http://
                    https:a.example              | must begin with https:// or http://
                    ://a.example                 | baseUrl "://a.example" is not a valid address: Expected scheme name
                    ftp://a.example              | baseUrl "ftp://a.example" must begin with https:// or http://
                    "https://a.example"          | is not a valid address: Illegal character in scheme name at character 1
                    https://                     | baseUrl "https://" is not a valid address: Expected authority
                    https:///v1                  | has no valid host
                    https://my_host/v1           | has no valid host
                    https://a.example:0          | a port is 1 to 65535
                    https://a.example:70000      | a port is 1 to 65535
                    https://a.example/a b        | baseUrl "https://a.example/a b" is not a valid address: Illegal character in path at character 20
                    https://a.example\\v1        | is not a valid address
                    https://a.example/v1?key=XYZ | baseUrl "https://a.example/v1..." has a query
                    https://a.example/v1/messages?beta=true | "https://a.example/v1/messages..." has a query
                    https://2001:db8::1/v1       | has no valid host
                    https://a .example/v1        | is not a valid address: Illegal character in authority
                    https://a.example/v1#frag    | baseUrl "https://a.example/v1..." has a query or a fragment
                    https://me:XYZ@a.example/v1  | baseUrl "https://***@a.example/v1" contains a user or password
                    https://XYZ@a.example/v1     | baseUrl "https://***@a.example/v1" contains a user or password
                    https://me:XYZ@my_host/v1    | contains a user or password
                    https://me:XY Z@a.example    | baseUrl "https://***@a.example" is not a valid address
                    https://me:XY/Z@a.example    | baseUrl "https://***@a.example"
                    me:XYZ@a.example             | baseUrl "***@a.example" must begin
                    https://a.example/v1?user=me@b.example&key=XYZ | baseUrl "https://***..." has a query
                    https://me:XY?Z@a.example    | baseUrl "https://***..."
                    https://me:XY#Z@a.example    | baseUrl "https://***..."
                    https://XYZ_1//a.example     | baseUrl "https://***//a.example" has no valid host
                    XYZ//https://a.example       | baseUrl "***//https://a.example" must begin
                    XYZ https://a.example/v1     | baseUrl "***//a.example/v1" is not a valid address
                    XYZ1234567890abcdefghijk     | baseUrl "***" must begin
                    //u:XYZ@a.example//@         | must begin
                    """)
    void otherFormsAreRefusedWithAdvice(String pasted, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BaseUrl.parse("baseUrl", pasted))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("XY"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\n"})
    void emptyIsRefused(String pasted) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BaseUrl.parse("chatBaseUrl", pasted))
                .withMessage("chatBaseUrl \"\" must begin with https:// or http://, as in https://api.example.com/v1");
    }

    @Test
    void pathOfManySlashesIsKept() {
        assertThat(BaseUrl.parse("baseUrl", "https://a.example/" + "/".repeat(800_000) + "x")
                        .url())
                .endsWith("//x/v1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a.example",
                "http://localhost",
                "http://LOCALHOST:1",
                "http://a.localhost",
                "http://127.0.0.1",
                "http://127.8.9.10",
                "http://[::1]",
                "http://[0:0:0:0:0:0:0:1]"
            })
    void addressesWhereAKeyIsSafe(String pasted) {
        assertThat(BaseUrl.parse("baseUrl", pasted).isInsecure()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a.example",
                "http://127.0.0.1.a.example",
                "http://localhost.a.example",
                "http://10.0.0.1",
                "http://0.0.0.0",
                "http://[2001:db8::1]",
                "http://127x"
            })
    void addressesWhereAKeyCanBeRead(String pasted) {
        assertThat(BaseUrl.parse("baseUrl", pasted).isInsecure()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    https://a.example, https://a.example, true
                    https://a.example, https://A.EXAMPLE/other/v2, true
                    https://a.example, HTTPS://a.example:443, true
                    http://a.example, http://a.example:80/v1, true
                    https://[2001:db8::A], https://[2001:DB8::a]:443, true
                    https://a.example, http://a.example, false
                    https://a.example:443, http://a.example:443, false
                    https://a.example, https://a.example:8443, false
                    https://a.example, https://b.example, false
                    https://a.example, https://a.example.org, false
                    """)
    void aServerIsASchemeAHostAndAPort(String first, String second, boolean isSame) {
        BaseUrl one = BaseUrl.parse("baseUrl", first);
        BaseUrl two = BaseUrl.parse("baseUrl", second);

        assertThat(one.isSameServer(two)).isEqualTo(isSame);
        assertThat(two.isSameServer(one)).isEqualTo(isSame);
    }
}
