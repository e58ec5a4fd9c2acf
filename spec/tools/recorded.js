// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// recorded.js FOLDER: checks that recorded responses are valid against their
// schemas: whole bodies, errors and events. FOLDER has an index.json as that of
// ../shared/corpus. A response that is no JSON has no schema.

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import {load} from './document.js';

const SCHEMAS = {
  chat: {body: 'ChatCompletion', event: 'ChatCompletionChunk'},
  messages: {body: 'Message', event: 'MessageStreamEvent'},
};

const ajv = new Ajv({strict: false, validateFormats: false, allErrors: true});
ajv.addSchema({$id: 'document', ...load()});
const validator = (schema) => ajv.getSchema(`document#/components/schemas/${schema}`);

function json(text) {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

/** Returns the JSON documents of a response with the names of their schemas. */
function documents({dir, endpoint, status, response}, folder) {
  const text = readFileSync(join(folder, dir, response), 'utf8');
  if (response.endsWith('.sse')) {
    return text.split(/\r\n|\r|\n/).filter((line) => line.startsWith('data:'))
        .flatMap((line) => json(line.slice(5))).map((event) => [SCHEMAS[endpoint].event, event]);
  }
  return json(text).map((body) => [status < 300 ? SCHEMAS[endpoint].body : 'ErrorResponse', body]);
}

const folder = process.argv[2];
const counts = {};
let invalid = 0;
for (const exchange of JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'))) {
  for (const [schema, document] of documents(exchange, folder)) {
    const valid = validator(schema);
    counts[schema] = (counts[schema] ?? 0) + 1;
    if (!valid(document)) {
      invalid++;
      console.error(`${exchange.dir} is no ${schema}: ${ajv.errorsText(valid.errors.slice(0, 3))}`);
    }
  }
}
console.log('recorded:', counts, `${invalid} invalid`);
process.exitCode = invalid > 0 || Object.keys(counts).length < 5 ? 1 : 0;
