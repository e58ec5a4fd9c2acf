// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Reads the classes of a Javadoc from the files of its own search.

import {read} from './project.js';

/** Returns the text of an HTML fragment. */
function plain(html) {
  const entities = {'&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&nbsp;': ' ', '&amp;': '&'};
  return html.replace(/<[^>]*>/g, '').replace(/&[#\w]+;/g, (name) => entities[name] ?? ' ').replace(/\s+/g, ' ').trim();
}

/** Returns the public classes of the Javadoc in a folder: name, address, description, and names of members. */
export function documentedTypes(folder, address, title) {
  const index = (name) => JSON.parse(read(`${folder}/${name}-search-index.js`).match(/= ?(\[[^]*\]);/)[1]);
  const modules = new Map(index('package').map(({m: module, l: name}) => [name, module]));
  const members = index('member');
  return index('type').filter(({p: name}) => name).map(({p: name, l: type}) => {
    const page = `${modules.get(name)}/${name.replaceAll('.', '/')}/${type}.html`;
    const description = read(`${folder}/${page}`)
        .match(/class="class-description"[^]*?<div class="block">([^]*?)<\/div>/);
    const names = members.filter((member) => member.p === name && member.c === type)
        .map(({l: label}) => label.replace(/\(.*/, ''));
    return {
      name: type,
      title: `${title}: ${name}`,
      url: `${address}/${page}`,
      text: [plain(description?.[1] ?? ''), ...new Set(names)].join(' '),
    };
  });
}
