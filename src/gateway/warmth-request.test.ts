import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ToolDefinition } from '../core/call.ts';
import type { JsonObject } from '../core/json.ts';
import { sampleCall } from '../testing/policy.ts';
import { cacheRequest } from './warmth-request.ts';

const MARK = { cache_control: { type: 'ephemeral' } };
const HOUR = { cache_control: { type: 'ephemeral', ttl: '1h' } };

const text = (fields: JsonObject = {}): JsonObject => ({ type: 'text', text: 'x', ...fields });
const user = (...content: readonly JsonObject[]): JsonObject => ({ role: 'user', content });

const markOf = (body: JsonObject | null) => cacheRequest(sampleCall(), body).mark;

describe('the last cache mark of a request', () => {
  it.each<[string, JsonObject | null, object | null]>([
    ['is none without a body', null, null],
    ['is none where nothing is marked', { system: 'x', messages: [user(text())] }, null],
    ['lives for five minutes', { messages: [user(text(MARK))] }, { ttl: '5m', isHeadOnly: false }],
    [
      'lives for an hour where that is asked for',
      { system: [text(MARK)], messages: [user(text(HOUR)), user(text())] },
      { ttl: '1h', isHeadOnly: false },
    ],
    [
      'is the last of several',
      { messages: [user(text(HOUR)), user(text(MARK))] },
      { ttl: '5m', isHeadOnly: false },
    ],
    [
      'stands on the system prompt',
      { system: [text(HOUR)], messages: [user(text())] },
      { ttl: '1h', isHeadOnly: true },
    ],
    ['stands on a tool', { tools: [{ name: 'a', ...MARK }] }, { ttl: '5m', isHeadOnly: true }],
    [
      'stands on the body itself',
      { ...HOUR, system: [text(MARK)] },
      { ttl: '1h', isHeadOnly: false },
    ],
    ['is not read from what is no mark', { messages: [user(text({ cache_control: null }))] }, null],
    [
      'is not read from what is no message',
      { messages: ['a', null, 7, { content: 'plain' }] },
      null,
    ],
  ])('%s', (_name, body, expected) => {
    expect(markOf(body)).toEqual(expected);
  });
});

describe('the fingerprint of the tools', () => {
  const tool = (change: Partial<ToolDefinition> = {}): ToolDefinition => ({
    name: 'Bash',
    description: 'Runs it.',
    inputSchema: { type: 'object', properties: { command: { type: 'string' } } },
    strict: null,
    ...change,
  });
  const of = (...tools: readonly ToolDefinition[]) =>
    cacheRequest(sampleCall({ tools }), null).tools;

  it.each<[string, readonly ToolDefinition[]]>([
    ['another name', [tool({ name: 'Read' })]],
    ['another description', [tool({ description: null })]],
    ['another field', [tool({ inputSchema: { type: 'object', properties: { path: {} } } })]],
    ['no fields', [tool({ inputSchema: {} })]],
    ['a tool more', [tool(), tool({ name: 'Read' })]],
    ['none', []],
  ])('differs with %s', (_name, tools) => {
    expect(of(...tools)).not.toBe(of(tool()));
  });

  it('is the same for the same tools, and for one that is found later', () => {
    expect(of(tool())).toBe(of(tool()));
    expect(of(tool(), tool({ name: 'Found', deferred: true }))).toBe(of(tool()));
  });
});

describe('requests as Claude Code sends them', () => {
  const file = new URL('../../test/fixtures/claude-code/requests-2.1.328.jsonl', import.meta.url);
  const bodies = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly body?: JsonObject }).body ?? {});

  it('mark their conversation, or nothing', () => {
    const marks = bodies.map(markOf);
    expect(marks.filter((mark) => mark?.isHeadOnly === false).length).toBeGreaterThan(10);
    expect(marks.filter((mark) => mark === null).length).toBeGreaterThan(2);
  });
});
