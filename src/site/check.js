// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Opens each page of target/site in a headless Chromium without a network, on a wide and a narrow screen. Checks that
// it loads nothing else and logs no error, that nothing scrolls sideways, that all links and all results of the search
// lead somewhere, and that the search works with the keyboard. Writes screenshots to target/site-screenshots.

import assert from 'node:assert/strict';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';
import {read, root} from './project.js';

const site = new URL('target/site/', root);
const screenshots = fileURLToPath(new URL('target/site-screenshots/', root));
const SIZES = {wide: {width: 1440, height: 900}, narrow: {width: 390, height: 844}};
const JAVADOC = ['apidocs/index.html', 'apidocs-testkit/index.html'];
/** What a reader searches for, and a page that must be among the results. */
const SEARCHES = {
  'retry-after': 'errors.html',
  'FakeEndpoint': 'apidocs-testkit/',
  'thinking': 'reasoning.html',
  'top_k': 'reference.html',
};
const SHOWN = ['index.html', 'streams.html', 'benchmarks.html', 'support.html', 'reference.html'];

const own = readdirSync(site).filter((name) => name.endsWith('.html') && name !== 'reference.html');
const problems = [];
const links = new Map();
const anchors = new Map();

/** Returns the elements that scroll sideways: the document or code. A diagram may. */
const wide = () => [document.documentElement, ...document.querySelectorAll('pre:not(.diagram)')]
    .filter(({scrollWidth, clientWidth}) => scrollWidth > clientWidth)
    .map(({tagName, textContent, scrollWidth}) =>
      `${tagName} of ${scrollWidth} px: ${textContent.replace(/\s+/g, ' ').slice(0, 60)}`);

async function open(tab, page) {
  await tab.goto(new URL(page, site).href);
  if (page.startsWith('reference.html')) {
    await tab.locator('[id$="/operation/createMessage"]').waitFor();
  }
}

/** Visits a page: collects its anchors and links, and elements that are too wide. */
async function visit(tab, page) {
  await open(tab, page);
  const found = await tab.evaluate(() => ({
    ids: [...document.querySelectorAll('[id], [data-section-id]')].flatMap(({id, dataset}) => [id, dataset.sectionId]),
    hrefs: [...document.querySelectorAll('a[href]')].map(({href}) => href),
    unnamed: [...document.querySelectorAll('img:not([alt]), a:empty:not([aria-label])')]
        .map(({outerHTML}) => outerHTML),
  }));
  anchors.set(page, new Set(found.ids));
  if (own.includes(page)) {
    const twice = found.ids.filter((id, i) => id && found.ids.indexOf(id) < i);
    assert.deepEqual(twice, [], `anchors that ${page} has twice`);
  }
  links.set(page, found.hrefs);
  const {width} = tab.viewportSize();
  problems.push(...(await tab.evaluate(wide)).map((element) => `${page} at ${width} px: ${element}`));
  problems.push(...found.unnamed.map((element) => `${page} has no text for ${element}`));
}

/** Returns the anchors of a page; those of the Javadoc are in its text. */
function anchorsOf(page) {
  if (!anchors.has(page)) {
    const ids = readFileSync(new URL(page, site), 'utf8').matchAll(/\bid="([^"]*)"/g);
    anchors.set(page, new Set([...ids].map(([, id]) => id)));
  }
  return anchors.get(page);
}

function checkLink(page, href) {
  const {protocol, pathname, hash} = new URL(href, site);
  if (protocol !== 'file:') {
    return;
  }
  const file = decodeURIComponent(pathname).slice(fileURLToPath(site).length);
  const anchor = decodeURIComponent(hash.slice(1));
  if (!existsSync(new URL(file, site)) || !(anchor === '' || anchorsOf(file).has(anchor))) {
    problems.push(`${page} links to ${href}`);
  }
}

/** Searches with the keyboard only, and opens the first result on the expected page, which must have the word. */
async function search(tab, query, expected) {
  await open(tab, 'index.html');
  await tab.keyboard.press('/');
  await tab.keyboard.type(query);
  const results = tab.getByRole('option');
  await results.first().waitFor();
  const urls = await results.evaluateAll((found) => found.map((link) => link.getAttribute('href')));
  const position = urls.findIndex((url) => url.startsWith(expected));
  assert.notEqual(position, -1, `the search for ${query} finds ${expected}: ${urls}`);
  for (let i = 0; i <= position; i++) {
    await tab.keyboard.press('ArrowDown');
  }
  const selected = await tab.locator('[aria-selected=true]').getAttribute('id');
  assert.equal(selected, await tab.getByRole('combobox').getAttribute('aria-activedescendant'));
  await tab.keyboard.press('Enter');
  await tab.waitForURL((url) => url.href.endsWith(urls[position]));
  const [word] = query.toLowerCase().match(/\w+/);
  await tab.waitForFunction((text) => document.body.textContent.toLowerCase().includes(text), word);
}

/** Takes a screenshot, which must not be blank: it has many colours, since text is smooth. */
async function screenshot(tab, name) {
  const path = join(screenshots, `${name}.png`);
  const image = (await tab.screenshot({path})).toString('base64');
  const colours = await tab.evaluate(async (data) => {
    const bitmap = await createImageBitmap(await (await fetch(data)).blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    canvas.drawImage(bitmap, 0, 0);
    return new Set(new Uint32Array(canvas.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer)).size;
  }, `data:image/png;base64,${image}`);
  assert.ok(colours > 50, `${name} has ${colours} colours`);
}

async function take(tab, size) {
  for (const page of SHOWN) {
    await open(tab, page);
    await screenshot(tab, `${page.replace('.html', '')}-${size}`);
  }
  await open(tab, 'index.html');
  await tab.keyboard.press('/');
  await tab.keyboard.type('retry');
  await tab.keyboard.press('ArrowDown');
  await screenshot(tab, `search-${size}`);
}

assert.doesNotMatch(read('src/site/package-lock.json'), /"resolved"/, 'package-lock.json names a host');
mkdirSync(screenshots, {recursive: true});
const profile = mkdtempSync(join(tmpdir(), 'diglot-site-'));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  offline: true,
  // These flags disable background requests of Chromium itself.
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
// A busy machine may need this long.
context.setDefaultTimeout(120_000);
try {
  const tab = context.pages()[0] ?? await context.newPage();
  // Stylesheets of Javadoc name a font that Javadoc does not have.
  tab.on('console', (message) => message.type() === 'log' || tab.url().includes('/apidocs')
      || problems.push(`${tab.url()} logs ${message.text()}`));
  tab.on('pageerror', (error) => problems.push(`${tab.url()} throws ${error}`));
  await tab.route('**/*', (route) => {
    const url = route.request().url();
    if (url.startsWith(site.href) || url.startsWith('data:')) {
      return route.continue();
    }
    problems.push(`${tab.url()} requests ${url}`);
    return route.abort();
  });
  for (const [size, viewport] of Object.entries(SIZES)) {
    await tab.setViewportSize(viewport);
    for (const page of [...own, 'reference.html']) {
      await visit(tab, page);
    }
    await take(tab, size);
  }
  await tab.setViewportSize(SIZES.wide);
  for (const page of JAVADOC) {
    await open(tab, page);
    assert.match(await tab.title(), /Diglot/);
  }
  for (const [query, expected] of Object.entries(SEARCHES)) {
    await search(tab, query, expected);
  }
  await open(tab, 'index.html');
  const results = await tab.evaluate(() => SEARCH_DATA.map(({url}) => url));
  own.forEach((page) => links.get(page).forEach((href) => checkLink(page, href)));
  results.forEach((url) => checkLink('the search', url));
  await tab.emulateMedia({colorScheme: 'dark'});
  await screenshot(tab, 'index-dark');

  assert.deepEqual(problems, [], problems.slice(0, 50).join('\n'));
  assert.ok(results.length > 300, `results: ${results.length}`);
  const count = own.reduce((sum, page) => sum + links.get(page).length, 0);
  console.log(`site: ${own.length} pages, ${count} links and ${results.length} search entries checked, nothing loaded`);
} finally {
  await context.close();
  rmSync(profile, {recursive: true, force: true});
}
