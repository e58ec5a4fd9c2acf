// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0
// Writes the table of ratios of README.md beside this file:
//   node src/jmh/ratios.mjs RESULTS.json "MACHINE, JDK, DATE"

import {readFileSync, writeFileSync} from 'node:fs';

const PAGE = new URL('README.md', import.meta.url);

// Class, benchmark, what it is divided by. The names in StreamBenchmark contain the dialect.
const ROWS = [
  ['Stream', 'chat', 'chatTokens'],
  ['Relay', 'read', 'copyTokens'],
  ['Relay', 'readAndAccumulate', 'copyTokens'],
  ['Relay', 'relayText', 'copyTokens'],
  ['Relay', 'relayBytes', 'copyTokens'],
  ['Relay', 'relayText', 'readAndAccumulate'],
  ['Relay', 'relayBytes', 'readAndAccumulate'],
  ['Reply', 'read', 'tokens'],
  ['Client', 'event', 'eventDiscarded'],
  ['Client', 'call', 'callDiscarded'],
  ['Start', 'firstStream', 'firstStreamDiscarded'],
];

/** The least is the value that other work on the machine disturbed least. */
const least = (values) => Math.min(...values);

function main([file, conditions]) {
  const scores = {};
  for (const run of JSON.parse(readFileSync(file, 'utf8'))) {
    const name = run.benchmark.split('.').slice(-2).join('.');
    const dialect = run.params ? run.params.dialect : '';
    scores[name + dialect] = run.primaryMetric.rawData.flat();
  }
  const score = (group, name, dialect) =>
    scores[`${group}Benchmark.${group === 'Stream' ? name.replace('chat', dialect) : name + dialect}`];
  const lines = ['| benchmark | divided by | chat | messages |', '|---|---|--:|--:|'];
  for (const [group, name, limit] of ROWS) {
    const ratios = ['chat', 'messages'].map(dialect =>
      (least(score(group, name, dialect)) / least(score(group, limit, dialect))).toFixed(2));
    lines.push(`| \`${group}Benchmark.${name}\` | \`${limit}\` | ${ratios.join(' | ')} |`);
  }
  const rounds = score('Relay', 'read', 'chat').length;
  const starts = score('Start', 'firstStream', 'chat').length;
  lines.push('', `${conditions}; least of ${rounds} iterations, of ${starts} starts.`);
  const table = `<!-- ratios -->\n\n${lines.join('\n')}\n\n<!-- end of the ratios -->`;
  const page = readFileSync(PAGE, 'utf8');
  writeFileSync(PAGE, page.replace(/<!-- ratios -->[^]*<!-- end of the ratios -->/, () => table));
}

main(process.argv.slice(2));
