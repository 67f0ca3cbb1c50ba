import { describe, expect, test } from 'vitest';
import { repeatKey, type RepeatKeyParts } from './repeat-key.ts';

const PARTS: RepeatKeyParts = {
  policyVersion: 'p1',
  catalogVersion: 'c1',
  inbound: {
    path: '/v1/messages',
    query: '',
    headers: { authorization: 'Bearer one', 'x-modicum-task': 'summarize' },
  },
  candidate: { model: { provider: 'local', id: 'small', effort: null }, changes: [] },
  body: new TextEncoder().encode('{"model":"modicum/auto"}'),
};
const withInbound = (changes: Partial<RepeatKeyParts['inbound']>): RepeatKeyParts => ({
  ...PARTS,
  inbound: { ...PARTS.inbound, ...changes },
});
const withHeaders = (headers: Record<string, string>) =>
  withInbound({ headers: { ...PARTS.inbound.headers, ...headers } });
const withModel = (changes: object): RepeatKeyParts => ({
  ...PARTS,
  candidate: { ...PARTS.candidate, model: { ...PARTS.candidate.model, ...changes } },
});
const withBody = (body: string): RepeatKeyParts => ({
  ...PARTS,
  body: new TextEncoder().encode(body),
});

describe('repeatKey', () => {
  test.each<[string, RepeatKeyParts]>([
    ['policy', { ...PARTS, policyVersion: 'p2' }],
    ['catalog', { ...PARTS, catalogVersion: 'c2' }],
    ['path', withInbound({ path: '/v1/responses' })],
    ['query', withInbound({ query: '?beta=true' })],
    ['client', withHeaders({ authorization: 'Bearer two' })],
    ['option', withHeaders({ 'x-modicum-task': 'translate' })],
    ['header nobody knows', withHeaders({ 'x-tenant': '1' })],
    ['missing header', withInbound({ headers: {} })],
    ['provider', withModel({ provider: 'other' })],
    ['model', withModel({ id: 'other' })],
    ['effort', withModel({ effort: 'low' })],
    [
      'change',
      { ...PARTS, candidate: { ...PARTS.candidate, changes: [{ field: 'max_tokens', to: 5 }] } },
    ],
    ['value in the body', withBody('{"model":"modicum/tier-0"}')],
    ['field in the body', withBody('{"model":"modicum/auto","unheard_of":1}')],
    ['space in the body', withBody('{"model": "modicum/auto"}')],
  ])('another %s is another call', (_name, parts) => {
    expect(repeatKey(parts)).not.toBe(repeatKey(PARTS));
  });

  test.each([
    [{ 'user-agent': 'other' }],
    [{ 'content-length': '5' }],
    [{ 'x-stainless-retry-count': '1' }],
    [{ traceparent: '00-1' }],
    [{ 'x-modicum-deadline-ms': '5' }],
  ])('what belongs to one request alone does not count: %j', (headers) => {
    expect(repeatKey(withHeaders(headers))).toBe(repeatKey(PARTS));
  });

  test('the order of headers does not count', () => {
    const reversed = Object.fromEntries(Object.entries(PARTS.inbound.headers).toReversed());
    expect(repeatKey(withInbound({ headers: reversed }))).toBe(repeatKey(PARTS));
  });

  test('parts cannot be moved into one another', () => {
    const one = withInbound({ path: '/v1/a', query: '?b' });
    const other = withInbound({ path: '/v1/a?b', query: '' });
    expect(repeatKey(one)).not.toBe(repeatKey(other));
  });

  test('it shows nothing of what was hashed', () => {
    expect(repeatKey(PARTS)).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  });
});
