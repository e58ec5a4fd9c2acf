// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Spectral function: the description of a number states its unit, and that of a
// bounded value its bounds.

const UNIT = /\b(tokens?|seconds|bytes|number of|counted from|(no|without a) unit|logarithm)\b/i;

function numeric(schema) {
  return [schema.type].flat().some((type) => type === 'integer' || type === 'number');
}

/** Returns whether the text states the bound, as 2 or 2.0, 1 or one. */
function states(text, bound) {
  const number = String(bound).replace('.', '\\.');
  return new RegExp(`(^|[^\\d.-])${number}(\\.0)?(?![\\d]|\\.\\d)`).test(text) || (bound === 1 && /\bone\b/i.test(text));
}

export default (schema, options, context) => {
  const text = String(schema.description ?? '');
  const path = [...context.path, 'description'];
  const found = [];
  if (numeric(schema) && !UNIT.test(text)) {
    found.push({message: 'its description states no unit (tokens, seconds, counted from, no unit, ...)', path});
  }
  for (const key of ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems']) {
    if (schema[key] !== undefined && !states(text, schema[key])) {
      found.push({message: `its description does not state its ${key}, ${schema[key]}`, path});
    }
  }
  return found;
};
