// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.http;

import dev.diglot.error.ApiException;
import dev.diglot.error.ErrorDecoder;
import java.util.Arrays;

/** Maps a response whose status is not 2xx to its exception. */
final class StatusMapper {
    private StatusMapper() {}

    /**
     * Throws the exception of a status that is not 2xx. The body may be truncated or missing: the status says the most.
     *
     * @param response a response that has ended
     * @throws ApiException if a head was received, its status is not 2xx, and the response was not closed
     */
    static void throwForStatus(Response response) {
        ResponseHead head = response.head();
        if (!response.hasBodyStarted() || head.isSuccessful() || response.isClosed()) {
            return;
        }
        int maxBytes = response.maxBodyBytes();
        byte[] body = Decompressor.decompressAll(head.headers(), response.bufferedBytes(), maxBytes);
        byte[] kept = Arrays.copyOf(body, Math.min(body.length, maxBytes));
        throw ErrorDecoder.decode(head.status(), head.headers(), kept, response.call.key);
    }
}
