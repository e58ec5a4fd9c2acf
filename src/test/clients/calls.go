// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// The lines of the guide to the spec, and a call of the other dialect.
package main

import (
	"context"
	"diglot"
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	chat()
	messages()
}

func chat() {
	// SNIPPET
}

func messages() {
	settings := diglot.NewConfiguration()
	settings.Servers = diglot.ServerConfigurations{{URL: os.Getenv("DIGLOT_BASE_URL")}}
	keys := map[string]diglot.APIKey{"x-api-key": {Key: os.Getenv("DIGLOT_API_KEY")}}
	key := context.WithValue(context.Background(), diglot.ContextAPIKeys, keys)

	var request diglot.MessageRequest
	text := `{"model": "minimax-m2.7", "max_tokens": 1000, "messages": [{"role": "user", "content": "Hi"}]}`
	if err := json.Unmarshal([]byte(text), &request); err != nil {
		panic(err)
	}
	call := diglot.NewAPIClient(settings).MessagesAPI.CreateMessage(key).AnthropicVersion("2023-06-01")
	message, _, err := call.MessageRequest(request).Execute()
	if err != nil {
		panic(err)
	}
	fmt.Println(message.Content[0].TextBlock.Text)
}
