// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Writes dist/reference.html: the operations with the samples of the document and
// more examples in curl and, in the repository, Java; a section for each schema,
// and what each provider supports. The page is one file that loads nothing.

import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dist, inlineExamples, inRepository, load, operations, read, schemaName} from './document.js';

const document = load();
const schemas = document.components.schemas;
const providers = Object.entries(document['x-providers']);

/** Returns the body of a method of Samples.java, which a test runs. */
function javaCall(name) {
  const java = read('../src/test/java/dev/diglot/example/Samples.java');
  const body = java.match(new RegExp(`// sample: ${name}\n[^\n]*{\n([^]*?)\n    }\n`));
  if (!body) {
    throw new Error(`Samples.java has no sample ${name}`);
  }
  // Removes the indent of the method and halves the rest: the column is narrow.
  return body[1].replace(/^ {8}/gm, '').replace(/^ +/gm, (indent) => ' '.repeat(indent.length / 2));
}

function curlCall(path, dialect, name) {
  const keys = {
    chat: ['Authorization: Bearer $DIGLOT_API_KEY'],
    messages: ['x-api-key: $DIGLOT_API_KEY', 'anthropic-version: 2023-06-01'],
  };
  const headers = [...keys[dialect], 'content-type: application/json'].map((header) => `  -H "${header}"`);
  const body = read(`examples/${name}-request.json`).trim().replaceAll("'", "'\\''");
  return [`curl --no-buffer "$DIGLOT_BASE_URL${path}"`, ...headers, `  -d '${body}'`].join(' \\\n');
}

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows]
      .map((cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`)
      .join('\n');
const code = (text) => `\`${text}\``;
const link = (name) => `[${name}](#tag/${name})`;

/** Returns the type of a value, with links to the schemas that it refers to. */
function kind(schema) {
  if (schema.$ref) {
    return link(schemaName(schema));
  }
  if (schema.oneOf) {
    return schema.oneOf.map(kind).join(' or ');
  }
  if (schema.const !== undefined) {
    return code(schema.const);
  }
  if (schema.type === 'array') {
    return `list of ${kind(schema.items)}`;
  }
  return [schema.type].flat().join(' or ');
}

/** Returns what a provider documents about a member. */
function supportText(documented) {
  const words = {
    status: (status) => status,
    required: (required) => (required ? 'required' : 'optional'),
    minimum: (bound) => `at least ${bound}`,
    maximum: (bound) => `at most ${bound}`,
    maxItems: (bound) => `at most ${bound} items`,
    'x-default': (value) => `default ${value}`,
    values: (values) => `one of ${values.map(code).join(' ')}`,
    type: (type) => type,
    sample: (form) => `in a sample: ${form}`,
    note: (note) => note,
  };
  return Object.entries(documented ?? {}).map(([key, value]) => words[key](value)).join(', ');
}

function page(schema) {
  const parts = [schema.description];
  if (schema.properties) {
    const required = new Set(schema.required);
    parts.push(table(['member', 'kind', 'meaning'], Object.entries(schema.properties).map(([name, member]) =>
      [code(name) + (required.has(name) ? ', required' : ''), kind(member), member.description])));
  } else if (schema.discriminator) {
    parts.push(table([code(schema.discriminator.propertyName), 'schema'],
        Object.entries(schema.discriminator.mapping).map(([value, $ref]) => [code(value), kind({$ref})])));
  } else if (schema['x-enumDescriptions']) {
    parts.push('Any text. Known values:', table(['value', 'meaning'],
        Object.entries(schema['x-enumDescriptions']).map(([value, meaning]) => [code(value), meaning])));
  } else if (schema.oneOf) {
    parts.push(`Either ${kind(schema)}.`);
  }
  return parts.join('\n\n');
}

/** Returns the statuses of an error, or the documented ones of an error that only its code identifies. */
function statuses({statuses, documented}) {
  return (statuses.length > 0 ? statuses : Object.values(documented).map(({status}) => status)).join(', ');
}

function support() {
  const members = Object.entries(schemas).flatMap(([name, {properties}]) => {
    const rows = Object.entries(properties ?? {})
        .filter(([, member]) => member['x-support'])
        .map(([member, {'x-support': documented}]) =>
          [code(member), ...providers.map(([key]) => supportText(documented[key]))]);
    return rows.length === 0 ? [] : [`### ${link(name)}`, table(['member', ...providers.map(([, {name}]) => name)], rows)];
  });
  const models = providers.flatMap(([, {name, models}]) =>
    models.map(({id, dialects}) => [name, code(id), dialects.join(', ')]));
  const errors = Object.values(document.components.responses).map(({description, 'x-error': error}) =>
    [statuses(error), error.codes.map(code).join(', '), error.retryable ? 'yes' : 'no', description]);
  return [
    'What the providers document. A cell is empty if the provider documents nothing.',
    '## Members',
    ...members,
    '## Models',
    table(['provider', 'model', 'dialects'], models),
    '## Errors',
    table(['status', 'code or type', 'retryable', 'meaning'], errors),
  ].join('\n\n');
}

/** Collects the schemas that a part of the document refers to. */
function referencedSchemas(part, found = new Set()) {
  if (part && typeof part === 'object') {
    if (typeof part.$ref === 'string') {
      const [, , section, name] = part.$ref.split('/');
      if (section === 'schemas' && found.has(name)) {
        return found;
      }
      if (section === 'schemas') {
        found.add(name);
      }
      referencedSchemas(document.components[section][name], found);
    }
    Object.values(part).forEach((inner) => referencedSchemas(inner, found));
  }
  return found;
}

// Runs before the examples are inlined, since those may look like references.
const [chat, messages] = ['chat', 'messages'].map((dialect) => referencedSchemas(operations(document)
    .filter((operation) => operation['x-dialect'].includes(dialect))));
const names = Object.keys(schemas);
document['x-tagGroups'] = [
  {name: 'Calls', tags: document.tags.map(({name}) => name)},
  {name: 'Providers', tags: ['Support']},
  {name: 'Schemas of chat', tags: names.filter((name) => chat.has(name) && !messages.has(name))},
  {name: 'Schemas of messages', tags: names.filter((name) => messages.has(name) && !chat.has(name))},
  {name: 'Schemas of both', tags: names.filter((name) => chat.has(name) === messages.has(name))},
];
document.tags.push({name: 'Support', description: support(), 'x-traitTag': true});
for (const [name, schema] of Object.entries(schemas)) {
  document.tags.push({name, description: page(schema), 'x-traitTag': true});
}

const more = {
  createChatCompletion: ['chat-stream', 'chat-tool'],
  createMessage: ['messages-stream', 'messages-tool'],
};
for (const {path, operationId, 'x-codeSamples': samples, 'x-dialect': [dialect]} of operations(document)) {
  for (const name of more[operationId] ?? []) {
    const use = name.split('-').pop();
    if (inRepository) {
      samples.push({lang: 'Java', label: `Java: ${use}`, source: javaCall(name)});
    }
    samples.push({lang: 'Shell', label: `curl: ${use}`, source: curlCall(path, dialect, name)});
  }
}
inlineExamples(document);
// Redoc ignores members beside a reference to a oneOf without discriminator.
for (const {properties} of Object.values(schemas)) {
  for (const [name, {$ref, description, example}] of Object.entries(properties ?? {})) {
    const target = $ref && schemas[schemaName({$ref})];
    if (target?.oneOf && !target.discriminator) {
      properties[name] = {...target, description, example};
    }
  }
}

const redoc = createRequire(import.meta.url).resolve('redoc/package.json');
const bundle = (name) => readFileSync(new URL(name, `file://${redoc}`), 'utf8');
// The only file that Redoc would load: its logo.
const script = bundle('bundles/redoc.standalone.js')
    .replace('https://cdn.redoc.ly/redoc/logo-mini.svg', "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E");
const inline = (text) => text.replace(/<(?=\/?script|!--)/gi, '\\x3c');
const json = (value) => JSON.stringify(value).replaceAll('<', '\\u003c');
const options = {
  disableGoogleFont: true,
  expandResponses: '200',
  hideDownloadButton: true,
  hideHostname: true,
  jsonSampleExpandLevel: 'all',
  payloadSampleIdx: 99, // The payload is the last tab, after the code samples.
  theme: {
    rightPanel: {width: '45%'},
    sidebar: {width: '280px'},
    typography: {
      fontFamily: 'system-ui, sans-serif',
      fontSize: '15px',
      headings: {fontFamily: 'system-ui, sans-serif'},
      code: {fontFamily: 'ui-monospace, monospace', wrap: true},
    },
  },
};
writeFileSync(dist('reference.html'), `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${document.info.title} ${document.info.version}</title>
<style>
body { margin: 0; }
/* Cuts off a long summary at its box and scrolls a wide table inside its column. */
#reference label { box-sizing: border-box; overflow: hidden; padding-right: 24px; text-overflow: ellipsis; width: 100%; }
#reference td code { white-space: nowrap; }
#reference [role="tabpanel"] pre { overflow-wrap: anywhere; white-space: pre-wrap; }
</style>
</head>
<body>
<!--
Rendered by Redoc.

${bundle('LICENSE')}
${bundle('bundles/redoc.standalone.js.LICENSE.txt').replaceAll('-->', '')}
-->
<div id="reference"></div>
<script>
${inline(script)}
</script>
<script>
Redoc.init(${json(document)}, ${json(options)}, window.document.getElementById('reference'));
</script>
</body>
</html>
`);
