// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// The package has the version of the document, and the lock file names no host.

import {load, read} from './document.js';

const said = JSON.parse(read('package.json')).version;
const document = load().info.version;
const resolved = read('package-lock.json').match(/"resolved": .*/);
if (said !== document) {
  throw new Error(`package.json says ${said}, info.version of openapi.yaml ${document}`);
}
if (resolved) {
  throw new Error(`package-lock.json names a host: ${resolved[0]}; npm install with this folder's .npmrc does not`);
}
