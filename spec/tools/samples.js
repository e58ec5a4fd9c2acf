// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Writes the samples of the document to dist/samples, as <operation>.sh, .py and
// .ts. tsc checks the last, and its JavaScript (.mjs) runs on Node.js.

import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import ts from 'typescript';
import {dist, load, operations} from './document.js';

const folder = dist('samples/');
const write = (name, text) => writeFileSync(new URL(name, folder), text);
const javascript = (source) => ts.transpile(source, {target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext});

rmSync(folder, {recursive: true, force: true});
mkdirSync(folder);
// All that the samples need of the types of Node.js.
write('node.d.ts', 'declare const process: {readonly env: Readonly<Record<string, string | undefined>>};\n');
for (const {operationId, 'x-codeSamples': samples} of operations(load())) {
  for (const {lang, source} of samples ?? []) {
    if (lang === 'Shell') {
      write(`${operationId}.sh`, source);
    } else if (lang === 'Python') {
      write(`${operationId}.py`, source);
    } else if (lang === 'TypeScript') {
      // Imports the types that were just written, instead of the installed package.
      write(`${operationId}.ts`, source.replace('"diglot-openapi"', '"../openapi.js"'));
      write(`${operationId}.mjs`, javascript(source));
    }
  }
}
