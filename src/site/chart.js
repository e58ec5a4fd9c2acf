// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Draws src/site/benchmarks.json as images/benchmarks.svg (two columns) and images/benchmarks-narrow.svg (one), and
// writes its table into markdown/benchmarks.md.
//   node chart.js                                  writes these files
//   node chart.js --check                          fails if one of them is not what it would write
//   node chart.js --import REPORT.json COLUMNS.json
//                                                  reads benchmarks.json from a report of the performance lab, and the
//                                                  versions from its columns, then writes these files

import {readFileSync, writeFileSync} from 'node:fs';
import {exists, read, root, version} from './project.js';

const DATA = 'src/site/benchmarks.json';
const PAGE = 'src/site/markdown/benchmarks.md';
const START = '<!-- table of benchmarks.json -->\n';
const END = '<!-- end of the table -->';

const LIBRARIES = {
  'diglot': 'Diglot',
  'openai-java': 'openai-java',
  'anthropic-java': 'anthropic-java',
  'lc4j-openai': 'langchain4j-open-ai',
  'lc4j-anthropic': 'langchain4j-anthropic',
};
const MEASURES = [
  {key: 'cpu', title: 'CPU for each event of a stream', unit: 'µs', digits: 1},
  {key: 'start', title: 'Cold start: a new JVM until it has read a stream', unit: 'ms', digits: 0},
  {key: 'size', title: 'Size: all jars', unit: 'MB', digits: 1},
  {key: 'allocated', title: 'Memory allocated for each event of a stream', unit: 'KiB', digits: 1},
];

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const rounded = (value) => Number(value.toPrecision(4));
const shown = (value, {digits, unit}) => `${value.toFixed(digits)} ${unit}`;
const most = (results, {key}) => Math.max(...results.map((result) => result[key]));

/** Returns benchmarks.json: what a report of the lab says of our libraries, on the first JDK. */
function imported(report, {columns}) {
  const versions = new Map(columns.map(({id, deps}) => [id, deps[0].split(':')[2]]));
  versions.set('diglot', version);
  const results = Object.entries(report.steady).flatMap(([key, steady]) => {
    const [dialect, jdk] = key.split('/');
    return Object.keys(LIBRARIES).filter((id) => steady[id]).map((id) => ({
      dialect,
      jdk,
      library: LIBRARIES[id],
      version: versions.get(id),
      cpu: rounded(median(steady[id].stream.cpu) / 1e3),
      start: rounded(median(report.cold[`${dialect}, JDK ${jdk}`][id].wall)),
      size: rounded(report.footprint[id].mb),
      jars: report.footprint[id].jars,
      allocated: rounded(median(steady[id].stream.alloc) / 1024),
    }));
  });
  const {when, machine, rounds, cold_runs: starts} = report;
  const [{jdk}] = results;
  return {
    date: when.slice(0, 10), machine, jdk, rounds, starts,
    results: results.filter((result) => result.jdk === jdk).map(({jdk: _, ...result}) => result),
  };
}

const caption = ({date, machine, jdk, rounds, starts}) =>
  `${date}, JDK ${jdk}, ${machine}; medians of ${rounds} rounds, ${starts} starts`;

/** Draws one measure at this place: a bar for each library. */
function panel(results, measure, x, y) {
  const widest = most(results, measure);
  const bars = results.map((result, i) => {
    const top = y + 34 + i * 24 + (result.dialect === 'messages' ? 8 : 0);
    const width = Math.max(2, 190 * result[measure.key] / widest).toFixed(1);
    const style = result.library === 'Diglot' ? 'own' : 'peer';
    const label = style === 'own' ? `${result.library}, ${result.dialect}` : result.library;
    return `<text class="${style}" x="${x + 158}" y="${top + 13}" text-anchor="end">${label}</text>
<rect class="${style}" x="${x + 168}" y="${top}" width="${width}" height="17" rx="2"/>
<text class="${style}" x="${x + 175 + Number(width)}" y="${top + 13}">${shown(result[measure.key], measure)}</text>`;
  });
  return `<text class="title" x="${x}" y="${y + 16}">${measure.title}</text>\n${bars.join('\n')}`;
}

/** Draws all measures in so many columns. */
function chart(data, columns) {
  const panelWidth = 440;
  const panelHeight = 34 + data.results.length * 24 + 34;
  const width = columns * panelWidth + 20;
  const height = 20 + Math.ceil(MEASURES.length / columns) * panelHeight + 30;
  const panels = MEASURES.map((measure, i) =>
    panel(data.results, measure, 20 + i % columns * panelWidth, 20 + Math.floor(i / columns) * panelHeight));
  const summary = MEASURES.map((measure) => {
    const values = data.results.map((result) => `${result.library} ${shown(result[measure.key], measure)}`);
    return `${measure.title}: ${values.join(', ')}.`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${width} ${height}"
    width="${width}" height="${height}">
<title>Benchmarks of Diglot and other clients; less is better</title>
<desc>${summary.join(' ')}</desc>
<style>
svg { background: #fdfdfb; font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
text { fill: #5b636a; }
rect.peer { fill: #c3c8c9; }
rect.own { fill: #0b5a8a; }
text.own { fill: #1d2226; font-weight: 600; }
text.title { fill: #1d2226; font-size: 15px; font-weight: 600; }
@media (prefers-color-scheme: dark) {
  svg { background: #14171a; }
  text { fill: #9ba4ab; }
  rect.peer { fill: #4a525a; }
  rect.own { fill: #7dbfea; }
  text.own, text.title { fill: #dee2e5; }
}
</style>
${panels.join('\n')}
<text x="20" y="${height - 16}">Less is better. ${caption(data)}</text>
</svg>
`;
}

function table(data) {
  const head = ['dialect', 'library', 'CPU', 'start', 'size', 'jars', 'allocated'];
  const rows = data.results.map((result) => {
    const [cpu, start, size, allocated] = MEASURES.map((measure) => shown(result[measure.key], measure));
    return [result.dialect, `${result.library} ${result.version}`, cpu, start, size, result.jars, allocated];
  });
  const lines = [head, ['---', '---', '--:', '--:', '--:', '--:', '--:'], ...rows];
  return `\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n${caption(data)}.\n\n`;
}

/** Returns the page with the table between its two comments. */
function page(data) {
  const [before, rest] = read(PAGE).split(START);
  return before + START + table(data) + END + rest.split(END)[1];
}

const [command, report, columns] = process.argv.slice(2);
if (command === '--import') {
  const [measured, lab] = [report, columns].map((name) => JSON.parse(readFileSync(name, 'utf8')));
  writeFileSync(new URL(DATA, root), `${JSON.stringify(imported(measured, lab), undefined, 2)}\n`);
}
const data = JSON.parse(read(DATA));
const files = {
  'src/site/images/benchmarks.svg': chart(data, 2),
  'src/site/images/benchmarks-narrow.svg': chart(data, 1),
  [PAGE]: page(data),
};
for (const [name, text] of Object.entries(files)) {
  if (command !== '--check') {
    writeFileSync(new URL(name, root), text);
  } else if (!exists(name) || read(name) !== text) {
    throw new Error(`${name} is stale: run node src/site/chart.js`);
  }
}
