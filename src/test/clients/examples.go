// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// The generated Go client reads and writes every example, equal by value.
package main

import (
	"diglot"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func model(name string) any {
	chat := strings.HasPrefix(name, "chat-")
	request := strings.HasSuffix(name, "-request.json")
	switch {
	case strings.HasPrefix(name, "models-"):
		return &diglot.ModelList{}
	case request && strings.HasPrefix(name, "count-"):
		return &diglot.TokenCountRequest{}
	case strings.HasPrefix(name, "count-"):
		return &diglot.TokenCount{}
	case request && chat:
		return &diglot.ChatCompletionRequest{}
	case request:
		return &diglot.MessageRequest{}
	case strings.HasSuffix(name, ".sse") && chat:
		return &diglot.ChatCompletionChunk{}
	case strings.HasSuffix(name, ".sse"):
		return &diglot.MessageStreamEvent{}
	case strings.Contains(name, "-error-") && !strings.Contains(name, "folded"):
		return &diglot.ErrorResponse{}
	case chat:
		return &diglot.ChatCompletion{}
	default:
		return &diglot.Message{}
	}
}

func payloads(name, text string) (found []string) {
	if strings.HasSuffix(name, ".json") {
		return []string{text}
	}
	for _, line := range strings.Split(text, "\n") {
		if payload := strings.TrimPrefix(line, "data: "); payload != line && payload != "[DONE]" {
			found = append(found, payload)
		}
	}
	return found
}

func main() {
	files, err := filepath.Glob("spec/examples/*.[js]*")
	must(err)
	count := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(err)
		for _, payload := range payloads(file, string(text)) {
			var before, after any
			value := model(filepath.Base(file))
			must(json.Unmarshal([]byte(payload), value))
			back, err := json.Marshal(value)
			must(err)
			must(json.Unmarshal([]byte(payload), &before))
			must(json.Unmarshal(back, &after))
			if !reflect.DeepEqual(before, after) {
				panic(file + ": " + string(back))
			}
			count++
		}
	}
	if count <= 150 {
		panic(count)
	}
	fmt.Printf("Go reads and writes %d examples\n", count)
}
