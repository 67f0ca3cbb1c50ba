import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEventDecoder } from './event-stream.ts';
import type { WireEvent } from './wire-event.ts';

const encoder = new TextEncoder();

/** Everything a decoder gives for these bytes, cut into chunks of the given sizes, over and over. */
function decode(bytes: Uint8Array, framing: 'sse' | 'ndjson', sizes: readonly number[] = []) {
  const decoder = createEventDecoder(framing);
  const events: WireEvent[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes.length === 0 ? bytes.length : (sizes[turn % sizes.length] ?? 1);
    events.push(...decoder.push(bytes.slice(at, at + size)));
    at += size;
  }
  return { events, rest: decoder.end() };
}

function fields(event: WireEvent | null) {
  return event === null ? null : [event.event, event.data];
}

function joined(events: readonly WireEvent[], rest: WireEvent | null): Uint8Array {
  const parts = [...events, ...(rest === null ? [] : [rest])].map((event) => event.raw);
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

const CASES: readonly {
  readonly name: string;
  readonly stream: string;
  readonly events: readonly (readonly [event: string, data: string])[];
  readonly rest?: readonly [event: string, data: string];
}[] = [
  {
    name: 'LF',
    stream: 'event: a\ndata: 1\n\ndata: 2\n\n',
    events: [
      ['a', '1'],
      ['', '2'],
    ],
  },
  {
    name: 'CRLF',
    stream: 'event: a\r\ndata: 1\r\n\r\ndata: 2\r\n\r\n',
    events: [
      ['a', '1'],
      ['', '2'],
    ],
  },
  {
    name: 'CR, the last one open',
    stream: 'event: a\rdata: 1\r\rdata: 2\r\r',
    events: [['a', '1']],
    rest: ['', '2'],
  },
  {
    name: 'CR, then a byte that is no LF',
    stream: 'data: 1\r\r\r\rx',
    events: [
      ['', '1'],
      ['', ''],
      ['', ''],
    ],
    rest: ['', ''],
  },
  {
    name: 'mixed line ends',
    stream: 'event: a\rdata: 1\n\r\ndata: 2\r\n\n',
    events: [
      ['a', '1'],
      ['', '2'],
    ],
  },
  {
    name: 'byte order mark',
    stream: '\uFEFFdata: 1\n\ndata: \uFEFF2\n\n',
    events: [
      ['', '1'],
      ['', '\uFEFF2'],
    ],
  },
  {
    name: 'a later mark is no mark',
    stream: 'data: 1\n\n\uFEFFdata: 2\n\n',
    events: [
      ['', '1'],
      ['', ''],
    ],
  },
  {
    name: 'comment alone',
    stream: ': ping\n\ndata: 1\n\n',
    events: [
      ['', ''],
      ['', '1'],
    ],
  },
  { name: 'comment in an event', stream: 'event: a\n:\n: c\ndata: 1\n\n', events: [['a', '1']] },
  {
    name: 'many data lines',
    stream: 'data: 1\ndata:  2\ndata:\ndata: 3\n\n',
    events: [['', '1\n 2\n\n3']],
  },
  {
    name: 'data without colon',
    stream: 'data\n\ndata\ndata\n\n',
    events: [
      ['', ''],
      ['', '\n'],
    ],
  },
  { name: 'no space after the colon', stream: 'event:a\ndata:1\n\n', events: [['a', '1']] },
  {
    name: 'field names are whole',
    stream: 'database: 1\nevents: a\n data: 2\n\n',
    events: [['', '']],
  },
  {
    name: 'the last event field counts',
    stream: 'event: a\nevent: b\nevent\ndata: 1\n\n',
    events: [['', '1']],
  },
  { name: 'unknown fields', stream: 'id: 7\nretry: 10\nfoo\ndata: 1\n\n', events: [['', '1']] },
  {
    name: 'blank lines',
    stream: '\n\ndata: 1\n\n\n',
    events: [
      ['', ''],
      ['', ''],
      ['', '1'],
      ['', ''],
    ],
  },
  { name: 'multi-byte text', stream: 'data: grün 漢 🙂\n\n', events: [['', 'grün 漢 🙂']] },
  { name: 'nothing', stream: '', events: [] },
  {
    name: 'half an event',
    stream: 'data: 1\n\nevent: a\ndata: {"x',
    events: [['', '1']],
    rest: ['a', '{"x'],
  },
  { name: 'no blank line at the end', stream: 'data: 1\n', events: [], rest: ['', '1'] },
];

describe('server-sent events', () => {
  test.each(CASES)('$name', ({ stream, events, rest }) => {
    const bytes = encoder.encode(stream);
    for (const sizes of [[], [1], [2], [3], [1, 5]]) {
      const decoded = decode(bytes, 'sse', sizes);
      expect(decoded.events.map(fields)).toEqual(events);
      expect(fields(decoded.rest)).toEqual(rest ?? null);
      expect(joined(decoded.events, decoded.rest)).toEqual(bytes);
    }
  });

  test('every single cut of a stream gives the same events', () => {
    const bytes = encoder.encode(
      '\uFEFFevent: ä\r\ndata: 漢\r\r\n: c\n\ndata: 1\n\r\n\rdata: 2\r\n\r\n',
    );
    const whole = decode(bytes, 'sse');
    for (let cut = 1; cut < bytes.length; cut++) {
      expect(decode(bytes, 'sse', [cut, bytes.length])).toEqual(whole);
    }
  });

  test('any stream cut anywhere gives the same events and the same bytes', () => {
    const piece = fc.constantFrom(
      '\n',
      '\r',
      '\r\n',
      'data',
      'data: ',
      'data:',
      'event: ',
      ': c',
      'ü漢🙂',
      '\uFEFF',
      'x',
      ' ',
      ':',
    );
    const stream = fc.oneof(
      fc.array(piece, { maxLength: 60 }).map((pieces) => encoder.encode(pieces.join(''))),
      fc.uint8Array({ maxLength: 60 }),
    );
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(
        stream,
        sizes,
        fc.constantFrom('sse' as const, 'ndjson' as const),
        (bytes, cuts, framing) => {
          const whole = decode(bytes, framing);
          expect(decode(bytes, framing, cuts)).toEqual(whole);
          expect(joined(whole.events, whole.rest)).toEqual(bytes);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('whatever fields are written are read back', () => {
    const text = fc.string({ unit: 'grapheme' }).map((value) => value.replace(/[\r\n]/g, ''));
    const lineEnd = fc.constantFrom('\n', '\r\n');
    const event = fc.record({ event: text, data: fc.array(text, { minLength: 1 }), lineEnd });
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const stream = events
          .map(({ event: name, data, lineEnd: end }) =>
            [`event: ${name}`, ...data.map((line) => `data: ${line}`), '', ''].join(end),
          )
          .join('');
        const decoded = decode(encoder.encode(stream), 'sse', [7]);
        expect(decoded.events.map(fields)).toEqual(
          events.map(({ event: name, data }) => [name, data.join('\n')]),
        );
      }),
    );
  });
});

describe('lines of JSON', () => {
  test('a line is an event; the last needs no line end', () => {
    const bytes = encoder.encode('\uFEFF{"a":1}\n\r\n{"ü":2}\r\n{"done":true}');
    for (const sizes of [[], [1], [2], [3]]) {
      const { events, rest } = decode(bytes, 'ndjson', sizes);
      expect(events.map(fields)).toEqual([
        ['', '{"a":1}'],
        ['', ''],
        ['', '{"ü":2}'],
      ]);
      expect(fields(rest)).toEqual(['', '{"done":true}']);
      expect(joined(events, rest)).toEqual(bytes);
    }
  });
});

describe('size', () => {
  test('8 MB in 64 KB deltas is whole whatever the chunks', () => {
    const delta = `event: content_block_delta\ndata: {"text":"${'a'.repeat(65_536)}"}\n\n`;
    const bytes = encoder.encode(delta.repeat(128));
    for (const size of [1, 100, 16_384, 65_536, bytes.length]) {
      const decoder = createEventDecoder('sse');
      let length = 0;
      let count = 0;
      for (let at = 0; at < bytes.length; at += size) {
        for (const event of decoder.push(bytes.subarray(at, at + size))) {
          length += event.raw.length;
          count++;
        }
      }
      expect({ length, count, rest: decoder.end() }).toEqual({
        length: bytes.length,
        count: 128,
        rest: null,
      });
    }
  });

  test.each([1, 7, 1_000])('an event above the limit stops decoding, in chunks of %i', (size) => {
    const fits = encoder.encode(`data: ${'a'.repeat(92)}\n\n`);
    const tooLarge = encoder.encode(`data: ${'a'.repeat(93)}\n\ndata: 3\n\n`);
    const bytes = new Uint8Array([...fits, ...tooLarge]);
    const decoder = createEventDecoder('sse', fits.length);
    const events: WireEvent[] = [];
    for (let at = 0; at < bytes.length; at += size)
      events.push(...decoder.push(bytes.slice(at, at + size)));
    expect(events.map((event) => event.raw)).toEqual([fits]);
    expect(decoder.overflowed).toBe(true);
    expect(decoder.push(encoder.encode('data: 4\n\n'))).toEqual([]);
    expect(decoder.end()).toBeNull();
  });

  test('an unfinished event above the limit stops decoding before it ends', () => {
    const decoder = createEventDecoder('ndjson', 10);
    decoder.push(encoder.encode('0123456789'));
    expect(decoder.overflowed).toBe(false);
    decoder.push(encoder.encode('0'));
    expect(decoder.overflowed).toBe(true);
  });
});
