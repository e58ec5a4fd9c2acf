// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Spectral function: a number's sentence says its unit, and whatever has
// bounds says them.

const UNIT = /\b(tokens?|seconds|bytes|number of|counted from|(no|without a) unit|logarithm)\b/i;

function numeric(schema) {
  return [schema.type].flat().some((type) => type === 'integer' || type === 'number');
}

/** A bound as people write it: 2 or 2.0, one or 1. */
function says(text, bound) {
  const number = String(bound).replace('.', '\\.');
  return new RegExp(`(^|[^\\d.-])${number}(\\.0)?(?![\\d]|\\.\\d)`).test(text) || (bound === 1 && /\bone\b/i.test(text));
}

export default (schema, options, context) => {
  const text = String(schema.description ?? '');
  const path = [...context.path, 'description'];
  const found = [];
  if (numeric(schema) && !UNIT.test(text)) {
    found.push({message: 'its description says no unit (tokens, seconds, counted from, no unit, ...)', path});
  }
  for (const key of ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems']) {
    if (schema[key] !== undefined && !says(text, schema[key])) {
      found.push({message: `its description does not say its ${key}, ${schema[key]}`, path});
    }
  }
  return found;
};
