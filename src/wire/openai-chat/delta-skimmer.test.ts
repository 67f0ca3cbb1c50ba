import { expect, it } from 'vitest';
import { createDeltaSkimmer } from './delta-skimmer.ts';

const chunk = (text: string, after = '') =>
  `{"id":"c1","choices":[{"index":0,"delta":{"content":"${text}"},"finish_reason":null}]${after}}`;

it.each([
  ['the same form', chunk('Hello'), 5],
  ['no text', chunk(''), 0],
  ['escapes, as they are written', chunk('\\n\\"'), 4],
  ['a tail that changes', chunk('Hi', ',"obfuscation":"x7"'), 2],
  ['usage that is not there yet', chunk('Hi', ',"usage":null'), 2],
  ['usage', chunk('Hi', ',"usage":{"prompt_tokens":1}'), null],
  [
    'another choice',
    chunk('Hi').replace('null}', 'null},{"delta":{},"finish_reason":"stop"}'),
    null,
  ],
  ['a finish', chunk('Hi').replace('null', '"stop"'), null],
  ['another id', chunk('Hi').replace('c1', 'c2'), null],
  ['another field', chunk('Hi').replace('content', 'refusal'), null],
  ['text that never ends', chunk('Hi').slice(0, -30), null],
])('after a plain chunk, %s', (_name, data, characters) => {
  const skimmer = createDeltaSkimmer();
  skimmer.learn(chunk('A'));
  expect(skimmer.characters(data)).toBe(characters);
});

it.each([
  ['nothing', null],
  ['a chunk without text', chunk('')],
  ['a chunk that finishes', chunk('A').replace('null', '"stop"')],
  ['something else', '{"usage":{}}'],
])('has learnt nothing from %s', (_name, data) => {
  const skimmer = createDeltaSkimmer();
  if (data !== null) skimmer.learn(data);
  expect(skimmer.characters(chunk('Hi'))).toBeNull();
});

it('learns anew when the form changes', () => {
  const skimmer = createDeltaSkimmer();
  skimmer.learn(chunk('A').replace('content', 'reasoning_content'));
  expect(skimmer.characters(chunk('Hi'))).toBeNull();
  skimmer.learn(chunk('A'));
  expect(skimmer.characters(chunk('Hi'))).toBe(2);
});
