// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Writes dist/prism.json, the document in a form that Prism judges by. Given
// openapi.yaml itself, Prism 5 judges nothing and says so nowhere: it ties
// schemas that contain themselves into invalid ones, and takes a schema that
// does not compile for one that allows everything. Nor does it read example
// files, or know what a stream is made of.

import {writeFileSync} from 'node:fs';
import {bodies, dist, inlineExamples, load, schemaName} from './document.js';

const document = load();
const schemas = document.components.schemas;
// A block in a block in a block: deeper than any example.
const DEPTH = 2;

/** The schema without references; where it contains itself, it ends in one that allows all. */
function flat(schema, inside = []) {
  if (Array.isArray(schema)) {
    return schema.map((part) => flat(part, inside));
  }
  if (schema === null || typeof schema !== 'object') {
    return schema;
  }
  if (schema.$ref) {
    const name = schemaName(schema);
    return inside.filter((outer) => outer === name).length < DEPTH ? flat(schemas[name], [...inside, name]) : {};
  }
  return Object.fromEntries(Object.entries(schema)
      .filter(([key]) => !/^(x-|example|description|discriminator)/.test(key))
      .map(([key, part]) => [
        key,
        key === 'properties'
          ? Object.fromEntries(Object.entries(part).map(([name, member]) => [name, flat(member, inside)]))
          : flat(part, inside),
      ]));
}

inlineExamples(document);
for (const {content} of bodies(document)) {
  for (const [type, body] of Object.entries(content)) {
    body.schema = type === 'text/event-stream' ? {type: 'string'} : flat(body.schema);
  }
}
delete document.components.schemas;
writeFileSync(dist('prism.json'), JSON.stringify(document, null, 1));
