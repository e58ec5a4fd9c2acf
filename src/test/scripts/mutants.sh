#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Diglot authors
# SPDX-License-Identifier: Apache-2.0
# Does the build notice? Deletes each template in turn, then breaks 20 generated readers and writers in turn, in a
# scratch copy. Each time generation, compilation or a test must fail. Usage: src/test/scripts/mutants.sh [templates|generated]
set -u
top=$(cd "$(dirname "$0")/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tests='AnyKindTest,ExamplesTest,BridgeTest,ChecksTest,GeneratedTest'
survived=0
tried=0

copy() {
    rm -rf "$work/p"
    mkdir -p "$work/p"
    (cd "$top" && git ls-files -z --cached --others --exclude-standard | tar -cf - --null -T -) | tar -xf - -C "$work/p"
    cd "$work/p" || exit 1
}

# verdict NAME STAGE: the last command's failure is what we want
verdict() {
    tried=$((tried + 1))
    if [ "$2" = 0 ]; then
        survived=$((survived + 1))
        printf 'SURVIVED  %s\n' "$1"
    else
        printf 'noticed   %s (%s)\n' "$1" "$3"
    fi
}

templates() {
    copy
    mvn -q -o test-compile >"$work/log" 2>&1 || { tail -20 "$work/log"; echo 'the build is red before any change'; exit 1; }
    for template in $(find generator-templates -name "*.mustache" | sort); do
        mv "$template" "$work/held"
        if ! mvn -q -o test-compile >"$work/log" 2>&1; then
            verdict "${template#*/} deleted" 1 "$(grep -q openapi-generator-maven-plugin "$work/log" && echo generation || echo compilation)"
        else
            mvn -q -o surefire:test >"$work/log" 2>&1
            verdict "${template#*/} deleted" $? tests
        fi
        mv "$work/held" "$template"
    done
}

# file, what to find, what to put there
mutants() {
    cat <<'LIST'
ChatCompletion|case "choices" ->|case "choice" ->
ChatCompletion|out.member("usage", usage);|
ChatChoice|case "finish_reason" -> finishReason = FinishReason.read(in);|case "finish_reason" -> in.recordUnknown();
ChatDelta|out.member("content", content);|out.member("content", refusal);
ChatCompletionChunk|case "usage" -> usage = ChatUsage.read(in);|case "usage" -> usage = null;
PromptTokensDetails|case "cached_token" ->|case "cached_token_" ->
ChatUsage|out.end(additional);|out.end(null);
ChatToolCall|case "id" -> id = in.string();|case "id" -> in.string();
ChatMessage|case "tool" -> ChatToolMessage.members(in);|case "tool" -> ChatUserMessage.members(in);
ChatContent|return new StringValue(in.text());|return new StringValue("");
ChatContent|return list == null ? new Unknown(new ReadValue(in.takePending())) : new ListValue(list);|return list == null ? null : new ListValue(list);
ContentBlock|default -> new Unknown(in);|default -> null;
ContentBlock|in.tag("type",|in.tag("kind",
ToolUseBlock|case "input" -> input = in.object();|case "input" -> in.recordUnknown();
TextBlock|out.member("citations", citations);|
MessageDelta|case "stop_reason" -> stopReason = StopReason.read(in);|case "stop_reason" -> stopReason = StopReason.of(String.valueOf(in.string()));
MessageStreamEvent|case "message_delta" -> MessageDeltaEvent.members(in);|
StopReason|case "max_tokens" -> MAX_TOKENS;|case "max_tokens" -> END_TURN;
MessageRequest|additional = in.updateAdditional(additional, member);|
MessageRequest|Check.range("temperature", temperature, 0, 2);|
LIST
}

generated() {
    copy
    mvn -q -o generate-sources >"$work/log" 2>&1 || { tail -20 "$work/log"; exit 1; }
    run="mvn -q -o -Dcodegen.skip=true -Dtest=${tests//,/*,}* -Dsurefire.failIfNoSpecifiedTests=false test"
    $run >"$work/log" 2>&1 || { tail -20 "$work/log"; echo 'the tests are red before any change'; exit 1; }
    while IFS='|' read -r class find put; do
        file=target/generated-sources/openapi/src/main/java/dev/diglot/model/$class.java
        cp "$file" "$work/held"
        FIND=$find PUT=$put perl -0pi -e 's/\Q$ENV{FIND}\E/$ENV{PUT}/' "$file"
        if cmp -s "$file" "$work/held"; then
            verdict "$class: '$find' is not there to break" 0 ''
        else
            $run </dev/null >"$work/log" 2>&1 # the list is on stdin
            verdict "$class: $find" $? "$(grep -qE 'COMPILATION' "$work/log" && echo compilation || echo tests)"
        fi
        cp "$work/held" "$file"
    done < <(mutants)
}

case ${1:-all} in
    templates) templates ;;
    generated) generated ;;
    *) templates; generated ;;
esac
printf '%s tried, %s survived\n' "$tried" "$survived"
[ "$survived" = 0 ]
