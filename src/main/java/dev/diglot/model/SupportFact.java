// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.model;

/**
 * What one provider's document says of one member.
 *
 * @param isTag whether the member tells the kind of its object, so that all of this is said of the object
 * @param status supported, ignored or unsupported
 * @param isRequired whether a request without it is refused
 * @param type the JSON kinds in the document's words; empty if it does not say
 * @param least the least number, infinite if unbounded
 * @param most the greatest number, infinite if unbounded
 * @param mostItems the greatest count of items, infinite if unbounded
 */
record SupportFact(
        boolean isTag, String status, boolean isRequired, String type, double least, double most, double mostItems) {}
