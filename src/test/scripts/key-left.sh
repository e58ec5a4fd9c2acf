#!/usr/bin/env bash
# key-left.sh PATH...   fails if a file there, or in a jar there, contains eight consecutive characters of
# DIGLOT_TEST_KEY or of its base64, at any of the three alignments. Prints the names of the files, not the key. The
# second key of the tests is the first with its halves swapped, so the key written twice contains both.
set -euo pipefail
key=${DIGLOT_TEST_KEY:?}
[ ${#key} -ge 32 ] || { echo 'key-left: DIGLOT_TEST_KEY has fewer than 32 characters' >&2; exit 1; }

eights() {
  local at
  for ((at = 0; at + 8 <= ${#1}; at++)); do printf '%s\n' "${1:at:8}"; done
}

patterns() {
  local before
  eights "$key$key"
  for before in '' . ..; do eights "$(printf '%s' "$before$key$key" | base64 -w 0)"; done
}

jars=$(mktemp -d)
trap 'rm -rf "$jars"' EXIT
find "$@" -name '*.jar' | while read -r jar; do unzip -q "$jar" -d "$jars/${jar//\//+}"; done

status=0
grep --recursive --text --fixed-strings --files-with-matches --file=<(patterns) -- "$@" "$jars" || status=$?
case $status in
  0) echo 'key-left: these files contain the test key, or a part of it' >&2; exit 1 ;;
  1) printf 'key-left: not in the %d files of: %s\n' "$(find "$@" "$jars" -type f | wc -l)" "$*" ;;
  *) exit "$status" ;;
esac
