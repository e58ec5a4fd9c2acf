// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Writes dist/openapi.d.ts, the TypeScript types of the document. With "check"
// also writes programs for tsc: one that declares each example with its type and,
// in the repository, the snippets of the guide to the spec.

import {readdirSync, writeFileSync} from 'node:fs';
import openapiTS, {astToString} from 'openapi-typescript';
import ts from 'typescript';
import {dist, examples, file, inRepository, load, payloads, read} from './document.js';

const f = ts.factory;

/** Returns a type of any text for which editors complete the known values: string & {} is not merged with them. */
function openEnum({anyOf}) {
  const values = anyOf?.find((part) => part.enum)?.enum;
  if (!values || !anyOf.some((part) => part.type === 'string' && !part.enum)) {
    return undefined;
  }
  const text = f.createKeywordTypeNode(ts.SyntaxKind.StringKeyword);
  return f.createUnionTypeNode([
    ...values.map((value) => f.createLiteralTypeNode(f.createStringLiteral(value))),
    f.createParenthesizedType(f.createIntersectionTypeNode([text, f.createTypeLiteralNode([])])),
  ]);
}

function exampleProgram() {
  const lines = [
    'import type {components} from "./openapi.js";',
    'type Schemas = components["schemas"];',
    'export const asked: Schemas["ChatCompletionRequest"][] = [',
    '  // @ts-expect-error a number is not a text',
    '  {model: 5, messages: []},',
    '  // @ts-expect-error messages are required',
    '  {model: "glm-5"},',
    '  // @ts-expect-error no such member',
    '  {model: "glm-5", messages: [], top_q: 1},',
    '  // @ts-expect-error no such role',
    '  {model: "glm-5", messages: [{role: "nobody", content: "Hi"}]},',
    '];',
    '',
  ];
  const named = examples(load());
  const files = readdirSync(file('examples/')).filter((name) => !name.endsWith('.md'));
  const unreferenced = files.filter((name) => !named.has(`examples/${name}`));
  if (unreferenced.length > 0) {
    throw new Error(`the document does not refer to ${unreferenced.join(', ')}`);
  }
  let documents = 0;
  for (const [name, schema] of named) {
    for (const payload of payloads(name)) {
      documents++;
      lines.push(`// ${name}`, `export const e${documents}: Schemas["${schema}"] = ${payload.trim()};`, '');
    }
  }
  console.log(`types: ${named.size} example files, ${documents} documents for tsc`);
  return lines.join('\n');
}

/** Returns the TypeScript of the guide, which must compile too. */
function snippets() {
  const found = [...read('../src/site/markdown/spec.md').matchAll(/```ts\n([^]*?)```/g)].map((match) => match[1]);
  if (found.length === 0) {
    throw new Error('src/site/markdown/spec.md contains no TypeScript');
  }
  return found.join('\n').replace('"diglot-openapi"', '"./openapi.js"');
}

const nodes = await openapiTS(file('openapi.yaml'), {transform: openEnum, silent: true});
writeFileSync(dist('openapi.d.ts'), astToString(nodes));
if (process.argv[2] === 'check') {
  writeFileSync(dist('examples.ts'), exampleProgram());
  if (inRepository) {
    writeFileSync(dist('guide.ts'), snippets());
  }
}
