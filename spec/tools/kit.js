// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// Runs the test kit of the Java library for tests: an endpoint that responds as
// a script in JSON says. The first argument of the program is the class path.

import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {after, before, describe, test} from 'node:test';
import {file, payloads, read} from './document.js';

/** The key of the clients, which no output may contain. */
export const KEY = process.env.DIGLOT_TEST_KEY ?? 'key-of-clients';

const TIMEOUT = 30_000;

// The endpoint ends with the program, also if a signal ends it.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) {
  process.once(signal, () => process.exit(1));
}

/** A running endpoint. Its fetch counts the requests. */
class Kit {
  requests = 0;
  fetch = (url, init) => {
    this.requests++;
    return fetch(url, init);
  };
  #stop = () => this.stop();

  /** Starts it with these replies, or with the examples of the spec, by the name of the model. */
  async start(replies) {
    const folder = mkdtempSync(join(tmpdir(), 'kit-'));
    try {
      const script = join(folder, 'script.json');
      writeFileSync(script, JSON.stringify(replies ?? []));
      const options = ['--port', '0', ...(replies ? ['--script', script] : [])];
      this.process = spawn('java', ['-cp', process.argv[2], 'dev.diglot.testkit.Main', ...options], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      process.once('exit', this.#stop);
      for await (const line of createInterface(this.process.stdout)) {
        this.url = line;
        return;
      }
      throw new Error('The test kit did not start.');
    } finally {
      rmSync(folder, {recursive: true});
    }
  }

  stop() {
    process.removeListener('exit', this.#stop);
    this.process.kill();
  }

  /** Sends requests until that many were sent, so that the next test has its part of the script. */
  async skipTo(count) {
    while (this.requests < count) {
      const signal = AbortSignal.timeout(500);
      await this.fetch(`${this.url}/v1/models`, {signal}).then((response) => response.text()).catch(() => {});
    }
  }
}

/** Declares tests with one endpoint. */
function suite(name, script, declare) {
  describe(name, () => {
    const kit = new Kit();
    before(() => kit.start(script));
    after(() => kit.stop());
    declare(kit);
  });
}

/** Declares tests, each with its replies. Each must send as many requests, so the number of retries is checked too. */
export function scripted(name, tests) {
  suite(name, tests.flatMap(({replies}) => replies), (kit) => {
    let first = 0;
    for (const {title, replies, check} of tests) {
      const start = first;
      const end = first += replies.length;
      test(title, {timeout: TIMEOUT}, async () => {
        assert.ok(kit.requests <= start, 'an earlier test sent too many requests');
        await kit.skipTo(start);
        await check(kit);
        assert.equal(kit.requests - start, replies.length, 'the number of requests');
      });
    }
  });
}

/** Declares a test for each of these examples of the spec, with its name and its JSON documents. */
export function examples(title, files, check) {
  suite(title, undefined, (kit) => {
    assert.ok(files.length > 5, 'there are examples');
    for (const each of files) {
      const documents = payloads(`examples/${each}`).map((text) => JSON.parse(text));
      test(each, {timeout: TIMEOUT}, () => check(kit, each.replace(/-(response|stream)\..*/, ''), documents));
    }
  });
}

/** Returns the examples whose file name has this form. */
export const files = (pattern) => readdirSync(file('examples')).filter((name) => pattern.test(name));

/** Returns whether a response is no stream too, so that the endpoint splits it. */
export const isSplit = (name) => !existsSync(file(`examples/${name.replace('response.json', 'stream.sse')}`));

/** Returns the JSON of an example. */
export const example = (name) => JSON.parse(read(`examples/${name}.json`));

/** Returns JSON without what says nothing, and without what the accumulators of the clients add. */
export const withoutDefaults = (json) => JSON.parse(JSON.stringify(json, (name, value) =>
  name.startsWith('parsed') || value === null || value === '' ? undefined : value));

/** Returns all items of an asynchronous iterable, and the error that ended it, or undefined. */
export async function collect(iterable) {
  const items = [];
  try {
    for await (const item of await iterable) {
      items.push(item);
    }
    return {items};
  } catch (error) {
    return {items, error};
  }
}

/** Returns the error of a promise that must fail. */
export const failure = (promise) => promise.then(() => assert.fail('no error'), (error) => error);

/** Returns the milliseconds until a promise has succeeded. */
export async function time(promise) {
  const start = performance.now();
  await promise;
  return performance.now() - start;
}
