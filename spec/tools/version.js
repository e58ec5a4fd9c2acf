// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Checks that the package and the document have the same version. In the
// repository, also that the lock file has it and that it names no host.

import {inRepository, load, read} from './document.js';

const packageVersion = JSON.parse(read('package.json')).version;
const documentVersion = load().info.version;
if (packageVersion !== documentVersion) {
  throw new Error(`version of package.json is ${packageVersion}, info.version of openapi.yaml is ${documentVersion}`);
}
if (inRepository) {
  const lock = read('package-lock.json');
  const resolved = lock.match(/"resolved": .*/);
  if (resolved) {
    throw new Error(`package-lock.json names a host: ${resolved[0]}; run npm install with the .npmrc of this folder`);
  }
  if (JSON.parse(lock).version !== packageVersion) {
    throw new Error(`version of package-lock.json is not ${packageVersion}; run npm install`);
  }
}
