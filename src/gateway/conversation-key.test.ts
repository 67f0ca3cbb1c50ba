import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recognisePurpose } from '../classify/purpose.ts';
import { NO_OPTIONS } from '../core/call-options.ts';
import type { Call, ContentBlock, Message } from '../core/call.ts';
import type { JsonObject } from '../core/json.ts';
import { PLAIN_CALL, type PurposeReading } from '../core/purpose.ts';
import { sampleCall } from '../testing/policy.ts';
import { DIALECTS } from '../wire/index.ts';
import { conversationKey, opensWithSummary, sessionKey } from './conversation-key.ts';

const text = (said: string): ContentBlock => ({ type: 'text', text: said });
const user = (...said: readonly string[]): Message => ({ role: 'user', content: said.map(text) });
const assistant: Message = { role: 'assistant', content: [text('Done.')] };
const CLAUDE_CODE: PurposeReading = {
  ...PLAIN_CALL,
  client: 'claude-code',
  purpose: 'main',
  lane: 'main',
};

const turnOf = (call: Partial<Call>, purpose = PLAIN_CALL, session: string | null = null) => ({
  call: sampleCall(call),
  options: { ...NO_OPTIONS, session },
  purpose,
});
const keyOf = (...turn: Parameters<typeof turnOf>) => conversationKey(turnOf(...turn));

const base = { system: [text('You help.')], messages: [user('a')] };

describe('what tells conversations apart', () => {
  it.each<[string, Partial<Call>, boolean]>([
    ['a later turn', { ...base, messages: [user('a'), assistant, user('b')] }, true],
    [
      'another attribution',
      { ...base, system: [text('x-anthropic-billing-header: cc_version=2;'), text('You help.')] },
      true,
    ],
    ['another model', { ...base, requestedModel: 'other' }, true],
    ['another system', { ...base, system: [text('You')] }, false],
    ['another split', { ...base, system: [text('You help'), text('.')] }, false],
    ['another question', { ...base, messages: [user('b')] }, false],
    ['a reminder of its own', { ...base, messages: [user(reminder('now'), 'a')] }, false],
    [
      'a long one that ends otherwise',
      { ...base, messages: [user(`a${'x'.repeat(20_000)}`)] },
      false,
    ],
  ])('is how they begin, and nothing else: %s', (_name, call, isSame) => {
    expect(keyOf(call) === keyOf(base)).toBe(isSame);
  });

  it('is found at the ends of long texts', () => {
    const long = (first: string, last: string) =>
      keyOf({ ...base, messages: [user(`${first}${'x'.repeat(40_000)}${last}`)] });
    expect(new Set([long('a', 'a'), long('a', 'b'), long('b', 'a'), long('a', 'aa')]).size).toBe(4);
    expect(long('a', 'b')).toBe(long('a', 'b'));
  });

  it('is the session too, where the client names one', () => {
    expect(keyOf(base, PLAIN_CALL, 'one')).toBe(keyOf(base, PLAIN_CALL, 'one'));
    expect(keyOf(base, PLAIN_CALL, 'one')).not.toBe(keyOf(base, PLAIN_CALL, 'two'));
    const other = { ...base, messages: [user('b')] };
    expect(keyOf(base, PLAIN_CALL, 'one')).not.toBe(keyOf(other, PLAIN_CALL, 'one'));
  });

  it('is of pictures only that they are there', () => {
    const picture: ContentBlock = { type: 'image', source: { kind: 'url', url: 'u' } };
    const withPicture = { ...base, messages: [{ role: 'user' as const, content: [picture] }] };
    expect(keyOf(withPicture)).not.toBe(keyOf({ ...base, messages: [] }));
  });
});

describe('of Claude Code', () => {
  it.each<[string, Partial<Call>, boolean]>([
    ['a reminder', { messages: [user(reminder('now'), 'a')] }, true],
    ['another reminder in the same text', { messages: [user(`${reminder('then')}\na`)] }, true],
    ['a message that only reminds', { messages: [user(reminder('now')), user('a')] }, true],
    ['a system message before', { messages: [{ ...user('x'), role: 'system' }, user('a')] }, true],
    ['words that only look like one', { messages: [user('<system-reminder> a')] }, false],
    ['another question', { messages: [user(reminder('now'), 'b')] }, false],
    ['what was said after an answer', { messages: [assistant, user('a')] }, false],
    ['a prompt that goes on otherwise', { system: [text(`${PROMPT} On another model.`)] }, true],
    ['another prompt', { system: [text('You evaluate a hook.')] }, false],
  ])('what its harness adds does not count: %s', (_name, call, isSame) => {
    const ours = { messages: [user('a')], system: [text(PROMPT)] };
    expect(keyOf({ ...ours, ...call }, CLAUDE_CODE) === keyOf(ours, CLAUDE_CODE)).toBe(isSame);
  });

  it('a summary is seen behind reminders', () => {
    const summary = 'This session is being continued from a previous conversation.';
    const turn = { messages: [user(reminder('now'), summary)] };
    expect(opensWithSummary(turnOf(turn, CLAUDE_CODE))).toBe(true);
    expect(opensWithSummary(turnOf({ messages: [] }, CLAUDE_CODE))).toBe(false);
  });

  it.each<[string, Partial<PurposeReading>, string | null, boolean]>([
    ['the main conversation', {}, 'one', true],
    ['a sub-agent', { lane: 'subagents', purpose: 'sub_agent' }, 'one', true],
    ['no session', {}, null, false],
    ['background', { lane: 'background' }, 'one', false],
    ['what stands alone', { standsAlone: true }, 'one', false],
    ['another client', { client: 'other', lane: null }, 'one', false],
  ])('the session tells the newest conversation: %s', (_name, purpose, session, isKnown) => {
    const key = sessionKey(turnOf(base, { ...CLAUDE_CODE, ...purpose }, session));
    expect(key !== null).toBe(isKnown);
  });
});

interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject | null;
}

describe('recorded sessions of Claude Code', () => {
  const file = new URL('../../test/fixtures/claude-code/requests-2.1.328.jsonl', import.meta.url);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const read = (change: Reviver) => lines.map((line) => JSON.parse(line, change) as Recorded);

  const keysOf = (requests: readonly Recorded[]) =>
    requests.flatMap((request) => {
      const purpose = recognisePurpose({ ...request, path: request.url.split('?')[0] ?? '' });
      const call = request.body === null ? null : readCall(request.body);
      if (call === null || purpose.standsAlone || purpose.client === 'other') return [];
      const session = request.headers['x-claude-code-session-id'] ?? null;
      const agent = request.headers['x-claude-code-agent-id'] ?? null;
      const turn = { call, options: { ...NO_OPTIONS, session, agent }, purpose };
      return [{ of: `${session} ${agent}`, key: conversationKey(turn) }];
    });
  const asRecorded = read((_name, value) => value);

  it('have one conversation each, from the first turn to the last', () => {
    const keys = keysOf(asRecorded);
    const sessions = new Set(keys.map(({ of }) => of));
    expect(new Set(keys.map(({ key }) => key)).size).toBe(sessions.size);
    // Headless, a sub-agent's, one that used tools, an interactive one.
    expect(keys.length - sessions.size).toBeGreaterThanOrEqual(4);
  });

  it.each<[string, Reviver]>([
    ['another build', inTexts(/cc_version=[\w.]+/, 'cc_version=9.9.9.abc')],
    ['cache marks that moved', (name, value) => (name === 'cache_control' ? undefined : value)],
    ['another day', inTexts(/Today's date is [\d-]+/, "Today's date is 2031-01-01")],
    ['fewer tokens left', inTexts(/\d+ tokens left/, '3 tokens left')],
    ['blocks in place of a text', (name, value) => (name === 'content' ? asBlocks(value) : value)],
  ])('are the same with %s', (_name, change) => {
    const changed = read(change);
    expect(changed).not.toEqual(asRecorded);
    expect(keysOf(changed)).toEqual(keysOf(asRecorded));
  });
});

type Reviver = (name: string, value: unknown) => unknown;

function inTexts(said: RegExp, instead: string): Reviver {
  return (_name, value) => (typeof value === 'string' ? value.replace(said, instead) : value);
}

function asBlocks(content: unknown): unknown {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

function readCall(body: JsonObject): Call | null {
  const read = DIALECTS['anthropic-messages'].request.read(body);
  return read.ok ? read.call : null;
}

function reminder(words: string): string {
  return `<system-reminder>\n${words}\n</system-reminder>`;
}

const PROMPT = `You are an agent. ${'You work with the user. '.repeat(20)}`;
