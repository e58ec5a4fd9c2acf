// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// The npm package @anthropic-ai/sdk calls the test kit. See clients.js.

import assert from 'node:assert/strict';
import Anthropic, {
  APIConnectionError, APIConnectionTimeoutError, APIError, AuthenticationError, BadRequestError, InternalServerError,
  NotFoundError, PermissionDeniedError, RateLimitError,
} from '@anthropic-ai/sdk';
import {collect, example, examples, failure, files, isSplit, KEY, scripted, time, withoutDefaults} from './kit.js';

const client = (kit, options = {}) =>
  new Anthropic({apiKey: KEY, baseURL: kit.url, fetch: kit.fetch, maxRetries: 0, ...options});
const messages = (kit, options) => client(kit, options).messages;

const request = {model: 'minimax-m2.7', max_tokens: 100, messages: [{role: 'user', content: 'How is the weather?'}]};
const streaming = {...request, stream: true};
const weatherTool = {
  name: 'get_weather', input_schema: {type: 'object', properties: {city: {type: 'string'}}},
};
const sunny = {text: ['It ', 'is ', 'sunny.'], usage: {input: 12, output: 4}};
const reasoned = {...sunny, reasoning: ['Look ', 'outside.']};
const twoCalls = {
  text: 'Let me look.',
  tool_calls: [
    {name: 'get_weather', arguments: ['{"city":', ' "Beijing"}']},
    {name: 'get_time', arguments: {}},
  ],
};
const text = (reply) => reply.content.filter(({type}) => type === 'text').map((block) => block.text).join('');
const deltas = (events, name) => events.flatMap(({delta}) => delta?.[name] ?? []);

/** The class of the error for each kind, and its status. */
const ERRORS = {
  invalid_request: [BadRequestError, 400],
  authentication: [AuthenticationError, 401],
  payment_required: [APIError, 402],
  permission_denied: [PermissionDeniedError, 403],
  model_not_available: [PermissionDeniedError, 403, 'model'],
  not_found: [NotFoundError, 404],
  request_too_large: [APIError, 413],
  rate_limit: [RateLimitError, 429],
  server: [InternalServerError, 500],
  service_unavailable: [InternalServerError, 503],
  overloaded: [InternalServerError, 529],
};

const forKind = (kind, [type, status, name = status]) => [false, true].map((stream) => ({
  title: `${kind} is an error of its class, ${stream ? 'for a stream' : 'for a whole response'}`,
  replies: [{error: kind}],
  check: async (kit) => {
    const error = await failure(messages(kit).create({...request, stream}));

    const body = example(`messages-error-${name}-response`);
    assert.ok(error instanceof type, `${error}`);
    assert.equal(error.status, status);
    assert.equal(error.type, body.error.type);
    assert.deepEqual(error.error, body);
    assert.match(error.requestID, /^req-\d+$/);
  },
}));

scripted('@anthropic-ai/sdk', [
  {
    title: 'a text',
    replies: [sunny],
    check: async (kit) => {
      const reply = await messages(kit).create(request);

      assert.equal(reply.type, 'message');
      assert.equal(reply.role, 'assistant');
      assert.equal(reply.model, 'minimax-m2.7');
      assert.deepEqual(reply.content, [{type: 'text', text: 'It is sunny.'}]);
      assert.equal(reply.stop_reason, 'end_turn');
      assert.deepEqual(reply.usage, {input_tokens: 12, output_tokens: 4});
    },
  },
  {
    title: 'a stream has the pieces of the script, and its usage in two events',
    replies: [sunny],
    check: async (kit) => {
      const {items, error} = await collect(messages(kit).create(streaming));

      assert.equal(error, undefined);
      assert.deepEqual(items.map(({type}) => type), [
        'message_start', 'content_block_start', 'content_block_delta', 'content_block_delta', 'content_block_delta',
        'content_block_stop', 'message_delta', 'message_stop',
      ]);
      assert.deepEqual(deltas(items, 'text'), ['It ', 'is ', 'sunny.']);
      assert.equal(items[0].message.usage.input_tokens, 12);
      assert.equal(items[6].usage.output_tokens, 4);
      assert.equal(items[6].delta.stop_reason, 'end_turn');
    },
  },
  {
    title: 'the accumulated stream is the whole response',
    replies: [reasoned, reasoned],
    check: async (kit) => {
      const {id, ...whole} = await messages(kit).create(request);
      const texts = [];
      const thoughts = [];
      const stream = messages(kit).stream(request)
          .on('text', (each) => texts.push(each)).on('thinking', (each) => thoughts.push(each));
      const {id: other, ...accumulated} = await stream.finalMessage();

      assert.deepEqual(texts, ['It ', 'is ', 'sunny.']);
      assert.deepEqual(thoughts, ['Look ', 'outside.']);
      assert.equal(await stream.finalText(), 'It is sunny.');
      assert.deepEqual(withoutDefaults(accumulated), withoutDefaults(whole));
      assert.notEqual(id, other);
    },
  },
  {
    title: 'reasoning is a signed block before the text',
    replies: [reasoned],
    check: async (kit) => {
      const {content} = await messages(kit).create(request);

      assert.deepEqual(content.map(({type}) => type), ['thinking', 'text']);
      assert.equal(content[0].thinking, 'Look outside.');
      assert.ok(content[0].signature);
    },
  },
  {
    title: 'two tool calls, whole and accumulated',
    replies: [twoCalls, twoCalls],
    check: async (kit) => {
      const body = {...request, tools: [weatherTool]};
      const parts = [];
      const stream = messages(kit).stream(body).on('inputJson', (part) => parts.push(part));
      for (const {content, stop_reason: reason} of [await stream.finalMessage(), await messages(kit).create(body)]) {
        const [said, ...calls] = content;
        assert.equal(reason, 'tool_use');
        assert.equal(said.text, 'Let me look.');
        assert.deepEqual(calls.map(({type, name, input}) => [type, name, input]), [
          ['tool_use', 'get_weather', {city: 'Beijing'}], ['tool_use', 'get_time', {}],
        ]);
        assert.equal(new Set(calls.map((call) => call.id)).size, 2);
      }
      assert.deepEqual(parts.filter((part) => part), ['{"city":', ' "Beijing"}', '{}']);
    },
  },
  ...[false, true].map((stream) => ({
    title: `the client's tool loop runs to its end, ${stream ? 'streaming' : 'with whole responses'}`,
    replies: [{tool_calls: [{name: 'get_weather', arguments: {city: 'Beijing'}}]}, sunny],
    check: async (kit) => {
      const cities = [];
      const run = ({city}) => {
        cities.push(city);
        return 'sunny';
      };
      const tool = {...weatherTool, run, parse: (input) => input};
      const runner = client(kit).beta.messages.toolRunner({...request, stream, tools: [tool]});

      assert.equal(text(await runner.runUntilDone()), 'It is sunny.');
      assert.deepEqual(cities, ['Beijing']);
    },
  })),
  ...[false, true].map((stream) => ({
    title: `JSON is parsed by the client, ${stream ? 'from a stream' : 'from a whole response'}`,
    replies: [{json: {city: 'Beijing', degrees: [21, 23]}}],
    check: async (kit) => {
      const format = {type: 'json_schema', schema: {type: 'object'}, parse: JSON.parse};
      const body = {...request, output_config: {format}};
      const reply = await (stream ? messages(kit).stream(body).finalMessage() : messages(kit).parse(body));

      assert.deepEqual(reply.parsed_output, {city: 'Beijing', degrees: [21, 23]});
    },
  })),
  {
    title: 'JSON becomes the input of a tool that the request forces',
    replies: [{json: {city: 'Beijing'}}],
    check: async (kit) => {
      const choice = {type: 'tool', name: 'get_weather'};
      const {content: [call]} = await messages(kit).create({...request, tools: [weatherTool], tool_choice: choice});

      assert.deepEqual([call.type, call.name, call.input], ['tool_use', 'get_weather', {city: 'Beijing'}]);
    },
  },
  {
    title: 'a refusal, whole and accumulated',
    replies: [{refusal: 'I will not.'}, {refusal: 'I will not.'}],
    check: async (kit) => {
      for (const reply of [await messages(kit).create(request), await messages(kit).stream(request).finalMessage()]) {
        assert.deepEqual(reply.content, []);
        assert.equal(reply.stop_reason, 'refusal');
        assert.equal(reply.stop_details.explanation, 'I will not.');
      }
    },
  },
  {
    title: 'a stop reason',
    replies: [{...sunny, stop_reason: 'max_tokens'}],
    check: async (kit) => {
      assert.equal((await messages(kit).create(request)).stop_reason, 'max_tokens');
    },
  },
  {
    title: 'the tokens of a request',
    replies: [sunny],
    check: async (kit) => {
      const {max_tokens: max, ...body} = request;

      assert.deepEqual(await messages(kit).countTokens(body), {input_tokens: 12});
    },
  },
  {
    title: 'the list of models, in two pages',
    replies: [
      {example: 'models-messages'},
      {response: {data: [{id: 'other', type: 'model'}], has_more: false, first_id: 'other', last_id: 'other'}},
    ],
    check: async (kit) => {
      const {items, error} = await collect(client(kit).models.list());

      assert.equal(error, undefined);
      assert.deepEqual(items.map(({id}) => id), ['minimax-m2.7', 'other']);
    },
  },
  ...Object.entries(ERRORS).flatMap(([kind, expected]) => forKind(kind, expected)),
  ...[['rate_limit', 1000], ['service_unavailable', 800], ['overloaded', 800]].map(([kind, wait]) => ({
    title: `the client tries again ${wait} ms after ${kind}, as Retry-After says`,
    replies: [{error: kind, retry_after_ms: wait}, sunny],
    check: async (kit) => {
      // Its own backoff is at most 500 ms.
      assert.ok(await time(messages(kit, {maxRetries: 2}).create(request)) >= wait - 5);
    },
  })),
  {
    title: 'the client does not try again after a request that is invalid',
    replies: [{error: 'invalid_request', message: 'The temperature is too high.'}],
    check: async (kit) => {
      const error = await failure(messages(kit, {maxRetries: 2}).create(request));

      assert.equal(error.error.error.message, 'The temperature is too high.');
    },
  },
  {
    title: 'the client tries again if there was no response',
    replies: [{no_response: 'close'}, {no_response: 'reset'}, sunny],
    check: async (kit) => {
      assert.equal(text(await messages(kit, {maxRetries: 2}).create(request)), 'It is sunny.');
    },
  },
  {
    title: 'the client reports that there was no response',
    replies: [{no_response: 'close'}],
    check: async (kit) => {
      assert.ok(await failure(messages(kit).create(request)) instanceof APIConnectionError);
    },
  },
  {
    title: 'the client waits no longer than its timeout',
    replies: [{no_response: 'stall'}],
    check: async (kit) => {
      assert.ok(await failure(messages(kit, {timeout: 200}).create(request)) instanceof APIConnectionTimeoutError);
    },
  },
  {
    title: 'an error in a stream',
    replies: [{...sunny, cut: {after_events: 4, error: 'overloaded'}}],
    check: async (kit) => {
      const {items, error} = await collect(messages(kit).create(streaming));

      assert.deepEqual(deltas(items, 'text'), ['It ', 'is ']);
      assert.ok(error instanceof APIError, `${error}`);
      assert.deepEqual(error.error.error, example('messages-error-529-response').error);
    },
  },
  ...['close', 'reset'].map((how) => ({
    title: `a stream that is cut (${how}) fails after what was sent`,
    replies: [{...sunny, cut: {after_events: 4, how}}],
    check: async (kit) => {
      const {items, error} = await collect(messages(kit).create(streaming));

      assert.deepEqual(deltas(items, 'text'), ['It ', 'is ']);
      assert.ok(error, 'an error');
    },
  })),
  {
    title: 'a stream that ends early is incomplete for the accumulator',
    replies: [{...sunny, cut: {after_events: 4, how: 'end'}}],
    check: async (kit) => {
      await failure(messages(kit).stream(request).finalMessage());
    },
  },
  ...['close', 'reset', 'end'].map((how) => ({
    title: `a whole response that is cut (${how}) fails`,
    replies: [{...sunny, cut: {after_events: 1, how}}],
    check: async (kit) => {
      await failure(messages(kit).create(request));
    },
  })),
  {
    title: 'the page of a proxy is an error with its status',
    replies: [{status: 502, content_type: 'text/html', body: '<html>Bad Gateway</html>'}],
    check: async (kit) => {
      const error = await failure(messages(kit).create(request));

      assert.ok(error instanceof InternalServerError, `${error}`);
      assert.equal(error.status, 502);
    },
  },
  {
    title: 'a stream has its pace',
    replies: [{...sunny, pace_ms: 60}],
    check: async (kit) => {
      const took = await time(collect(messages(kit).create(streaming)));

      assert.ok(took >= 7 * 60 - 5, `${took} ms for 8 events`);
    },
  },
]);

const whole = files(/^messages-(?!error).*-response\.json$/);

examples('@anthropic-ai/sdk: whole examples', whole, async (kit, model, [response]) => {
  assert.deepEqual(await messages(kit).create({...request, model}), response);
});

const splitting = '@anthropic-ai/sdk: examples that the endpoint splits and the client accumulates';
examples(splitting, whole.filter(isSplit), async (kit, model, [response]) => {
  // The beta accumulates blocks of MCP too.
  const reply = await client(kit).beta.messages.stream({...request, model}).finalMessage();

  assert.deepEqual(withoutDefaults(reply), withoutDefaults(response));
});

examples('@anthropic-ai/sdk: streams', files(/^messages-(?!error).*-stream\.sse$/), async (kit, model, events) => {
  const {items} = await collect(messages(kit).create({...streaming, model}));

  // The client skips pings, and events without a name, which one example starts with.
  const unnamed = model === 'messages-stream' ? 1 : 0;
  assert.deepEqual(items, events.slice(unnamed).filter(({type}) => type !== 'ping'));
});
