// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

import java.util.List;

/**
 * What one provider's document says about one member of a model.
 *
 * @param isAboutObject whether the member is the type of its object (the discriminator); the status is then about the
 *     object, not about the member
 * @param status supported, ignored or unsupported
 * @param isRequired whether the provider rejects a request without the member
 * @param type the JSON types in the document's words; empty if it does not name any
 * @param values the documented values; empty if the document does not list any
 * @param minimum the lowest number, infinite if unbounded
 * @param maximum the highest number, infinite if unbounded
 * @param maxItems the highest number of items in a list, infinite if unbounded
 */
record SupportFact(
        boolean isAboutObject,
        String status,
        boolean isRequired,
        String type,
        List<String> values,
        double minimum,
        double maximum,
        double maxItems) {}
