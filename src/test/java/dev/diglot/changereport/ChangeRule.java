// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.changereport;

import static dev.diglot.changereport.ChangeRule.Effect.BREAKS;
import static dev.diglot.changereport.ChangeRule.Effect.FITS;

/**
 * What can change in the spec, and what that does to callers: to those who send the place, and to those who receive it.
 * What is sent and received breaks if either does.
 */
enum ChangeRule {
    OPERATION_ADDED(FITS, FITS, "operation added"),
    OPERATION_REMOVED(BREAKS, BREAKS, "operation removed"),
    OPERATION_RENAMED(BREAKS, BREAKS, "operation renamed, or moved to another group"),
    BODY_ADDED(FITS, FITS, "form of the body added"),
    BODY_REMOVED(BREAKS, BREAKS, "form of the body removed"),
    BODY_REQUIRED(BREAKS, FITS, "body made required"),
    PARAMETER_ADDED(FITS, FITS, "parameter added"),
    PARAMETER_REMOVED(BREAKS, BREAKS, "parameter removed"),
    PARAMETER_REQUIRED(BREAKS, FITS, "parameter made required"),
    SECURITY_ADDED(FITS, FITS, "way to give the key added"),
    SECURITY_REMOVED(BREAKS, BREAKS, "way to give the key removed"),

    SCHEMA_ADDED(FITS, FITS, "schema added"),
    SCHEMA_REMOVED(BREAKS, BREAKS, "schema removed"),
    MEMBER_ADDED(FITS, FITS, "member added"),
    MEMBER_ADDED_REQUIRED(BREAKS, FITS, "required member added"),
    MEMBER_REMOVED(BREAKS, BREAKS, "member removed"),
    MADE_REQUIRED(BREAKS, FITS, "made required"),
    MADE_OPTIONAL(FITS, BREAKS, "made optional"),
    TYPE_CHANGED(BREAKS, BREAKS, "type changed"),
    NULL_ALLOWED(FITS, BREAKS, "null allowed"),
    NULL_REFUSED(BREAKS, FITS, "null no longer allowed"),
    RANGE_NARROWED(BREAKS, FITS, "range narrowed"),
    RANGE_WIDENED(FITS, FITS, "range widened"),
    VALUE_ADDED(FITS, FITS, "known value added"),
    VALUE_REMOVED(BREAKS, BREAKS, "known value removed"),
    UNION_MEMBER_ADDED(BREAKS, BREAKS, "union member added, which an exhaustive switch does not know"),
    UNION_MEMBER_REMOVED(BREAKS, BREAKS, "union member removed"),
    TAG_CHANGED(BREAKS, BREAKS, "tag changed its meaning"),
    TAG_ADDED(FITS, FITS, "tag of a union member added"),
    TAG_REMOVED(BREAKS, BREAKS, "tag of a union member removed"),
    DEPRECATED(FITS, FITS, "deprecated"),
    NO_LONGER_DEPRECATED(FITS, FITS, "no longer deprecated"),
    DEFAULT_CHANGED(FITS, FITS, "default of the endpoint changed"),
    SUPPORT_CHANGED(FITS, FITS, "support by providers changed"),
    JAVA_HINT_CHANGED(FITS, FITS, "hint for the generated Java changed; the jar's part shows its effect"),
    ORDER_CHANGED(FITS, FITS, "order changed"),
    /** Something new of which no rule knows more, where an addition breaks nobody. */
    OTHER_ADDED(FITS, FITS, "added"),
    /** Something that no rule knows; a new keyword of the spec needs one. */
    OTHER_CHANGED(BREAKS, BREAKS, "changed in a way that no rule knows"),

    ERROR_ADDED(BREAKS, BREAKS, "error kind added, which an exhaustive switch does not know"),
    ERROR_REMOVED(BREAKS, BREAKS, "error kind removed"),
    ERROR_MOVED(BREAKS, BREAKS, "error moved to another kind"),
    ERROR_CODE_ADDED(FITS, FITS, "error identified by one more code or status"),
    ERROR_CODE_REMOVED(BREAKS, BREAKS, "error no longer identified by this code or status"),
    ERROR_RETRY_CHANGED(BREAKS, BREAKS, "other say on whether a retry may help"),
    CONSTANT_ADDED(BREAKS, BREAKS, "provider, dialect or key header added, which an exhaustive switch does not know"),
    CONSTANT_REMOVED(BREAKS, BREAKS, "provider, dialect or key header removed"),
    MODEL_ADDED(FITS, FITS, "model added"),
    MODEL_REMOVED(FITS, FITS, "model no longer documented");

    enum Effect {
        FITS,
        BREAKS
    }

    private final Effect sent;
    private final Effect received;
    private final String words;

    ChangeRule(Effect sent, Effect received, String words) {
        this.sent = sent;
        this.received = received;
        this.words = words;
    }

    Change change(String place, SchemaUsage use, String detail) {
        boolean breaking = (use.sent() && sent == BREAKS) || (use.received() && received == BREAKS);
        return new Change(breaking, place, words + (detail.isEmpty() ? "" : ": " + detail));
    }
}
