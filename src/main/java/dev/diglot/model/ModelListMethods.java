// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import java.util.List;

/** The convenience methods of {@link ModelList}. */
final class ModelListMethods {
    private ModelListMethods() {}

    static List<ModelInfo> data(ModelList models) {
        return models.asList(); // a page has a member of this name
    }
}
