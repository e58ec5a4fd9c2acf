// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Spectral function: the text is whole sentences that say more than the name
// of what they describe.

const EMPTY = new Set(
    ('a an and are as at be by can does for from has have in into is it its like may more must not of on one or ' +
        'other so some than that the their them then there these they this those to was were what when where ' +
        'which while who why will with').split(' '));

/** The words of a name or a sentence, without plural and tense endings. */
function words(text) {
  return text
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word !== '' && !EMPTY.has(word))
      .map((word) => word.replace(/(ies|es|s|ed|ing|ion)$/, ''));
}

/** Says how many words a description has that its name does not have. */
function own(text, names) {
  const known = new Set(names.flatMap(words));
  return new Set(words(text).filter((word) => !known.has(word))).size;
}

export default (target, {least}, context) => {
  const text = target?.description;
  const path = [...context.path];
  const said = (message) => [{message, path}];
  if (typeof text !== 'string' || text.trim() === '') {
    return said('has no description');
  }
  path.push('description');
  if (!/^[A-Z]/.test(text) || !/\.$/.test(text)) {
    return said('its description must be whole sentences, with a capital and a full stop');
  }
  if (text.split(/\.\s/).length > 3) {
    return said('its description has more than three sentences');
  }
  // A property stands in its schema, and both names say something already.
  const names = context.path.filter((step) => !['components', 'schemas', 'properties'].includes(step)).map(String);
  const more = own(text, names);
  return more < least ? said(`its description adds ${more} words to its name, ${least} are the least`) : [];
};
