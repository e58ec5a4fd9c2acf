# SPDX-FileCopyrightText: 2026 The Diglot authors
# SPDX-License-Identifier: Apache-2.0

"""The lines of the guide to the spec, and a call of the other dialect."""

# SNIPPET

settings = Configuration(host=os.environ["DIGLOT_BASE_URL"], api_key={"x-api-key": key})
with ApiClient(settings) as client:
    hello = MessageParam(role="user", content="Hi")
    request = MessageRequest(model="minimax-m2.7", max_tokens=1000, messages=[hello])
    message = MessagesApi(client).create_message(request, anthropic_version="2023-06-01")
    print(message.content[0].actual_instance.text)
