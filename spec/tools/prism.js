// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Writes dist/prism.json, a form of the document that Prism can validate with.
// With openapi.yaml itself, Prism 5 silently validates nothing: it turns
// recursive schemas into invalid ones, and a schema that does not compile allows
// everything. It does not read example files or know the events of a stream.

import {writeFileSync} from 'node:fs';
import {bodies, dist, inlineExamples, load, schemaName} from './document.js';

const document = load();
const schemas = document.components.schemas;
// Recursion depth, deeper than in any example.
const DEPTH = 2;

/** Returns the schema with all references resolved; recursion ends in a schema that allows everything. */
function resolve(schema, inside = []) {
  if (Array.isArray(schema)) {
    return schema.map((part) => resolve(part, inside));
  }
  if (schema === null || typeof schema !== 'object') {
    return schema;
  }
  if (schema.$ref) {
    const name = schemaName(schema);
    return inside.filter((outer) => outer === name).length < DEPTH ? resolve(schemas[name], [...inside, name]) : {};
  }
  return Object.fromEntries(Object.entries(schema)
      .filter(([key]) => !/^(x-|example|description|discriminator)/.test(key))
      .map(([key, part]) => [
        key,
        key === 'properties'
          ? Object.fromEntries(Object.entries(part).map(([name, member]) => [name, resolve(member, inside)]))
          : resolve(part, inside),
      ]));
}

inlineExamples(document);
for (const {content} of bodies(document)) {
  for (const [type, body] of Object.entries(content)) {
    body.schema = type === 'text/event-stream' ? {type: 'string'} : resolve(body.schema);
  }
}
delete document.components.schemas;
writeFileSync(dist('prism.json'), JSON.stringify(document, null, 1));
