// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import dev.diglot.json.JsonModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reply of a model in either dialect: what traces, metrics and logs need of it. Immutable and thread-safe. */
public interface ModelReply extends JsonModel {
    /** {@return the id of the reply, or null} */
    @Nullable
    String id();

    /** {@return the model that generated the reply, which may differ from the requested one; or null} */
    @Nullable
    String model();

    /**
     * Returns why the model stopped generating, as the endpoint wrote it.
     *
     * @return the finish reason of each choice, or the stop reason; without those that are missing
     */
    List<String> finishReasons();

    /**
     * Returns the token counts of the request and the reply, counted in the same way in both dialects.
     *
     * @return the counts; all of them null if the endpoint reports none
     */
    TokenCounts tokenCounts();
}
