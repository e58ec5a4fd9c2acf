// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Spectral function: a description is made of whole sentences and adds words to
// the name of what it describes.

const EMPTY = new Set(
    ('a an and are as at be by can does for from has have in into is it its like may more must not of on one or ' +
        'other so some than that the their them then there these they this those to was were what when where ' +
        'which while who why will with').split(' '));

/** Returns the words of a name or a sentence, without plural and tense endings. */
function words(text) {
  return text
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word !== '' && !EMPTY.has(word))
      .map((word) => word.replace(/(ies|es|s|ed|ing|ion)$/, ''));
}

/** Counts the words of a description that its names do not have. */
function countNewWords(text, names) {
  const known = new Set(names.flatMap(words));
  return new Set(words(text).filter((word) => !known.has(word))).size;
}

export default (target, {least}, context) => {
  const text = target?.description;
  const path = [...context.path];
  const problem = (message) => [{message, path}];
  if (typeof text !== 'string' || text.trim() === '') {
    return problem('has no description');
  }
  path.push('description');
  if (!/^[A-Z]/.test(text) || !/\.$/.test(text)) {
    return problem('its description must begin with a capital letter and end with a full stop');
  }
  if (text.split(/\.\s/).length > 3) {
    return problem('its description has more than three sentences');
  }
  // The names of a property and of its schema count as known words.
  const names = context.path.filter((step) => !['components', 'schemas', 'properties'].includes(step)).map(String);
  const more = countNewWords(text, names);
  return more < least ? problem(`its description adds ${more} words to its name, at least ${least} are required`) : [];
};
