// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Reads the document and its examples for the other tools.

import {existsSync, mkdirSync, readFileSync} from 'node:fs';
import {parse} from 'yaml';

const root = new URL('../', import.meta.url);

export const file = (name) => new URL(name, root);
export const read = (name) => readFileSync(file(name), 'utf8');
export const dist = (name) => {
  mkdirSync(file('dist/'), {recursive: true});
  return file(`dist/${name}`);
};
// The package alone, as npm packs it, has no repository around it.
export const inRepository = existsSync(file('../src/main/java/dev/diglot'));
export const load = () => parse(read('openapi.yaml'));
export const schemaName = (schema) => schema.$ref.split('/').pop();

/** Returns the JSON documents of an example: one of a file, or one for each event of a stream. */
export function payloads(name) {
  const text = read(name);
  return name.endsWith('.json')
    ? [text]
    : text.split('\n').filter((line) => line.startsWith('data: ')).map((line) => line.slice(6))
        .filter((payload) => payload !== '[DONE]');
}

/** Returns all operations, with their path and method. */
export function operations(document) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({path, method, ...operation})));
}

/** Maps each example file to the name of its schema; adds the accumulated reply of each stream. */
export function examples(document) {
  const found = new Map();
  const body = (content) => {
    for (const {schema, examples} of Object.values(content)) {
      for (const {externalValue} of Object.values(examples)) {
        found.set(externalValue, schemaName(schema));
      }
    }
  };
  for (const {requestBody, responses} of operations(document)) {
    const response = responses['200'].content;
    body(requestBody?.content ?? {});
    body(response);
    for (const {externalValue} of Object.values(response['text/event-stream']?.examples ?? {})) {
      found.set(externalValue.replace('.sse', '.folded.json'), schemaName(response['application/json'].schema));
    }
  }
  Object.values(document.components.responses).forEach(({content}) => body(content));
  return found;
}

/** Returns all bodies: requests, responses and errors. */
export function bodies(document) {
  return [
    ...operations(document).flatMap(({requestBody, responses}) => [requestBody ?? [], responses['200']].flat()),
    ...Object.values(document.components.responses),
  ];
}

/** Inlines the examples into the document, for tools that do not read the files. */
export function inlineExamples(document) {
  for (const {content} of bodies(document)) {
    for (const example of Object.values(content).flatMap(({examples}) => Object.values(examples))) {
      const text = read(example.externalValue);
      example.value = example.externalValue.endsWith('.json') ? JSON.parse(text) : text;
      delete example.externalValue;
    }
  }
}
