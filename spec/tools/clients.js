// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// clients.js CLASSPATH: checks that the npm clients of both dialects, which
// others wrote, understand the responses of the test kit in this class path.

import './chat-client.js';
import './messages-client.js';
