// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Checks that the package and the document have the same version, and that the
// lock file names no host.

import {load, read} from './document.js';

const packageVersion = JSON.parse(read('package.json')).version;
const documentVersion = load().info.version;
const resolved = read('package-lock.json').match(/"resolved": .*/);
if (packageVersion !== documentVersion) {
  throw new Error(`version of package.json is ${packageVersion}, info.version of openapi.yaml is ${documentVersion}`);
}
if (resolved) {
  throw new Error(`package-lock.json names a host: ${resolved[0]}; run npm install with the .npmrc of this folder`);
}
