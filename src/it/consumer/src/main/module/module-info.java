// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
module consumer {
    requires dev.diglot;
    requires dev.diglot.testkit;
}
