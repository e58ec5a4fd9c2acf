#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Diglot authors
# SPDX-License-Identifier: Apache-2.0
# Checks that builds are reproducible: builds two clones of the committed state, in different folders, time zones and
# locales, and compares everything that is generated and published. The second locale is Turkish, whose upper-case i is
# not I. Usage: src/test/scripts/reproducible.sh [Maven options of the second build, to test the check]
set -euo pipefail
top=$(cd "$(dirname "$0")/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# build FOLDER TIMEZONE LC_ALL LANGUAGE-COUNTRY MAVEN-OPTIONS...: writes the checksums to FOLDER.sums
build() {
    local folder=$work/$1 zone=$2 locale=$3 language=${4%-*} country=${4#*-}
    shift 4
    git clone -q "$top" "$folder"
    cd "$folder"
    # The variable also reaches the separate JVMs of Javadoc and of the step that inlines the examples.
    TZ=$zone LC_ALL=$locale \
        JAVA_TOOL_OPTIONS="-Duser.timezone=$zone -Duser.language=$language -Duser.country=$country" \
        mvn -q -B -Dmaven.test.skip=true "$@" package
    find target/generated-sources/openapi target/diglot-*.jar target/classes/META-INF/openapi -type f -print0 |
        LC_ALL=C sort -z | xargs -0 sha256sum >"$folder.sums"
}

# The jars of sources and Javadoc contain file modes, so both builds use the same umask.
umask 022
build one UTC C en-US
mkdir -p "$work/quite/another"
build quite/another/folder Asia/Kathmandu C.UTF-8 tr-TR "$@"

diff "$work/one.sums" "$work/quite/another/folder.sums" || { echo 'reproducible: the builds differ' >&2; exit 1; }
grep -v ' target/generated-sources' "$work/one.sums"
printf 'reproducible: %d files, equal in both builds\n' "$(wc -l <"$work/one.sums")"
