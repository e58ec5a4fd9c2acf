// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Spectral function: only a named schema has members, a list of values or allOf.

function checkInline(schema, path, found) {
  if (schema === null || typeof schema !== 'object') {
    return;
  }
  const map = schema.additionalProperties !== undefined && schema.properties === undefined;
  if (schema.properties !== undefined || schema.allOf !== undefined || (schema.type === 'object' && !map)) {
    found.push({message: 'an object needs a name of its own in components/schemas', path});
  }
  if (schema.enum !== undefined) {
    found.push({message: 'a list of values needs a name of its own in components/schemas', path});
  }
  checkParts(schema, path, found);
}

function checkParts(schema, path, found) {
  for (const key of ['oneOf', 'anyOf', 'allOf']) {
    (schema[key] ?? []).forEach((part, index) => checkInline(part, [...path, key, index], found));
  }
  for (const key of ['items', 'additionalProperties']) {
    checkInline(schema[key], [...path, key], found);
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    checkInline(property, [...path, 'properties', name], found);
  }
}

export default (schema, {root}, context) => {
  const found = [];
  if (!root) {
    checkInline(schema, [...context.path], found);
  } else if (schema.anyOf === undefined) {
    checkParts(schema, [...context.path], found);
  }
  return found;
};
