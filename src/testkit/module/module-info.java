// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
/** The test kit: what a program that uses Diglot needs in its tests. It uses only Diglot and the JDK. */
module dev.diglot.testkit {
    requires transitive dev.diglot;

    exports dev.diglot.testkit;
}
