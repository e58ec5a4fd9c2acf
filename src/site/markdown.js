// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Converts a Markdown page into HTML, and splits it into sections for the search.

import hljs from 'highlight.js';
import java from 'highlight.js/lib/languages/java';
import MarkdownIt from 'markdown-it';
import anchor from 'markdown-it-anchor';

const markdown = new MarkdownIt({html: true});
const {escapeHtml} = markdown.utils;
const rules = markdown.renderer.rules;

/** Returns the anchor that GitHub gives a heading. */
const slugify = (heading) => heading.trim().toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '').replaceAll(' ', '-');

markdown.use(anchor, {
  slugify,
  tabIndex: false,
  permalink: anchor.permalink.linkInsideHeader({symbol: '#', class: 'anchor', placement: 'after', ariaHidden: true}),
});

// The grammar knows no strings between the parentheses of a record.
hljs.registerLanguage('java', (library) => {
  const grammar = java(library);
  grammar.contains.find(({begin}) => String(begin?.[0]) === '/record/').contains = [];
  return grammar;
});

/** Wraps each line, so that one that is too long continues with a deeper indent than its start. */
function lines(html) {
  const open = [];
  return html.replace(/\n$/, '').split('\n').map((line) => {
    const start = open.join('');
    for (const [tag] of line.matchAll(/<[^>]*>/g)) {
      tag === '</span>' ? open.pop() : open.push(tag);
    }
    const indent = line.replace(/<[^>]*>/g, '').match(/^ */)[0].length;
    const end = '</span>'.repeat(open.length + 1);
    return `<span class="line" style="--indent: ${indent + 4}ch">${start}${line}\n${end}`;
  }).join('');
}

rules.fence = (tokens, i) => {
  const {content, info} = tokens[i];
  if (info === '') {
    return `<pre class="diagram" tabindex="0"><code>${escapeHtml(content)}</code></pre>\n`;
  }
  const {value} = hljs.highlight(content, {language: info === 'properties' ? 'ini' : info});
  const code = lines(value).replace(/(?<=[\w)])\.(?=[a-z])/gi, '<wbr>.').replace(/\((?=[^)])/g, '(<wbr>');
  return `<pre class="language-${info}"><code>${code}</code></pre>\n`;
};
rules.code_block = (tokens, i) => {
  throw new Error(`code needs a fence and a language: ${tokens[i].content}`);
};
rules.table_open = () => '<div class="table" tabindex="0" role="region" aria-label="Table">\n<table>\n';
rules.table_close = () => '</table>\n</div>\n';

/** Lets a long name break between its words. */
const breakable = (text) => escapeHtml(text).replace(/(?<=[a-z])(?=[A-Z])|(?<=[_/])(?=\w)/g, '<wbr>');
rules.text = (tokens, i) => breakable(tokens[i].content);
rules.code_inline = (tokens, i) => {
  const {content, meta} = tokens[i];
  const code = `<code>${breakable(content)}</code>`;
  return meta ? `<a class="type" href="${meta}">${code}</a>` : code;
};

/** Shows an image, on a narrow screen its narrow form. */
rules.image = (tokens, i) => {
  const {attrs, content} = tokens[i];
  const {src} = Object.fromEntries(attrs);
  const narrow = src.replace('.svg', '-narrow.svg');
  const image = `<img src="${src}" alt="${escapeHtml(content)}">`;
  return `<picture><source media="(max-width: 600px)" srcset="${narrow}">${image}</picture>`;
};

/** Comments are for tests, not for readers. */
rules.html_block = rules.html_inline = (tokens, i) => tokens[i].content.replace(/<!--[^]*?-->\n?/g, '');

/** Resolves the links of inline text, and links the first mention of each class in a section to its Javadoc. */
function link(inline, resolve, types, mentioned) {
  let isInLink = false;
  for (const token of inline.children) {
    isInLink = token.type === 'link_open' || (isInLink && token.type !== 'link_close');
    const name = {link_open: 'href', image: 'src'}[token.type];
    if (name) {
      token.attrSet(name, resolve(token.attrGet(name)));
    }
    const type = token.type === 'code_inline' && token.content.match(/^@?([A-Z]\w+)(\.[a-z]\w*\(.*\))?$/)?.[1];
    if (!isInLink && types.has(type) && !mentioned.has(type)) {
      mentioned.add(type);
      token.meta = types.get(type);
    }
  }
}

/** Returns the text of inline tokens. */
const text = (tokens) => tokens.map(({type, content}) => {
  const shown = {text: content, code_inline: content, softbreak: ' ', hardbreak: ' ', html_inline: ' '};
  return shown[type] ?? '';
}).join('').trim();

/**
 * Returns the HTML and the sections of a page. Resolves each link by the given function, and links names of
 * the given classes.
 */
export function convert(source, resolve, documentedTypes) {
  const types = new Map(documentedTypes.map(({name, url}) => [name, url]));
  const env = {};
  const tokens = markdown.parse(source, env);
  const sections = [];
  let mentioned;
  tokens.forEach((token, i) => {
    const heading = tokens[i - 1]?.type === 'heading_open' && tokens[i - 1];
    if (heading) {
      link(token, resolve, new Map());
      const level = Number(heading.tag[1]);
      sections.push({title: text(token.children), level, anchor: heading.attrGet('id'), text: ''});
      mentioned = new Set();
    } else if (token.type === 'inline') {
      link(token, resolve, types, mentioned);
      sections.at(-1).text += `${text(token.children)}\n`;
    } else if (token.type === 'fence') {
      sections.at(-1).text += `${token.content}\n`;
    }
  });
  return {html: markdown.renderer.render(tokens, markdown.options, env), sections};
}
