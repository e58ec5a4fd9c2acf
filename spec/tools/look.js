// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Opens dist/reference.html in a headless Chromium without a network. Checks that
// the page renders and shows each sample without scrolling it sideways, that its links have targets, that its
// search finds a member, and that it loads nothing and logs no error. Screenshots are written to dist/.

import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';
import {dist, load, operations} from './document.js';

const page = dist('reference.html').href;
const profile = mkdtempSync(join(tmpdir(), 'diglot-reference-'));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  viewport: {width: 1500, height: 1000},
  offline: true,
  // These flags disable background requests of Chromium itself.
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
// A busy machine may need this long.
context.setDefaultTimeout(120_000);
try {
  const tab = context.pages()[0] ?? await context.newPage();
  const problems = [];
  tab.on('console', (message) => message.type() !== 'log' && problems.push(`${message.type()}: ${message.text()}`));
  tab.on('pageerror', (error) => problems.push(`error: ${error}`));
  await tab.route('**/*', (route) => {
    const url = route.request().url();
    if (url === page || url.startsWith('data:')) {
      return route.continue();
    }
    problems.push(`requested ${url}`);
    return route.abort();
  });
  await tab.goto(page);

  const document = load();
  const shown = operations(document);
  for (const {operationId} of shown) {
    await tab.locator(`[id$="/operation/${operationId}"]`).waitFor();
  }
  const text = await tab.locator('#reference').textContent();
  for (const {summary} of shown) {
    assert.ok(text.includes(summary), `the page shows ${summary}`);
  }
  for (const expected of ['Java: tool', 'curl: stream', 'ignored', 'glm-5-turbo']) {
    assert.ok(text.includes(expected), `the page shows ${expected}`);
  }

  const links = await tab.evaluate(() => {
    const targets = [...document.querySelectorAll('#reference a[href^="#"]')].map((a) => decodeURIComponent(a.hash.slice(1)));
    const ids = new Set([...document.querySelectorAll('[id], [data-section-id]')]
        .flatMap((element) => [element.id, element.dataset.sectionId]));
    return {count: targets.length, dead: targets.filter((target) => target !== '' && !ids.has(target))};
  });
  assert.deepEqual(links.dead, [], 'links without a target');
  assert.ok(links.count > 300, `links: ${links.count}`);

  await tab.screenshot({path: fileURLToPath(dist('top.png'))});
  const link = tab.locator('#reference table a[href="#tag/ContentBlock"]').first();
  // The page updates its hash with a delay after scrolling, which would undo an earlier click.
  const section = await link.evaluate((a) => {
    const section = a.closest('[data-section-id]');
    section.scrollIntoView();
    scrollBy(0, 1); // Part of a pixel too high, the page would be at the section before.
    return section.dataset.sectionId;
  });
  await tab.waitForFunction((id) => decodeURIComponent(location.hash) === `#${id}`, section);
  await link.click();
  await tab.waitForFunction(() => decodeURIComponent(location.hash) === '#tag/ContentBlock');
  await tab.waitForFunction(() =>
    Math.abs(document.getElementById('tag/ContentBlock').getBoundingClientRect().top) < innerHeight);
  await tab.screenshot({path: fileURLToPath(dist('schema.png'))});

  await tab.getByRole('textbox', {name: 'Search'}).fill('top_k');
  const results = tab.locator('[data-role="search:results"]');
  await results.waitFor();
  const found = await results.innerText();
  assert.ok(found.includes('MessageRequest'), `search for top_k finds: ${found}`);
  await tab.screenshot({path: fileURLToPath(dist('search.png'))});
  await results.getByText('MessageRequest').click();
  await tab.waitForFunction(() => decodeURIComponent(location.hash) === '#tag/MessageRequest');

  for (const {operationId, 'x-codeSamples': samples} of shown) {
    const operation = tab.locator(`[id$="/operation/${operationId}"]`);
    for (const {label, source} of samples) {
      await operation.getByRole('tab', {name: label, exact: true}).click();
      const panel = operation.getByRole('tabpanel').filter({visible: true}).first();
      const sample = await panel.textContent();
      assert.ok(sample.includes(source.trim()), `the page shows ${label} of ${operationId}: ${sample}`);
      const tooWide = await panel.locator('pre').evaluateAll((all) =>
        all.map(({scrollWidth, clientWidth}) => scrollWidth - clientWidth));
      assert.deepEqual(tooWide, [0], `${label} of ${operationId} scrolls sideways`);
    }
    await operation.getByRole('tab', {name: samples.at(-1).label, exact: true}).scrollIntoViewIfNeeded();
    await tab.screenshot({path: fileURLToPath(dist(`sample-${operationId}.png`))});
  }

  assert.deepEqual(problems, [], 'requests and logged errors');
  console.log(`reference: ${shown.length} operations, ${links.count} links, search finds top_k, nothing loaded`);
} finally {
  await context.close();
  rmSync(profile, {recursive: true, force: true});
}
