#!/usr/bin/env bash
# clients.sh BASE_URL: runs the samples of the spec in curl, Python and TypeScript, which `npm test` in spec/ writes.
# Generates the Python and the Go client from the spec; each reads and writes every example. The snippets of the guide
# to the spec and a call in the other dialect are sent too. The endpoint must be Prism's mock. Missing tools are installed as Debian
# packages.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
export DIGLOT_BASE_URL=$1 DIGLOT_API_KEY=key-of-clients

generate() {
  rm -rf "$2"
  mvn -B -q org.openapitools:openapi-generator-maven-plugin:generate \
    -Dopenapi.generator.maven.plugin.inputSpec=spec/openapi.yaml \
    -Dopenapi.generator.maven.plugin.generatorName="$1" \
    -Dopenapi.generator.maven.plugin.configurationFile="spec/$1.yaml" \
    -Dopenapi.generator.maven.plugin.output="$2" > target/generate.log 2>&1 || { cat target/generate.log; return 1; }
}

install() { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" > /dev/null; }

# Prints the calls in this language, with the snippet of the guide inserted.
calls() { sed -e '/SNIPPET$/{r /dev/stdin' -e 'd;}' "src/test/clients/calls.$1" < <(snippet "$1"); }
snippet() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{/^\`\`\`/d;p}" src/site/markdown/spec.md; }

# Checks that the output is the first example of each dialect, as Prism's mock returns it.
expect_examples() {
  diff - <(printf '%s\n' 'Hello! I am a small model that answers short questions. 😊' 'I will look.')
  printf 'the %s of the guide calls, and the other dialect too\n' "$1"
}

# Runs a sample of the spec, which prints what Prism's mock returns for its operation, and not the key.
sample() {
  local operation=$1 printed
  shift
  printed=$("$@" 2>&1) || { printf '%s: %s\n' "$*" "$printed"; return 1; }
  if ! grep -qF -- "$(returned "$operation")" <<< "$printed" || grep -qF "$DIGLOT_API_KEY" <<< "$printed"; then
    printf '%s printed %s\n' "$*" "$printed"
    return 1
  fi
}

# Prints a part of what the mock returns: the first example of the operation.
returned() {
  case $1 in
    createChatCompletion) echo 'Hello! I am a small model that answers short questions. 😊' ;;
    createMessage) echo 'I will look.' ;;
    countMessageTokens) echo 389 ;;
    listModels) echo kimi-k2.5 ;;
    *) echo "add what the mock returns for $1 to clients.sh" ;;
  esac
}

# Runs a script in which curl fails if the response is an error.
with_curl() { (curl() { command curl -sS --fail-with-body "$@"; } && . "$1"); }

mkdir -p target

count=0
for script in spec/dist/samples/*.sh; do
  operation=$(basename "$script" .sh)
  sample "$operation" with_curl "$script"
  sample "$operation" python3 "${script%.sh}.py"
  sample "$operation" node "${script%.sh}.mjs"
  count=$((count + 3))
done
printf 'the endpoint accepts %s samples in curl, Python and TypeScript\n' "$count"

# The generated client requires Pydantic 2, which Debian has from 13 on.
pydantic2='import dateutil, pydantic, urllib3; assert pydantic.VERSION >= "2", "Pydantic 2 is needed"'
python=python3
"$python" -c "$pydantic2" 2> /dev/null || {
  install python3-dateutil python3-pydantic python3-urllib3
  python=/usr/bin/python3
  "$python" -c "$pydantic2"
}
generate python target/python
export PYTHONPATH=target/python
"$python" src/test/clients/examples.py
calls py > target/python/calls.py
"$python" target/python/calls.py | expect_examples Python

# The generated client requires only Go and its standard library. Without modules, the folder is the package name.
command -v go > /dev/null || install golang-go
generate go target/go/src/diglot
export GO111MODULE=off GOPATH=$PWD/target/go
go run src/test/clients/examples.go
calls go > target/go/calls.go
go run target/go/calls.go | expect_examples Go
