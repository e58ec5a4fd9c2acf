// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// The frame of each page: header with search, navigation, and links to the pages before and after.

import {address, version} from './project.js';

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function contents({sections}) {
  const items = sections.filter(({level}) => level === 2)
      .map(({title, anchor}) => `<li><a href="#${anchor}">${escape(title)}</a></li>`);
  return items.length > 1 ? `\n<ul class="contents">${items.join('')}</ul>` : '';
}

function navigation(page, nav) {
  const groups = [...new Set(nav.map(({group}) => group))];
  return groups.map((name) => {
    const items = nav.filter(({group}) => group === name).map((entry) => entry === page
      ? `<li><a href="${entry.file}" aria-current="page">${escape(entry.title)}</a>${contents(page)}</li>`
      : `<li><a href="${entry.file}">${escape(entry.title)}</a></li>`);
    return `<h2>${escape(name)}</h2>\n<ul>\n${items.join('\n')}\n</ul>`;
  }).join('\n');
}

const neighbour = (page, label) => page
  ? `<a rel="${label}" href="${page.file}"><small>${label}</small>${escape(page.title)}</a>`
  : '<span></span>';

/** Returns the whole document of a page. */
export function layout(page, nav, {previous, next}) {
  const title = page.file === 'index.html' ? 'Diglot' : `${page.title} - Diglot`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
<link rel="icon" href="assets/icon.svg">
<link rel="stylesheet" href="assets/site.css">
<script defer src="assets/minisearch.js"></script>
<script defer src="assets/search-data.js"></script>
<script defer src="assets/site.js"></script>
</head>
<body>
<a class="skip" href="#site-content">Skip to the content</a>
<header>
<a class="name" href="index.html">Diglot <small>${version}</small></a>
<div class="search" role="search">
<input id="site-search" type="search" role="combobox" aria-label="Search" placeholder="Search (press /)"
    autocomplete="off" spellcheck="false" aria-autocomplete="list" aria-expanded="false" aria-controls="site-results">
<div id="site-results" role="listbox" aria-label="Results" hidden></div>
</div>
<a class="source" href="${address}">Source</a>
</header>
<div class="page">
<nav aria-label="Pages">
<details id="site-menu" open>
<summary>Menu</summary>
<script>document.getElementById('site-menu').open = matchMedia('(min-width: 60rem)').matches;</script>
${navigation(page, nav)}
</details>
</nav>
<main id="site-content" tabindex="-1">
${page.html}
<footer>${neighbour(previous, 'previous')}${neighbour(next, 'next')}</footer>
</main>
</div>
</body>
</html>
`;
}
