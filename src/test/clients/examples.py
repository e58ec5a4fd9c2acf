# SPDX-FileCopyrightText: 2026 The Diglot authors
# SPDX-License-Identifier: Apache-2.0

"""The generated Python client reads and writes every example, equal by value but for nulls that it adds."""

import json
from pathlib import Path

import diglot


def model(name):
    chat = name.startswith("chat-")
    if name.startswith("models-"):
        return diglot.ModelList
    if name.startswith("count-"):
        return diglot.TokenCountRequest if name.endswith("-request.json") else diglot.TokenCount
    if name.endswith("-request.json"):
        return diglot.ChatCompletionRequest if chat else diglot.MessageRequest
    if name.endswith(".sse"):
        return diglot.ChatCompletionChunk if chat else diglot.MessageStreamEvent
    if "-error-" in name and "folded" not in name:
        return diglot.ErrorResponse
    return diglot.ChatCompletion if chat else diglot.Message


def payloads(file):
    if file.suffix == ".json":
        return [file.read_text()]
    lines = [line[6:] for line in file.read_text().splitlines() if line.startswith("data: ")]
    return [line for line in lines if line != "[DONE]"]


def written(value):
    # to_json() of a union cannot write a list of objects, which only the response with models may be.
    instance = getattr(value, "actual_instance", value)
    return json.dumps([part.to_dict() for part in instance]) if isinstance(instance, list) else value.to_json()


def without_nulls(value):
    if isinstance(value, dict):
        return {name: without_nulls(member) for name, member in value.items() if member is not None}
    return [without_nulls(part) for part in value] if isinstance(value, list) else value


count = 0
for file in sorted(Path("spec/examples").iterdir()):
    for text in payloads(file) if file.suffix in (".json", ".sse") else []:
        back = written(model(file.name).from_json(text))
        assert without_nulls(json.loads(back)) == without_nulls(json.loads(text)), f"{file}: {back}"
        count += 1
assert count > 150, count
print(f"Python reads and writes {count} examples")
