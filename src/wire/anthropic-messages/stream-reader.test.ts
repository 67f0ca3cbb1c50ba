import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StreamPart } from '../../core/stream-part.ts';
import { createEventDecoder } from '../event-stream.ts';
import { UNREADABLE_EVENT } from '../upstream-fault.ts';
import { createStreamReader } from './stream-reader.ts';

const encoder = new TextEncoder();

/** One event per line, as `name data`, `- data` without a name, `name -` without data, or a comment. */
function read(recording: string, mode: 'full' | 'observe' = 'full', signatures = false) {
  const stream = recording
    .trim()
    .split('\n')
    .map((line) => `${written(line.trim())}\n\n`)
    .join('');
  const reader = createStreamReader(mode, { signatures });
  const parts = createEventDecoder('sse')
    .push(encoder.encode(stream))
    .flatMap((event) => [...reader.read(event)]);
  return { parts, characters: reader.contentCharacters() };
}

function written(line: string): string {
  if (line.startsWith(':')) return line;
  const space = line.indexOf(' ');
  const [name, data] = [line.slice(0, space), line.slice(space + 1)];
  return `${name === '-' ? '' : `event: ${name}\n`}${data === '-' ? '' : `data: ${data}`}`;
}

const TEXT = `
  message_start {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-haiku-5-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":12,"cache_creation_input_tokens":4,"cache_read_input_tokens":3,"cache_creation":{"ephemeral_5m_input_tokens":1,"ephemeral_1h_input_tokens":3},"output_tokens":1}}}
  content_block_start {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}
  ping {"type": "ping"}
  content_block_delta {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grün \\"\\n"}}
  content_block_delta {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"!"}}
  content_block_stop {"type":"content_block_stop","index":0}
  message_delta {"type":"message_delta","delta":{"stop_reason":"stop_sequence","stop_sequence":"END"},"usage":{"output_tokens":42}}
  message_stop {"type":"message_stop"}`;

const usage = (outputTokens: number): StreamPart => ({
  type: 'usage',
  usage: {
    state: 'reported',
    usage: {
      freshInputTokens: 12,
      cacheReadTokens: 3,
      cacheWrite5mTokens: 1,
      cacheWrite1hTokens: 3,
      outputTokens,
      thinkingTokens: null,
    },
  },
});

describe('recordings', () => {
  test('text', () => {
    expect(read(TEXT)).toEqual({
      parts: [
        { type: 'start', id: 'msg_1', model: 'claude-haiku-5-5' },
        usage(1),
        { type: 'block-start', index: 0, block: { type: 'text' } },
        { type: 'ping' },
        { type: 'text-delta', index: 0, text: 'Grün "\n' },
        { type: 'text-delta', index: 0, text: '!' },
        { type: 'block-end', index: 0 },
        usage(42),
        { type: 'finish', reason: 'stop_sequence', stopSequence: 'END' },
        { type: 'end' },
      ],
      characters: 8,
    });
  });

  const DELTA: StreamPart = { type: 'other', name: 'content_block_delta' };

  test('watched only: the same but for the deltas, whose characters are estimated', () => {
    const { parts, characters } = read(TEXT, 'observe');
    const full = read(TEXT);
    expect(parts).toEqual(full.parts.map((part) => (part.type === 'text-delta' ? DELTA : part)));
    // Two escapes count double.
    expect(characters).toBe(full.characters + 2);
    const deltas = parts.filter((part) => part.type === 'other');
    expect(deltas[0]).toBe(deltas[1]);
  });

  test('thinking and parallel tools', () => {
    const recording = `
      content_block_start {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}
      content_block_delta {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}
      content_block_delta {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2lnbmF0dXJl"}}
      content_block_stop {"type":"content_block_stop","index":0}
      content_block_start {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t1","name":"weather","input":{}}}
      content_block_delta {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":""}}
      content_block_delta {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"city\\":"}}
      content_block_start {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t2","name":"now"}}`;
    expect(read(recording)).toEqual({
      parts: [
        { type: 'block-start', index: 0, block: { type: 'thinking' } },
        { type: 'thinking-delta', index: 0, text: 'hm' },
        { type: 'signature', index: 0, signature: 'c2lnbmF0dXJl' },
        { type: 'block-end', index: 0 },
        { type: 'block-start', index: 1, block: { type: 'tool-use', id: 't1', name: 'weather' } },
        DELTA,
        { type: 'tool-input-delta', index: 1, json: '{"city":' },
        { type: 'block-start', index: 2, block: { type: 'tool-use', id: 't2', name: 'now' } },
      ],
      characters: 10,
    });
    // Two quotes are escaped; neither a signature nor an empty delta counts.
    expect(read(recording, 'observe').characters).toBe(10 + 2);
  });

  test('a tool of the server is opaque, and so is what it streams', () => {
    const { parts } = read(`
      content_block_start {"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"s1","name":"web_search","input":{},"text":"x"}}
      content_block_delta {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{}"}}
      content_block_stop {"type":"content_block_stop","index":0}
      content_block_start {"type":"content_block_start","index":1,"content_block":{"type":"text","text":"Found"}}
      content_block_delta {"type":"content_block_delta","index":1,"delta":{"type":"citations_delta","citation":{}}}`);
    expect(parts).toEqual([
      { type: 'block-start', index: 0, block: { type: 'opaque', name: 'server_tool_use' } },
      DELTA,
      { type: 'block-end', index: 0 },
      { type: 'block-start', index: 1, block: { type: 'text' } },
      { type: 'text-delta', index: 1, text: 'Found' },
      DELTA,
    ]);
  });

  test('an error ends it', () => {
    const { parts } = read(`
      error {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}
      message_stop {"type":"message_stop"}`);
    expect(parts).toEqual([
      {
        type: 'error',
        error: {
          kind: 'overloaded',
          status: null,
          message: 'Overloaded',
          retryable: true,
          retryAfterMs: null,
        },
      },
      { type: 'other', name: 'after the end' },
    ]);
  });

  test('events after the end are not read', () => {
    const { parts } = read(`
      message_stop {"type":"message_stop"}
      message_stop {"type":"message_stop"}
      content_block_delta {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"more"}}`);
    expect(parts.map((part) => part.type)).toEqual(['end', 'other', 'other']);
  });
});

describe('odd events', () => {
  test.each<[string, string, readonly StreamPart[]]>([
    ['a comment is a ping', ': keep-alive', [{ type: 'ping' }]],
    ['a name without data is nothing', 'message_stop -', []],
    [
      'an unknown event',
      'surprise {"type":"surprise","a":1}',
      [{ type: 'other', name: 'surprise' }],
    ],
    [
      'an unknown event that names itself by its event field',
      'surprise {"a":1}',
      [{ type: 'other', name: 'surprise' }],
    ],
    ['no event field', '- {"type":"message_stop"}', [{ type: 'end' }]],
    ['the type in the data counts', 'ping {"type":"message_stop"}', [{ type: 'end' }]],
    [
      'a start without a message',
      'message_start {"type":"message_start"}',
      [
        { type: 'start', id: '', model: '' },
        { type: 'usage', usage: { state: 'unknown' } },
      ],
    ],
    [
      'a block without index',
      'content_block_stop {"type":"content_block_stop"}',
      [{ type: 'other', name: 'unreadable' }],
    ],
    [
      'a block with a bad index',
      'content_block_start {"type":"content_block_start","index":-1}',
      [{ type: 'other', name: 'unreadable' }],
    ],
    [
      'a block of no kind',
      'content_block_start {"type":"content_block_start","index":0}',
      [{ type: 'block-start', index: 0, block: { type: 'opaque', name: '' } }],
    ],
    [
      'a delta of nothing',
      'content_block_delta {"type":"content_block_delta","index":0}',
      [{ type: 'other', name: 'content_block_delta' }],
    ],
    ['a closing event that says nothing', 'message_delta {"type":"message_delta"}', []],
    [
      'a closing event without a reason',
      'message_delta {"type":"message_delta","delta":{"stop_reason":null}}',
      [],
    ],
    [
      'usage that cannot be true',
      'message_delta {"type":"message_delta","delta":{},"usage":{"input_tokens":1,"output_tokens":-7}}',
      [{ type: 'usage', usage: { state: 'unknown' } }],
    ],
  ])('%s', (_name, recording, parts) => {
    expect(read(recording).parts).toEqual(parts);
  });

  test('an event that cannot be read is a hole in a translation, and nothing to a watcher', () => {
    for (const data of [
      '{"type":"content_bl',
      '[]',
      '7',
      `{"a":${'['.repeat(9_999)}${']'.repeat(9_999)}}`,
    ]) {
      const recording = `message_delta ${data}\nmessage_stop {"type":"message_stop"}`;
      expect(read(recording).parts).toEqual([
        { type: 'error', error: UNREADABLE_EVENT },
        { type: 'other', name: 'after the end' },
      ]);
      expect(read(recording, 'observe').parts).toEqual([
        { type: 'other', name: 'unreadable' },
        { type: 'end' },
      ]);
    }
  });

  test('a watcher reads deltas that do not name their event', () => {
    const { parts, characters } = read(
      '- {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"abc"}}',
      'observe',
    );
    expect(parts).toEqual([{ type: 'other', name: 'content_block_delta' }]);
    expect(characters).toBe(3);
  });

  test('nothing that comes makes it throw', () => {
    const name = fc.constantFrom(
      '',
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'error',
      'x',
    );
    const data = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record(
          {
            type: name,
            index: fc.oneof(fc.nat(3), fc.jsonValue()),
            message: fc.jsonValue(),
            delta: fc.jsonValue(),
            content_block: fc.jsonValue(),
            usage: fc.jsonValue(),
            error: fc.jsonValue(),
          },
          { requiredKeys: ['type'] },
        )
        .map((event) => JSON.stringify(event)),
    );
    const events = fc.array(fc.record({ event: name, data }), { maxLength: 6 });
    fc.assert(
      fc.property(events, fc.constantFrom('full' as const, 'observe' as const), (list, mode) => {
        const reader = createStreamReader(mode);
        for (const event of list) reader.read({ ...event, raw: encoder.encode(event.data) });
        expect(reader.contentCharacters()).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('signatures', () => {
  const THINKING = `
  content_block_start {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}
  content_block_delta {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm."}}
  content_block_delta {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"abc"}}
  content_block_stop {"type":"content_block_stop","index":0}
  content_block_start {"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"xyz"}}
  content_block_stop {"type":"content_block_stop","index":1}
  content_block_start {"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}
  content_block_delta {"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"\\"signature_delta\\""}}`;
  const SIGNED = [
    { type: 'signature', index: 0, signature: 'abc' },
    { type: 'signature', index: 1, signature: 'xyz' },
  ];
  const signed = (...given: Parameters<typeof read>) =>
    read(...given).parts.filter(({ type }) => type === 'signature');

  test('are read where content is not, when they are wanted, and nothing else is', () => {
    const { parts, characters } = read(THINKING, 'observe', true);
    expect(parts.filter(({ type }) => type === 'signature')).toEqual(SIGNED);
    expect(parts.filter(({ type }) => type === 'other')).toHaveLength(2);
    expect(characters).toBe(3 + JSON.stringify('"signature_delta"').length - 2);
    expect(signed(THINKING, 'full', true)).toEqual(SIGNED);
  });

  test('are left where nobody asks', () => {
    expect(signed(THINKING, 'observe')).toEqual([]);
    expect(signed(THINKING, 'full')).toEqual(SIGNED.slice(0, 1));
  });
});
