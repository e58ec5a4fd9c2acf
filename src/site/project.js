// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Reads files of the repository, and from pom.xml what the site needs of it.

import {existsSync, readFileSync, statSync} from 'node:fs';

export const root = new URL('../../', import.meta.url);
export const read = (name) => readFileSync(new URL(name, root), 'utf8');
export const exists = (name) => existsSync(new URL(name, root));
export const isFolder = (name) => statSync(new URL(name, root)).isDirectory();

const pom = read('pom.xml');

function element(name) {
  const found = pom.match(new RegExp(`<${name}>(.*)</${name}>`));
  if (!found) {
    throw new Error(`pom.xml has no ${name}`);
  }
  return found[1];
}

export const version = element('version');
/** The address of the repository. */
export const address = element('address.repository');
