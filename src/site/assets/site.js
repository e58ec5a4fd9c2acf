// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// The search of the site, and its navigation. Keys of the search: / focuses it, arrows select a result, Enter opens
// it, Escape closes the list.

(() => {
  const MAX_RESULTS = 14;
  const MAX_OF_KIND = 6;
  const WEIGHTS = {guides: 4, calls: 3, classes: 1, lists: 1, schemas: 0.8};
  const EXACT = 10;
  const EXCERPT = 150;
  const input = document.getElementById('site-search');
  const list = document.getElementById('site-results');
  const menu = document.getElementById('site-menu');
  const current = document.querySelector('nav [aria-current]');
  let index;
  let selected = -1;

  /** Returns a term in lower case; for the index also the words of a name in camel case. */
  const terms = (term) => {
    const words = [term, ...term.split(/(?<=[a-z\d])(?=[A-Z])/)].map((word) => word.toLowerCase());
    return [...new Set(words)];
  };

  /** Creates the index when it is first used. */
  function search(query) {
    if (!index) {
      index = new MiniSearch({fields: ['title', 'page', 'text'], processTerm: terms});
      index.addAll(SEARCH_DATA.map((entry, id) => ({...entry, id})));
    }
    const name = query.toLowerCase();
    const counts = {};
    return index.search(query, {
      boost: {title: 3, page: 2},
      boostDocument: (id) => WEIGHTS[SEARCH_DATA[id].kind] * (SEARCH_DATA[id].title.toLowerCase() === name ? EXACT : 1),
      combineWith: 'AND',
      fuzzy: (term) => term.length > 5 ? 0.15 : false,
      prefix: true,
      processTerm: (term) => term.toLowerCase(),
    }).map(({id, terms: found}) => ({...SEARCH_DATA[id], found}))
        .filter(({kind}) => (counts[kind] = (counts[kind] ?? 0) + 1) <= MAX_OF_KIND)
        .slice(0, MAX_RESULTS);
  }

  /** Returns the text around the first of the terms, with all of them marked. */
  function excerpt({text, found}) {
    const words = found.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).sort((a, b) => b.length - a.length);
    const pattern = new RegExp(`(${words.join('|')})`, 'gi');
    const first = Math.max(0, text.search(pattern) - 40);
    const start = first === 0 ? 0 : text.indexOf(' ', first) + 1;
    const isCut = start + EXCERPT < text.length;
    const end = isCut ? text.lastIndexOf(' ', start + EXCERPT) : text.length;
    const parts = text.slice(start, end).concat(isCut ? ' …' : '').split(pattern);
    return parts.map((part, i) => i % 2 ? element('mark', part) : part);
  }

  function element(name, ...children) {
    const created = document.createElement(name);
    created.append(...children);
    return created;
  }

  function option(result, i) {
    const link = element('a', element('b', result.title), ' ', element('small', result.page));
    link.append(element('p', ...excerpt(result)));
    Object.assign(link, {href: result.url, id: `site-result-${i}`, role: 'option', tabIndex: -1});
    return link;
  }

  function show(query) {
    const results = query ? search(query) : [];
    select(-1);
    list.replaceChildren(...results.map(option));
    if (results.length === 0) {
      list.append(element('p', `Nothing found for “${query}”.`));
    }
    open(query !== '');
  }

  function open(isOpen) {
    list.hidden = !isOpen;
    input.setAttribute('aria-expanded', isOpen);
  }

  function select(next) {
    list.children[selected]?.removeAttribute('aria-selected');
    selected = next;
    const option = list.children[selected];
    option?.setAttribute('aria-selected', true);
    option?.scrollIntoView({block: 'nearest'});
    input.setAttribute('aria-activedescendant', option?.id ?? '');
  }

  const count = () => list.querySelectorAll('a').length;
  const keys = {
    ArrowDown: () => select(Math.min(selected + 1, count() - 1)),
    ArrowUp: () => select(Math.max(selected - 1, 0)),
    Enter: () => list.querySelectorAll('a')[Math.max(selected, 0)]?.click(),
    Escape: () => open(false),
  };

  input.addEventListener('input', () => show(input.value.trim()));
  input.addEventListener('focus', () => open(input.value.trim() !== ''));
  input.addEventListener('keydown', (event) => {
    if (!list.hidden && keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement !== input) {
      event.preventDefault();
      input.focus();
    }
  });
  document.addEventListener('click', (event) => {
    const isResult = list.contains(event.target);
    if (isResult || !input.parentElement.contains(event.target)) {
      open(false);
    }
  });
  // Shows the current page in a navigation that is longer than the screen.
  current.closest('nav').scrollTop = current.offsetTop - innerHeight / 3;
  matchMedia('(min-width: 60rem)').addEventListener('change', ({matches}) => menu.open = matches);
  menu.addEventListener('click', (event) => {
    if (event.target.hash && matchMedia('(max-width: 60rem)').matches) {
      menu.open = false;
    }
  });
})();
