// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// The document and its examples, for the other tools.

import {mkdirSync, readFileSync} from 'node:fs';
import {parse} from 'yaml';

const root = new URL('../', import.meta.url);

export const file = (name) => new URL(name, root);
export const read = (name) => readFileSync(file(name), 'utf8');
export const dist = (name) => {
  mkdirSync(file('dist/'), {recursive: true});
  return file(`dist/${name}`);
};
export const load = () => parse(read('openapi.yaml'));
export const schemaName = (schema) => schema.$ref.split('/').pop();

/** The JSON documents of an example: the one of a file, or those of a stream. */
export function payloads(name) {
  const text = read(name);
  return name.endsWith('.json')
    ? [text]
    : text.split('\n').filter((line) => line.startsWith('data: ')).map((line) => line.slice(6))
        .filter((payload) => payload !== '[DONE]');
}

/** Every example of the document once, with the schema of what it holds; beside each stream its folded result. */
export function examples(document) {
  const found = new Map();
  const body = (content) => {
    for (const {schema, examples} of Object.values(content)) {
      for (const {externalValue} of Object.values(examples)) {
        found.set(externalValue, schemaName(schema));
      }
    }
  };
  for (const {post} of Object.values(document.paths)) {
    const answer = post.responses['200'].content;
    body(post.requestBody.content);
    body(answer);
    for (const {externalValue} of Object.values(answer['text/event-stream'].examples)) {
      found.set(externalValue.replace('.sse', '.folded.json'), schemaName(answer['application/json'].schema));
    }
  }
  Object.values(document.components.responses).forEach(({content}) => body(content));
  return found;
}

/** Whatever has a body: requests, answers and errors. */
export function bodies(document) {
  return [
    ...Object.values(document.paths).flatMap(({post}) => [post.requestBody, post.responses['200']]),
    ...Object.values(document.components.responses),
  ];
}

/** Writes the examples into the document, for tools that do not read the files. */
export function inlineExamples(document) {
  for (const {content} of bodies(document)) {
    for (const example of Object.values(content).flatMap(({examples}) => Object.values(examples))) {
      const text = read(example.externalValue);
      example.value = example.externalValue.endsWith('.json') ? JSON.parse(text) : text;
      delete example.externalValue;
    }
  }
}
