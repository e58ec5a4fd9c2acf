// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.it.spring;

/** How the executable jar runs. */
enum Mode {
    PLAIN,
    /** With the classes that the build has generated. */
    AOT,
    /** Each request on a virtual thread; needs JDK 21. */
    VIRTUAL_THREADS
}
