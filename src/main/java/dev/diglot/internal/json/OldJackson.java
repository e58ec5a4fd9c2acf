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
 * Stands in for the factories on a jackson-core that is too old: each use says so. A check in a static initializer would
 * say it once, and {@code NoClassDefFoundError} from then on; here the hot path pays nothing.
 */
final class OldJackson extends JsonFactory {
    private static final long serialVersionUID = 1L;

    /** The first with {@code StreamWriteConstraints}. */
    private static final int MINOR = 16;

    OldJackson() {}

    static boolean isPresent() {
        Version found = PackageVersion.VERSION;
        return found.getMajorVersion() < 2 || (found.getMajorVersion() == 2 && found.getMinorVersion() < MINOR);
    }

    @Override
    public JsonParser createParser(byte[] data, int offset, int length) {
        throw refusal();
    }

    @Override
    public JsonGenerator createGenerator(OutputStream out) {
        throw refusal();
    }

    @Override
    public JsonGenerator createGenerator(Writer out) {
        throw refusal();
    }

    private static IllegalStateException refusal() {
        return new IllegalStateException(
                "Diglot needs jackson-core 2." + MINOR + " or newer, but " + PackageVersion.VERSION
                        + " is on the class path; another dependency brings it: import com.fasterxml.jackson:jackson-bom, 2.18 or"
                        + " newer, in dependencyManagement");
    }
}
