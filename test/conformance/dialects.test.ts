import { existsSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DIALECT_NAMES } from '../../src/core/dialect.ts';
import type { DialectName } from '../../src/core/dialect.ts';
import type { CallError, UpstreamErrorKind } from '../../src/core/error.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { StreamPart } from '../../src/core/stream-part.ts';
import type { Dialect } from '../../src/wire/dialect.ts';
import { DIALECTS, readJsonBody } from '../../src/wire/index.ts';
import { spliceJson } from '../../src/wire/json-splice.ts';
import { arbitraryAnswer, arbitraryInput, arbitraryText, streamOf } from './arbitrary-answer.ts';
import { carriedAnswer, regrouped } from './carried-answer.ts';
import {
  ENVELOPE,
  collect,
  eventsOf,
  readStream,
  throughStream,
  writeStream,
} from './stream-journey.ts';

const WIRE = new URL('../../src/wire/', import.meta.url);
const EACH: readonly [DialectName, Dialect][] = DIALECT_NAMES.map((name) => [name, DIALECTS[name]]);

describe('the index', () => {
  it('lists every folder of the wire that is a dialect, and nothing else', () => {
    const folders = readdirSync(WIRE, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .filter((entry) => existsSync(new URL(`${entry.name}/index.ts`, WIRE)))
      .map((entry) => entry.name);
    expect(folders.toSorted()).toEqual(Object.keys(DIALECTS).toSorted());
    expect(folders.toSorted()).toEqual(DIALECT_NAMES.toSorted());
  });
});

describe.each(EACH)('%s', (name, dialect) => {
  it('knows its name', () => {
    expect(dialect.name).toBe(name);
  });

  describe('streams', () => {
    it('come back as the same answer, however they are cut', () => {
      fc.assert(
        fc.property(arbitraryAnswer, fc.integer({ min: 1, max: 40 }), (answer, size) => {
          const parts = throughStream(dialect, streamOf(answer, size), size);
          expect(collect(parts)).toEqual(carriedAnswer(name, answer));
        }),
      );
    });

    it('have blocks one after the other, and one end', () => {
      fc.assert(
        fc.property(arbitraryAnswer, (answer) => {
          const parts = throughStream(dialect, streamOf(answer, 5), 1000);
          expect(outlineFaults(parts)).toEqual([]);
        }),
      );
    });

    it('can be watched without reading them', () => {
      fc.assert(
        fc.property(arbitraryAnswer, (answer) => {
          const events = eventsOf(dialect, writeStream(dialect, streamOf(answer, 7)), 1000);
          const full = dialect.stream.createReader('full');
          const watching = dialect.stream.createReader('observe');
          const read = events.flatMap((event) => full.read(event));
          const seen = events.flatMap((event) => watching.read(event));
          expect(frame(seen)).toEqual(frame(read));
          expect(seen.filter(({ type }) => type.endsWith('-delta'))).toEqual([]);
          const characters = full.contentCharacters();
          // An estimate may take escapes for characters (six at worst), but never misses any.
          expect(watching.contentCharacters()).toBeGreaterThanOrEqual(characters);
          expect(watching.contentCharacters()).toBeLessThanOrEqual(
            characters * 6 + events.length * DIGITS_OF_AN_INDEX,
          );
        }),
      );
    });

    it('without their last event have no end', () => {
      fc.assert(
        fc.property(arbitraryAnswer, (answer) => {
          const events = eventsOf(dialect, writeStream(dialect, streamOf(answer, 9)), 1000);
          for (const mode of ['full', 'observe'] as const) {
            const types = readStream(dialect, events.slice(0, -1), mode).map(({ type }) => type);
            expect(types).not.toContain('end');
          }
        }),
      );
    });

    it('ended by an error say so and do not end well', () => {
      const error = {
        kind: 'overloaded',
        status: null,
        message: 'Too many of us.',
        retryable: true,
        retryAfterMs: null,
      } as const;
      const cut: StreamPart[] = [
        { type: 'start', id: 'a', model: 'm' },
        { type: 'error', error },
      ];
      for (const mode of ['full', 'observe'] as const) {
        const events = eventsOf(dialect, writeStream(dialect, [...cut, { type: 'end' }]), 1000);
        const parts = readStream(dialect, events, mode);
        expect(parts.at(-1)).toMatchObject({ type: 'error', error: { message: error.message } });
      }
    });

    it('are kept alive by pings that mean nothing', () => {
      const types = readStream(dialect, eventsOf(dialect, dialect.stream.ping, 1000)).map(
        ({ type }) => type,
      );
      expect(types.filter((type) => type !== 'ping')).toEqual([]);
      const parts = streamOf({ ...SIMPLE }, 3);
      const bytes = [dialect.stream.ping, writeStream(dialect, parts), dialect.stream.ping];
      const joined = Uint8Array.from(bytes.flatMap((piece) => [...piece]));
      expect(collect(readStream(dialect, eventsOf(dialect, joined, 1000)))).toEqual(
        carriedAnswer(name, SIMPLE),
      );
    });

    it('have at most one event that is there for metering, and only if it has to be asked for', () => {
      const events = eventsOf(dialect, writeStream(dialect, streamOf(SIMPLE, 3)), 1000);
      const metering = events.filter((event) => dialect.stream.isMeteringEvent(event));
      const mustAsk = dialect.request.meteringEdits({ stream: true }).length > 0;
      expect(metering).toHaveLength(mustAsk ? 1 : 0);
      const rest = events.filter((event) => !metering.includes(event));
      expect(collect(readStream(dialect, rest))?.content).toEqual(SIMPLE.content);
    });
  });

  describe('answers', () => {
    it('come back as the same answer', () => {
      fc.assert(
        fc.property(arbitraryAnswer, (answer) => {
          const written = dialect.answer.write(answer, ENVELOPE);
          const sent = JSON.parse(JSON.stringify(written)) as JsonObject;
          const expected = regrouped(name, carriedAnswer(name, answer));
          expect(dialect.answer.read(sent)).toEqual(expected);
        }),
      );
    });
  });

  describe('errors', () => {
    it.each(ERRORS)('$0 comes back as $2', (kind, status, upstreamKind) => {
      const error: CallError = {
        status,
        kind,
        code: 'internal_error',
        message: 'What is wrong.',
        retryAfterMs: null,
        shouldRetry: null,
      };
      const body = JSON.stringify(dialect.errors.write(error));
      expect(dialect.errors.read({ status, headers: {}, body, now: 0 })).toMatchObject({
        kind: upstreamKind,
        status,
        message: error.message,
      });
      const events = eventsOf(dialect, dialect.errors.writeEvent(error), 1000);
      expect(readStream(dialect, events)).toMatchObject([
        { type: 'error', error: { message: error.message } },
      ]);
    });
  });

  describe('a change of model', () => {
    const body = {
      model: 'modicum/auto',
      max_tokens: 5,
      messages: [{ role: 'user', content: 'x' }],
      input: 'x',
    };

    it('is an edit that the dialect itself reads back', () => {
      const bytes = readJsonBody(new TextEncoder().encode(JSON.stringify(body)));
      if (!bytes.ok) throw new Error(bytes.message);
      const edits = dialect.request.edits(body, [{ field: 'model', to: 'other' }]);
      const edited = readJsonBody(spliceJson(bytes.body, edits));
      if (!edited.ok) throw new Error(edited.message);
      const read = dialect.request.read(edited.body.json);
      // A dialect that clients do not speak has no bytes of theirs to edit.
      if (read.ok) expect(read.call.requestedModel).toBe('other');
      else expect(edits).toEqual([]);
    });
  });

  describe('never throws', () => {
    const anything = fc.oneof(arbitraryInput, fc.constant({}), likeABody());

    it('on any JSON object', () => {
      fc.assert(
        fc.property(anything, (body) => {
          dialect.request.read(body);
          dialect.answer.read(body);
          dialect.request.edits(body, [{ field: 'model', to: 'x' }]);
          dialect.request.meteringEdits(body);
        }),
      );
    });

    it('on any event, and keeps quiet after an end', () => {
      const data = fc.oneof(
        fc.string(),
        fc.json(),
        anything.map((body) => JSON.stringify(body)),
      );
      fc.assert(
        fc.property(fc.array(data), fc.constantFrom('full', 'observe'), (all, mode) => {
          const events = all.map((text) => ({
            raw: new TextEncoder().encode(text),
            event: '',
            data: text,
          }));
          for (const event of events) dialect.stream.isMeteringEvent(event);
          const types = readStream(dialect, events, mode).map(({ type }) => type);
          const stop = types.findIndex((type) => type === 'end' || type === 'error');
          const after = stop === -1 ? [] : types.slice(stop + 1);
          expect(after.filter((type) => type !== 'other')).toEqual([]);
        }),
      );
    });

    it('on any bytes', () => {
      fc.assert(
        fc.property(
          fc.uint8Array({ maxLength: 500 }),
          fc.integer({ min: 1, max: 50 }),
          (bytes, size) => {
            readStream(dialect, eventsOf(dialect, bytes, size));
            const body = new TextDecoder().decode(bytes);
            dialect.errors.read({ status: 500, headers: {}, body, now: 0 });
          },
        ),
      );
    });

    it('on parts in any order', () => {
      fc.assert(
        fc.property(arbitraryAnswer, fc.array(fc.nat(), { maxLength: 30 }), (answer, picks) => {
          const parts = streamOf(answer, 3);
          const writer = dialect.stream.createWriter(ENVELOPE);
          for (const pick of picks) {
            const part = parts[pick % parts.length];
            if (part !== undefined) expect(writer.write(part)).toBeInstanceOf(Uint8Array);
          }
        }),
      );
    });
  });
});

const DIGITS_OF_AN_INDEX = 2;

const SIMPLE = {
  id: 'simple',
  model: 'm',
  content: [{ type: 'text', text: 'Hello' }],
  finishReason: 'end',
  stopSequence: null,
  usage: {
    state: 'reported',
    usage: {
      freshInputTokens: 3,
      cacheReadTokens: 0,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
      outputTokens: 2,
      thinkingTokens: null,
    },
  },
} as const;

const ERRORS: readonly [CallError['kind'], number, UpstreamErrorKind][] = [
  ['invalid_request', 400, 'invalid_request'],
  ['authentication', 401, 'authentication'],
  ['billing', 402, 'billing'],
  ['permission', 403, 'permission'],
  ['not_found', 404, 'not_found'],
  ['method_not_allowed', 405, 'invalid_request'],
  ['too_large', 413, 'too_large'],
  ['rate_limited', 429, 'rate_limited'],
  ['api_error', 500, 'server_error'],
  ['timeout', 504, 'timeout'],
  ['overloaded', 529, 'overloaded'],
];

/** Objects with the fields dialects read, holding anything. */
function likeABody(): fc.Arbitrary<JsonObject> {
  const names = [
    'model,messages,system,tools,tool_choice,stream,max_tokens,stop,response_format,thinking',
    'choices,message,delta,content,usage,type,index,error,finish_reason,tool_calls,role',
    'done,content_block,stop_reason,input,function,arguments,text,output_config,stop_sequences',
    'output,response,item,part,summary,status,output_index,call_id,reasoning,include,format',
  ].flatMap((line) => line.split(','));
  const { tree } = fc.letrec<{ tree: JsonObject; value: unknown }>((tie) => ({
    tree: fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 6 }) as never,
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom(
        null,
        true,
        0,
        -1,
        1e300,
        '',
        'text',
        'tool_use',
        'function',
        'message_start',
        'response.created',
        'response.output_item.added',
        'response.function_call_arguments.delta',
        'response.completed',
        'function_call',
        'message',
        'reasoning',
      ),
      arbitraryText,
      tie('tree'),
      fc.array(tie('tree'), { maxLength: 3 }),
    ),
  }));
  return tree.map((body) => JSON.parse(JSON.stringify(body)) as JsonObject);
}

/** What watching must see too. */
function frame(parts: readonly StreamPart[]): readonly StreamPart[] {
  return parts.filter(({ type }) => ['start', 'usage', 'finish', 'end', 'error'].includes(type));
}

/** What breaks the promise of `StreamPart`, in words. */
function outlineFaults(parts: readonly StreamPart[]): readonly string[] {
  const faults: string[] = [];
  let open: number | null = null;
  let next = 0;
  for (const part of parts) {
    if (part.type === 'block-start') {
      if (open !== null) faults.push(`block ${part.index} starts inside ${open}`);
      if (part.index !== next) faults.push(`block ${part.index} instead of ${next}`);
      open = part.index;
      next++;
    } else if ('index' in part && part.index !== open) {
      faults.push(`${part.type} of ${part.index} while ${open} is open`);
    }
    if (part.type === 'block-end') open = null;
  }
  const types = parts.map(({ type }) => type);
  if (open !== null) faults.push(`block ${open} is not closed`);
  if (types.at(0) !== 'start') faults.push('does not begin with start');
  if (types.at(-1) !== 'end' || types.indexOf('end') !== types.length - 1) {
    faults.push('does not end with its only end');
  }
  return faults;
}
