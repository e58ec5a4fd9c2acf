// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Spectral function: nothing but a named schema holds members, a closed list
// of values or another schema's parts.

function look(schema, path, found) {
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
  inside(schema, path, found);
}

function inside(schema, path, found) {
  for (const key of ['oneOf', 'anyOf', 'allOf']) {
    (schema[key] ?? []).forEach((part, index) => look(part, [...path, key, index], found));
  }
  for (const key of ['items', 'additionalProperties']) {
    look(schema[key], [...path, key], found);
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    look(property, [...path, 'properties', name], found);
  }
}

export default (schema, {root}, context) => {
  const found = [];
  if (!root) {
    look(schema, [...context.path], found);
  } else if (schema.anyOf === undefined) {
    inside(schema, [...context.path], found);
  }
  return found;
};
