// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
package dev.diglot.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.core.json.PackageVersion;
import java.io.OutputStream;
import java.io.Writer;

/**
 * The factory that is used with a jackson-core that is too old: each use throws an exception that says so. A check in a
 * static initializer would say it only once, and later uses would fail with {@code NoClassDefFoundError}; a check in
 * each call would cost time.
 */
final class OldJackson extends JsonFactory {
    private static final long serialVersionUID = 1L;

    /** The first minor version of Jackson 2 that has {@code StreamWriteConstraints}. */
    private static final int MIN_MINOR = 16;

    OldJackson() {}

    /** Returns whether jackson-core on the class path is older than 2.16. */
    static boolean isPresent() {
        Version found = PackageVersion.VERSION;
        return found.getMajorVersion() < 2 || (found.getMajorVersion() == 2 && found.getMinorVersion() < MIN_MINOR);
    }

    @Override
    public JsonParser createParser(byte[] data, int offset, int length) {
        throw tooOld();
    }

    @Override
    public JsonGenerator createGenerator(OutputStream out) {
        throw tooOld();
    }

    @Override
    public JsonGenerator createGenerator(Writer out) {
        throw tooOld();
    }

    private static IllegalStateException tooOld() {
        return new IllegalStateException(
                "Diglot needs jackson-core 2." + MIN_MINOR + " or newer, but " + PackageVersion.VERSION
                        + " is on the class path; another dependency brings it: import"
                        + " com.fasterxml.jackson:jackson-bom, 2.18 or newer, in dependencyManagement");
    }
}
