// SPDX-FileCopyrightText: 2026 The Diglot authors
// SPDX-License-Identifier: Apache-2.0

// The npm package openai calls the test kit. See clients.js.

import assert from 'node:assert/strict';
import OpenAI, {
  APIConnectionError, APIConnectionTimeoutError, APIError, AuthenticationError, BadRequestError, InternalServerError,
  NotFoundError, PermissionDeniedError, RateLimitError, UnprocessableEntityError,
} from 'openai';
import {collect, example, examples, failure, files, isSplit, KEY, scripted, time, withoutDefaults} from './kit.js';

const client = (kit, options = {}) =>
  new OpenAI({apiKey: KEY, baseURL: `${kit.url}/v1`, fetch: kit.fetch, maxRetries: 0, ...options});
const completions = (kit, options) => client(kit, options).chat.completions;

const request = {model: 'glm-5', messages: [{role: 'user', content: 'How is the weather?'}]};
const streaming = {...request, stream: true};
const withUsage = {stream_options: {include_usage: true}};
const weatherTool = {
  type: 'function',
  function: {name: 'get_weather', parameters: {type: 'object', properties: {city: {type: 'string'}}}},
};
const sunny = {text: ['It ', 'is ', 'sunny.'], usage: {input: 12, output: 4}};
const usage = {prompt_tokens: 12, completion_tokens: 4, total_tokens: 16};
const twoCalls = {
  text: 'Let me look.',
  tool_calls: [
    {name: 'get_weather', arguments: ['{"city":', ' "Beijing"}']},
    {name: 'get_time', arguments: {}},
  ],
};
const deltas = (chunks, name) => chunks.flatMap(({choices}) => choices[0]?.delta[name] || []);

/** The class of the error for each kind, and the example of the spec with its body. */
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
    const error = await failure(completions(kit).create({...request, stream}));

    const {error: body} = example(`chat-error-${name}-response`);
    assert.ok(error instanceof type, `${error}`);
    assert.equal(error.status, status);
    assert.equal(error.code, body.code);
    assert.deepEqual(error.error, body);
    assert.match(error.requestID, /^req-\d+$/);
  },
}));

scripted('openai', [
  {
    title: 'a text',
    replies: [sunny],
    check: async (kit) => {
      const {data: reply, request_id: requestId} = await completions(kit).create(request).withResponse();

      assert.equal(reply.object, 'chat.completion');
      assert.equal(reply.model, 'glm-5');
      assert.equal(reply.choices[0].message.role, 'assistant');
      assert.equal(reply.choices[0].message.content, 'It is sunny.');
      assert.equal(reply.choices[0].finish_reason, 'stop');
      assert.deepEqual(reply.usage, usage);
      assert.match(requestId, /^req-\d+$/);
    },
  },
  {
    title: 'a stream has the pieces of the script, and no usage unless requested',
    replies: [sunny],
    check: async (kit) => {
      const {items, error} = await collect(completions(kit).create(streaming));

      assert.equal(error, undefined);
      assert.deepEqual(deltas(items, 'content'), ['It ', 'is ', 'sunny.']);
      assert.equal(items[0].choices[0].delta.role, 'assistant');
      assert.equal(items.at(-1).choices[0].finish_reason, 'stop');
      assert.ok(items.every((chunk) => chunk.object === 'chat.completion.chunk' && !chunk.usage));
    },
  },
  {
    title: 'a stream has its usage last if requested',
    replies: [sunny],
    check: async (kit) => {
      const {items} = await collect(completions(kit).create({...streaming, ...withUsage}));

      assert.deepEqual(items.at(-1).choices, []);
      assert.deepEqual(items.at(-1).usage, usage);
      assert.ok(items.slice(0, -1).every((chunk) => !chunk.usage));
    },
  },
  {
    title: 'the accumulated stream is the whole response',
    replies: [sunny, sunny],
    check: async (kit) => {
      const whole = await completions(kit).create(request);
      const contents = [];
      const stream = completions(kit).stream({...request, ...withUsage}).on('content', (each) => contents.push(each));
      const accumulated = await stream.finalChatCompletion();

      assert.deepEqual(contents, ['It ', 'is ', 'sunny.']);
      assert.equal(accumulated.choices[0].message.content, whole.choices[0].message.content);
      assert.equal(accumulated.choices[0].finish_reason, whole.choices[0].finish_reason);
      assert.deepEqual(accumulated.usage, whole.usage);
    },
  },
  {
    title: 'two tool calls',
    replies: [twoCalls],
    check: async (kit) => {
      const {choices: [choice]} = await completions(kit).create({...request, tools: [weatherTool]});

      const [first, second] = choice.message.tool_calls;
      assert.equal(choice.finish_reason, 'tool_calls');
      assert.equal(choice.message.content, 'Let me look.');
      assert.deepEqual([first.type, first.function], [
        'function', {name: 'get_weather', arguments: '{"city": "Beijing"}'},
      ]);
      assert.deepEqual(second.function, {name: 'get_time', arguments: '{}'});
      assert.notEqual(first.id, second.id);
    },
  },
  {
    title: 'two tool calls in a stream, accumulated',
    replies: [twoCalls],
    check: async (kit) => {
      const parts = [];
      const stream = completions(kit).stream({...request, tools: [weatherTool]})
          .on('tool_calls.function.arguments.delta', ({index, arguments_delta: part}) => parts.push([index, part]));
      const {choices: [choice]} = await stream.finalChatCompletion();

      assert.equal(choice.finish_reason, 'tool_calls');
      const calls = choice.message.tool_calls;
      assert.deepEqual(calls.map((call) => [call.type, call.function.name, call.function.arguments]), [
        ['function', 'get_weather', '{"city": "Beijing"}'],
        ['function', 'get_time', '{}'],
      ]);
      assert.equal(new Set(calls.map(({id}) => id)).size, 2);
      assert.deepEqual(parts.filter(([, part]) => part), [[0, '{"city":'], [0, ' "Beijing"}'], [1, '{}']]);
    },
  },
  ...[false, true].map((stream) => ({
    title: `the client's tool loop runs to its end, ${stream ? 'streaming' : 'with whole responses'}`,
    replies: [{tool_calls: [{name: 'get_weather', arguments: {city: 'Beijing'}}]}, sunny],
    check: async (kit) => {
      const cities = [];
      const weather = ({city}) => {
        cities.push(city);
        return 'sunny';
      };
      const tool = {...weatherTool, function: {...weatherTool.function, function: weather, parse: JSON.parse}};
      const runner = completions(kit).runTools({...request, stream, tools: [tool]});

      assert.equal(await runner.finalContent(), 'It is sunny.');
      assert.deepEqual(cities, ['Beijing']);
      assert.deepEqual(runner.messages.map(({role}) => role), ['user', 'assistant', 'tool', 'assistant']);
    },
  })),
  ...[false, true].map((stream) => ({
    title: `JSON is parsed by the client, ${stream ? 'from a stream' : 'from a whole response'}`,
    replies: [{json: {city: 'Beijing', degrees: [21, 23]}}],
    check: async (kit) => {
      const format = {type: 'json_schema', json_schema: {name: 'forecast', strict: true, schema: {type: 'object'}}};
      const parsing = {...format, $brand: 'auto-parseable-response-format', $parseRaw: JSON.parse};
      Object.defineProperty(parsing, '$brand', {enumerable: false});
      const body = {...request, response_format: parsing};
      const reply = await (stream ? completions(kit).stream(body).finalChatCompletion() : completions(kit).parse(body));

      assert.deepEqual(reply.choices[0].message.parsed, {city: 'Beijing', degrees: [21, 23]});
    },
  })),
  {
    title: 'JSON becomes the arguments of a tool that the request forces',
    replies: [{json: {city: 'Beijing'}}],
    check: async (kit) => {
      const choice = {type: 'function', function: {name: 'get_weather'}};
      const reply = await completions(kit).create({...request, tools: [weatherTool], tool_choice: choice});

      const [{function: call}] = reply.choices[0].message.tool_calls;
      assert.equal(call.name, 'get_weather');
      assert.deepEqual(JSON.parse(call.arguments), {city: 'Beijing'});
    },
  },
  {
    title: 'reasoning, which this client passes on as an additional property',
    replies: [{...sunny, reasoning: ['Look ', 'outside.']}, {...sunny, reasoning: ['Look ', 'outside.']}],
    check: async (kit) => {
      const whole = await completions(kit).create(request);
      const {items} = await collect(completions(kit).create(streaming));

      assert.equal(whole.choices[0].message.reasoning_content, 'Look outside.');
      assert.deepEqual(deltas(items, 'reasoning_content'), ['Look ', 'outside.']);
      assert.deepEqual(deltas(items, 'content'), ['It ', 'is ', 'sunny.']);
    },
  },
  {
    title: 'several choices, whole and accumulated',
    replies: Array(2).fill({choices: [{text: 'Sunny.'}, {text: 'Rainy.'}, {tool_calls: twoCalls.tool_calls}]}),
    check: async (kit) => {
      const whole = await completions(kit).create({...request, n: 3});
      const accumulated = await completions(kit).stream({...request, n: 3}).finalChatCompletion();

      for (const {choices} of [whole, accumulated]) {
        assert.deepEqual(choices.map(({index, finish_reason: reason, message}) => [index, reason, message.content]), [
          [0, 'stop', 'Sunny.'], [1, 'stop', 'Rainy.'], [2, 'tool_calls', null],
        ]);
        assert.equal(choices[2].message.tool_calls.length, 2);
      }
    },
  },
  {
    title: 'all choices begin before one ends, which the Java client openai-java requires',
    replies: [{choices: [{text: 'Sunny.'}, {text: 'Rainy.'}]}],
    check: async (kit) => {
      const {items} = await collect(completions(kit).create({...streaming, n: 2}));

      assert.deepEqual(items.slice(0, 2).map(({choices: [{index}]}) => index), [0, 1]);
      assert.deepEqual(items.slice(-2).map(({choices: [choice]}) => choice.finish_reason), ['stop', 'stop']);
    },
  },
  {
    title: 'a refusal',
    replies: [{refusal: 'I will not.'}, {refusal: 'I will not.'}],
    check: async (kit) => {
      const whole = await completions(kit).create(request);
      const refusals = [];
      const stream = completions(kit).stream(request).on('refusal.done', ({refusal}) => refusals.push(refusal));
      const accumulated = await stream.finalChatCompletion();

      assert.deepEqual(refusals, ['I will not.']);
      for (const {choices: [{message, finish_reason: reason}]} of [whole, accumulated]) {
        assert.deepEqual([message.content, message.refusal, reason], [null, 'I will not.', 'stop']);
      }
    },
  },
  {
    title: 'stop reasons have the finish reason of the same meaning',
    replies: ['max_tokens', 'refusal'].map((reason) => ({...sunny, stop_reason: reason})),
    check: async (kit) => {
      for (const reason of ['length', 'content_filter']) {
        assert.equal((await completions(kit).create(request)).choices[0].finish_reason, reason);
      }
    },
  },
  {
    title: 'the list of models',
    replies: [{example: 'models-chat'}],
    check: async (kit) => {
      const {items, error} = await collect(client(kit).models.list());

      assert.equal(error, undefined);
      assert.deepEqual(items, example('models-chat-response').data);
    },
  },
  ...Object.entries(ERRORS).flatMap(([kind, expected]) => forKind(kind, expected)),
  ...[['rate_limit', 1000], ['service_unavailable', 800], ['overloaded', 800]].map(([kind, wait]) => ({
    title: `the client tries again ${wait} ms after ${kind}, as Retry-After says`,
    replies: [{error: kind, retry_after_ms: wait}, sunny],
    check: async (kit) => {
      const {completions: retrying} = client(kit, {maxRetries: 2}).chat;

      // Its own backoff is at most 500 ms.
      assert.ok(await time(retrying.create(request)) >= wait - 5);
    },
  })),
  {
    title: 'the client does not try again after a request that is invalid',
    replies: [{error: 'invalid_request', message: 'The temperature is too high.'}],
    check: async (kit) => {
      const error = await failure(completions(kit, {maxRetries: 2}).create(request));

      assert.equal(error.message, '400 The temperature is too high.');
    },
  },
  {
    title: 'the client tries again if there was no response',
    replies: [{no_response: 'close'}, {no_response: 'reset'}, sunny],
    check: async (kit) => {
      const reply = await completions(kit, {maxRetries: 2}).create(request);

      assert.equal(reply.choices[0].message.content, 'It is sunny.');
    },
  },
  {
    title: 'the client reports that there was no response',
    replies: [{no_response: 'close'}],
    check: async (kit) => {
      assert.ok(await failure(completions(kit).create(request)) instanceof APIConnectionError);
    },
  },
  {
    title: 'the client waits no longer than its timeout',
    replies: [{no_response: 'stall'}],
    check: async (kit) => {
      assert.ok(await failure(completions(kit, {timeout: 200}).create(request)) instanceof APIConnectionTimeoutError);
    },
  },
  {
    title: 'an error in a stream',
    replies: [{...sunny, cut: {after_events: 3, error: 'overloaded'}}],
    check: async (kit) => {
      const {items, error} = await collect(completions(kit).create(streaming));

      assert.deepEqual(deltas(items, 'content'), ['It ', 'is ']);
      assert.ok(error instanceof APIError, `${error}`);
      assert.deepEqual(error.error, example('chat-error-529-response').error);
    },
  },
  ...['close', 'reset'].map((how) => ({
    title: `a stream that is cut (${how}) fails after what was sent`,
    replies: [{...sunny, cut: {after_events: 3, how}}],
    check: async (kit) => {
      const {items, error} = await collect(completions(kit).create(streaming));

      assert.deepEqual(deltas(items, 'content'), ['It ', 'is ']);
      assert.ok(error, 'an error');
    },
  })),
  {
    title: 'a stream that ends early is incomplete for the accumulator',
    replies: [{...sunny, cut: {after_events: 3, how: 'end'}}],
    check: async (kit) => {
      const error = await failure(completions(kit).stream(request).finalChatCompletion());

      assert.match(error.message, /missing finish_reason for choice 0/);
    },
  },
  ...['close', 'reset', 'end'].map((how) => ({
    title: `a whole response that is cut (${how}) fails`,
    replies: [{...sunny, cut: {after_events: 1, how}}],
    check: async (kit) => {
      await failure(completions(kit).create(request));
    },
  })),
  {
    title: 'the page of a proxy is an error with its status',
    replies: [{status: 502, content_type: 'text/html', body: '<html>Bad Gateway</html>'}],
    check: async (kit) => {
      const error = await failure(completions(kit).create(request));

      assert.ok(error instanceof InternalServerError, `${error}`);
      assert.equal(error.status, 502);
    },
  },
  {
    title: 'a stream has its pace',
    replies: [{...sunny, pace_ms: 60}],
    check: async (kit) => {
      const pace = await time(collect(completions(kit).create(streaming)));

      assert.ok(pace >= 5 * 60 - 5, `${pace} ms for 6 events`);
    },
  },
]);

const whole = files(/^chat-(?!error).*-response\.json$/);

examples('openai: whole examples', whole, async (kit, model, [response]) => {
  assert.deepEqual(await completions(kit).create({...request, model}), response);
});

// The client's accumulator accepts only tools that are functions, and keeps only the last delta of an additional
// property.
const notAccumulated = ['chat-custom-response.json', 'chat-details-response.json'];
const accumulated = whole.filter((name) => isSplit(name) && !notAccumulated.includes(name));

const splitting = 'openai: examples that the endpoint splits and the client accumulates';

examples(splitting, accumulated, async (kit, model, [response]) => {
  const reply = await completions(kit).stream({...request, ...withUsage, model}).finalChatCompletion();

  // Some examples lack what each chunk has.
  const choices = response.choices.map((choice, index) => ({index, ...choice}));
  assert.deepEqual(withoutDefaults(reply), withoutDefaults({object: 'chat.completion', ...response, choices}));
});

examples('openai: streams', files(/^chat-.*-stream\.sse$/), async (kit, model, events) => {
  assert.deepEqual((await collect(completions(kit).create({...streaming, model}))).items, events);
});
