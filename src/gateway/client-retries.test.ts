import { describe, expect, it } from 'vitest';
import { readJsonBody, type JsonBody } from '../wire/json-body.ts';
import { createClientRetries, type ClientRetries } from './client-retries.ts';

const MINUTE = 60_000;

function bodyOf(value: unknown): JsonBody {
  const read = readJsonBody(new TextEncoder().encode(JSON.stringify(value)));
  if (!read.ok) throw new Error(read.message);
  return read.body;
}

const BODY = { model: 'm', stream: true, max_tokens: 9, messages: ['x'] };

function look(
  retries: ClientRetries,
  said: { body?: unknown; session?: string; now?: number } = {},
) {
  const options = { session: said.session ?? 'one', agent: null };
  return retries.look({ options, body: bodyOf(said.body ?? BODY), now: said.now ?? 0 });
}

describe('a repeat', () => {
  it.each<[string, unknown, boolean]>([
    ['the same', BODY, true],
    ['the same in one piece', { ...BODY, stream: false, max_tokens: 8 }, true],
    ['the same without either', { model: 'm', messages: ['x'] }, true],
    ['with another field', { ...BODY, metadata: {} }, false],
    ['with another text', { ...BODY, messages: ['y'] }, false],
    ['with a value under another name', { model: 'm', message: ['x'] }, false],
  ])('is told by its body: %s', (_name, body, isOne) => {
    const retries = createClientRetries();
    look(retries).failed('call_1', 0);
    expect(look(retries, { body }).retryOf).toBe(isOne ? 'call_1' : null);
  });

  it('comes within ten minutes of the last failure', () => {
    const retries = createClientRetries();
    look(retries).failed('call_1', 0);
    const second = look(retries, { now: 9 * MINUTE });
    expect(second).toMatchObject({ retryOf: 'call_1', count: 1 });
    second.failed('call_2', 9 * MINUTE);
    const third = look(retries, { now: 18 * MINUTE });
    expect(third).toMatchObject({ retryOf: 'call_1', count: 2 });
    expect(look(retries, { now: 19 * MINUTE + 1 })).toMatchObject({ retryOf: null, count: 0 });
  });

  it('is not looked for where another body of the session failed long ago', () => {
    const retries = createClientRetries();
    look(retries, { body: { a: 1 } }).failed('call_1', 0);
    look(retries, { body: { b: 1 }, now: 11 * MINUTE }).failed('call_2', 11 * MINUTE);
    expect(look(retries, { body: { a: 1 }, now: 12 * MINUTE }).retryOf).toBeNull();
  });

  it('that failed late does not begin anew what was answered since', () => {
    const retries = createClientRetries();
    const first = look(retries);
    first.failed('call_1', 0);
    look(retries).answered();
    first.failed('call_1', 1);
    expect(look(retries).retryOf).toBeNull();
  });

  it('of calls that ran side by side belongs to the first that failed', () => {
    const retries = createClientRetries();
    const [one, other] = [look(retries), look(retries)];
    other.failed('call_2', 0);
    one.failed('call_1', 0);
    expect(look(retries).retryOf).toBe('call_2');
  });

  it('is forgotten where too many others failed since', () => {
    const retries = createClientRetries(2);
    for (const session of ['one', 'two', 'three']) look(retries, { session }).failed(session, 0);
    expect(look(retries, { session: 'one' }).retryOf).toBeNull();
    expect(look(retries, { session: 'three' }).retryOf).toBe('three');
  });
});
