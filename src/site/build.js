// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Writes target/site: the README, the guides, the changelog and the support table as pages, the reference page, the
// Javadoc, and the data of the search. build.sh runs it after Maven and the tools of spec/.

import {cpSync, mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {load, operations} from '../../spec/tools/document.js';
import {documentedTypes} from './javadoc.js';
import {layout} from './layout.js';
import {convert} from './markdown.js';
import {address, exists, isFolder, read, root, version} from './project.js';

const OUTPUT = 'target/site';
const SOURCES = {
  'README.md': 'README.md',
  'CHANGELOG.md': 'CHANGELOG.md',
  'SUPPORT.md': 'target/generated-sources/openapi/SUPPORT.md',
};
const LISTS = ['CHANGELOG.md', 'SUPPORT.md'];
const GUIDES = 'src/site/markdown';
const COPIES = {
  'apidocs': 'target/reports/apidocs',
  'apidocs-testkit': 'target/testkit-javadoc',
  'assets': 'src/site/assets',
  'assets/minisearch.js': 'src/site/node_modules/minisearch/dist/umd/index.js',
  'images': 'src/site/images',
  'llms.txt': 'llms.txt',
};

const source = (name) => SOURCES[name] ?? `${GUIDES}/${name}`;
const target = (name) => name === 'README.md' ? 'index.html' : name.toLowerCase().replace(/\.md$/, '.html');
const write = (name, text) => writeFileSync(new URL(`${OUTPUT}/${name}`, root), text);

/** Returns the entries of nav.json, in their order. Each guide must be there. */
function entries() {
  const groups = JSON.parse(read('src/site/nav.json'));
  const all = Object.entries(groups).flatMap(([group, pages]) =>
    Object.entries(pages).map(([name, title]) => ({group, name, title, file: target(name)})));
  const missing = readdirSync(new URL(GUIDES, root)).filter((guide) => !all.some(({name}) => name === guide));
  if (missing.length > 0) {
    throw new Error(`nav.json does not name ${missing}`);
  }
  return all;
}

/** Returns a function that changes a link of a page into one that works on the site. */
function resolver(page, pages) {
  return (href) => {
    const {origin, pathname, hash} = new URL(href, `site:///${source(page.name)}`);
    if (origin !== 'null' || href.startsWith('#')) {
      return href;
    }
    const path = decodeURIComponent(pathname.slice(1)).replace(/\/$/, '');
    const linked = pages.find(({name}) => source(name) === path);
    if (linked) {
      return linked.file + hash;
    }
    const copied = Object.entries(COPIES).find(([, from]) => `${path}/`.startsWith(`${from}/`));
    if (copied && exists(path)) {
      return copied[0] + path.slice(copied[1].length);
    }
    if (exists(path)) {
      return `${address}/${isFolder(path) ? 'tree' : 'blob'}/v${version}/${path}${hash}`;
    }
    throw new Error(`${source(page.name)} links to ${href}, which does not exist`);
  };
}

/** Returns what the search finds: sections of pages, operations, schemas and classes. */
function searchData(pages, types) {
  const sections = pages.flatMap(({name, file, title, sections}) => sections.map((section) => ({
    title: section.title,
    page: title,
    url: section.level === 1 ? file : `${file}#${section.anchor}`,
    text: section.text,
    kind: LISTS.includes(name) || name.startsWith('migrating-') ? 'lists' : 'guides',
  })));
  const document = load();
  const calls = operations(document).map(({path, method, operationId, summary, description, tags}) => ({
    title: `${method.toUpperCase()} ${path}`,
    page: 'HTTP reference',
    url: `reference.html#tag/${tags[0]}/operation/${operationId}`,
    text: [summary, description, operationId].join(' '),
    kind: 'calls',
  }));
  const schemas = Object.entries(document.components.schemas).map(([name, {description, properties}]) => ({
    title: name,
    page: 'HTTP reference: schema',
    url: `reference.html#tag/${name}`,
    text: [description, ...Object.keys(properties ?? {})].join(' '),
    kind: 'schemas',
  }));
  const classes = types.filter(({name}) => !name.endsWith('.Builder'))
      .map(({name, title, url, text}) => ({title: name, page: title, url, text, kind: 'classes'}));
  return [...sections, ...calls, ...schemas, ...classes];
}

/** Adds a link to the site to the reference page, which stays usable alone without it. */
function reference() {
  const bar = '<body>\n<p style="margin: 0; padding: 10px 20px; font: 14px system-ui, sans-serif">'
      + '<a href="index.html" style="color: #0b5a8a">Diglot: guides</a></p>';
  return read('spec/dist/reference.html').replace('<body>', bar);
}

rmSync(new URL(OUTPUT, root), {recursive: true, force: true});
mkdirSync(new URL(OUTPUT, root), {recursive: true});
for (const [name, from] of Object.entries(COPIES)) {
  cpSync(new URL(from, root), new URL(`${OUTPUT}/${name}`, root), {recursive: true});
}
const types = [
  ...documentedTypes('target/reports/apidocs', 'apidocs', 'Javadoc'),
  ...documentedTypes('target/testkit-javadoc', 'apidocs-testkit', 'Javadoc of the test kit'),
];
const nav = entries();
const pages = nav.filter(({name}) => name.endsWith('.md'));
for (const page of pages) {
  Object.assign(page, convert(read(source(page.name)), resolver(page, pages), types));
}
pages.forEach((page, i) => write(page.file, layout(page, nav, {previous: pages[i - 1], next: pages[i + 1]})));
write('reference.html', reference());
write('assets/search-data.js', `window.SEARCH_DATA = ${JSON.stringify(searchData(pages, types))};\n`);
console.log(`site: ${pages.length} pages, ${types.length} classes, in ${OUTPUT}`);
