#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Diglot authors
# SPDX-License-Identifier: Apache-2.0
# release.sh WORK PROJECT...   rehearses the release of the committed state, without its tests, in the folder WORK:
#   - deploys it to the repository WORK/staged, signed with a throwaway key, and checks what Maven Central requires
#   - builds it again in another folder, time zone and locale, and compares the bytes
#   - checks that the placeholders of pom.xml stop a deployment to Central
#   - builds and runs these projects of src/it with an empty local repository, WORK/empty
# With WORK/settings.xml and -Dmaven.repo.local=WORK/repository, any other program uses the staged release.
set -euo pipefail
top=$(cd "$(dirname "$0")/../../.." && pwd)
mkdir -p "$1"
work=$(cd "$1" && pwd)
shift
version=$(sed -n 's|^    <version>\(.*\)</version>|\1|p' "$top/pom.xml")
staged=$work/staged/dev/diglot/diglot/$version
artifacts='.jar -sources.jar -javadoc.jar -testkit.jar -testkit-sources.jar -testkit-javadoc.jar -openapi.yaml
  -cyclonedx.json .pom'

fail() { echo "release: $*" >&2; exit 1; }

# The jars of sources and Javadoc contain file modes, so both builds use the same umask.
umask 022
export GNUPGHOME=$work/gnupg
MAVEN_GPG_PASSPHRASE=$(head -c 20 /dev/urandom | base64)
export MAVEN_GPG_PASSPHRASE
trap 'gpgconf --kill gpg-agent' EXIT

throwaway_key() {
    mkdir -m 700 "$GNUPGHOME"
    gpg --batch --quiet --pinentry-mode loopback --passphrase-fd 0 --quick-generate-key \
        'Rehearsal <rehearsal@diglot.invalid>' rsa3072 sign 1d <<<"$MAVEN_GPG_PASSPHRASE"
}

# deploy FOLDER REPOSITORY TIMEZONE LC_ALL LANGUAGE-COUNTRY MAVEN-OPTIONS...   builds a clone in this folder
deploy() {
    local folder=$work/$1 repository=$2 zone=$3 locale=$4 language=${5%-*} country=${5#*-}
    shift 5
    git clone -q "$top" "$folder"
    # The variable also reaches the separate JVMs of Javadoc and of the step that inlines the examples.
    (cd "$folder" && TZ=$zone LC_ALL=$locale \
        JAVA_TOOL_OPTIONS="-Duser.timezone=$zone -Duser.language=$language -Duser.country=$country" \
        mvn -q -B -Prelease -Dmaven.test.skip=true -Dmaven.install.skip=true deploy \
        -DaltDeploymentRepository="$repository::file://$work/$repository" "$@")
}

# Checks what https://central.sonatype.org/publish/requirements says, except that the addresses are placeholders.
central_accepts() {
    local artifact
    for artifact in $artifacts; do complete "$staged/diglot-$version$artifact"; done
    files_are_expected
    pom_is_complete "$staged/diglot-$version.pom"
    has 100 '\.java$' -sources.jar
    has 10 '\.java$' -testkit-sources.jar
    has 1 '^index\.html$' -javadoc.jar
    has 1 '^index\.html$' -testkit-javadoc.jar
    same "$staged/diglot-$version.pom" META-INF/maven/dev.diglot/diglot/pom.xml
    same "$staged/diglot-$version-openapi.yaml" META-INF/openapi/diglot.yaml
    same "$staged/diglot-$version-cyclonedx.json" META-INF/sbom/diglot.cdx.json
    sbom_lists_runtime_dependencies
    printf 'release: %d artifacts with POM, signatures and checksums\n' "$(wc -w <<<"$artifacts")"
}

complete() {
    [ -s "$1" ] || fail "$1 is missing or empty"
    gpg --quiet --verify "$1.asc" "$1" 2>"$work/gpg.log" || fail "$1 is not signed: $(cat "$work/gpg.log")"
    [ "$(md5sum <"$1" | cut -d ' ' -f 1)" = "$(cat "$1.md5")" ] || fail "the MD5 of $1 is wrong"
    [ "$(sha1sum <"$1" | cut -d ' ' -f 1)" = "$(cat "$1.sha1")" ] || fail "the SHA-1 of $1 is wrong"
}

files_are_expected() {
    local artifact
    diff <(for artifact in $artifacts; do echo "diglot-$version$artifact"; done | sort) \
        <(published "$staged") || fail "$staged has other files"
    [[ $version != *SNAPSHOT* ]] || fail "$version is a snapshot"
}

published() { (cd "$1" && find . -type f ! -name '*.asc*' ! -name '*.md5' ! -name '*.sha1' -printf '%P\n' | sort); }

pom_is_complete() {
    local element
    for element in modelVersion groupId artifactId version name description url; do
        grep -q "^  <$element>[^<]" "$1" || fail "the POM has no $element of its own"
    done
    for element in license developer connection developerConnection; do
        grep -q "<$element>[^<]\|<$element>\$" "$1" || fail "the POM has no $element"
    done
    ! grep -E 'SNAPSHOT|<scope>test<|[$][{]' "$1" || fail 'the POM has what users cannot resolve'
    ! grep -E '<(parent|build|profiles|properties|dependencyManagement|repositories)>' "$1" ||
        fail 'the POM has what users do not need'
}

# has COUNT PATTERN ARTIFACT   checks that this jar has at least that many entries with such names
has() {
    local found
    found=$(unzip -Z1 "$staged/diglot-$version$3" | grep -c "$2") || fail "$3 has no entry $2"
    [ "$found" -ge "$1" ] || fail "$3 has only $found entries $2"
}

same() { unzip -p "$staged/diglot-$version.jar" "$2" | cmp - "$1" || fail "$2 of the jar is not $1"; }

sbom_lists_runtime_dependencies() {
    local sbom=$staged/diglot-$version-cyclonedx.json
    diff - <(sed -n 's|.*"purl" : "pkg:maven/\([^@]*\)@.*|\1|p' "$sbom" | sort -u) <<'END' ||
com.fasterxml.jackson.core/jackson-annotations
com.fasterxml.jackson.core/jackson-core
com.fasterxml.jackson.core/jackson-databind
dev.diglot/diglot
org.jspecify/jspecify
END
        fail 'the SBOM lists something else'
}

reproducible() {
    diff <(checksums staged) <(checksums second) || fail 'the builds differ'
    printf 'release: %d artifacts, equal in both builds\n' "$(checksums staged | wc -l)"
}

checksums() { (cd "$work/$1/dev/diglot/diglot/$version" && published . | xargs sha256sum); }

placeholders_stop_deployment() {
    local validate='mvn -B -Prelease,central validate'
    cd "$work/one"
    ! $validate -Daddress.mail=a@b.invalid -Daddress.repository=https://b.invalid/c \
        -Daddress.site=https://b.invalid >"$work/central.log" || fail 'Maven would deploy with placeholders'
    for address in mail repository site; do
        grep -q "address.$address is a placeholder" "$work/central.log" ||
            fail "Maven does not stop because of address.$address: $(cat "$work/central.log")"
    done
    $validate -q -Daddress.mail=a@b.example -Daddress.repository=https://b.example/c -Daddress.site=https://b.example
    cd "$top"
}

write_settings() {
    cat >"$work/settings.xml" <<END
<settings>
  <profiles>
    <profile>
      <id>staged</id>
      <repositories>
        <repository>
          <id>staged</id>
          <url>file://$work/staged</url>
          <releases>
            <checksumPolicy>fail</checksumPolicy>
          </releases>
        </repository>
      </repositories>
    </profile>
  </profiles>
  <activeProfiles>
    <activeProfile>staged</activeProfile>
  </activeProfiles>
</settings>
END
}

# Hard links: the copy takes no time and no space.
copy_local_repository() {
    cp -al "${MAVEN_REPOSITORY:-$HOME/.m2/repository}" "$work/repository"
    rm -rf "$work/repository/dev/diglot"
}

# Runs the default goal of a project of src/it, in a clone that was not built, with the staged release and an empty
# repository.
consume() {
    [ -d "$work/clean" ] || git clone -q "$top" "$work/clean"
    mvn -q -B -s "$work/settings.xml" -Dmaven.repo.local="$work/empty" -Dversion.diglot="$version" \
        -f "$work/clean/src/it/$1"
    cmp "$staged/diglot-$version.jar" "$work/empty/dev/diglot/diglot/$version/diglot-$version.jar" ||
        fail "$1 used another jar"
}

main() {
    throwaway_key
    deploy one staged UTC C en-US
    central_accepts
    mkdir -p "$work/quite/another"
    deploy quite/another/folder second Asia/Kathmandu C.UTF-8 tr-TR -Dgpg.skip=true
    reproducible
    placeholders_stop_deployment
    write_settings
    copy_local_repository
    for project in "$@"; do consume "$project"; done
}

main "$@"
