import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientCredential } from './client-credential.ts';

const GATEWAY_KEY = 'gateway-key-0123456789';
const read = (headers: Readonly<Record<string, string>>, path = '/v1/messages') =>
  clientCredential({ path, headers }, GATEWAY_KEY);

describe('clientCredential', () => {
  it.each([
    [{ 'x-api-key': 'k' }, { 'x-api-key': 'k' }],
    [{ authorization: 'Bearer t' }, { authorization: 'Bearer t' }],
    [{ authorization: 'bearer  t' }, { authorization: 'bearer  t' }],
    [
      { 'x-api-key': 'k', authorization: 'Bearer t' },
      { 'x-api-key': 'k', authorization: 'Bearer t' },
    ],
    [{ 'x-api-key': GATEWAY_KEY, authorization: 'Bearer t' }, { authorization: 'Bearer t' }],
    [{ 'x-api-key': 'k', authorization: `Bearer ${GATEWAY_KEY}` }, { 'x-api-key': 'k' }],
    // Repeated headers arrive as one.
    [{ 'x-api-key': `k, ${GATEWAY_KEY}` }, null],
    [{ 'x-api-key': 'modicum' }, null],
    [{ 'x-api-key': ' Modicum ' }, null],
    [{ authorization: 'Bearer modicum' }, null],
    [{ authorization: 'BEARER MODICUM' }, null],
    [{ 'x-api-key': 'modicum-like' }, { 'x-api-key': 'modicum-like' }],
    [{ 'x-api-key': '' }, null],
    [{ authorization: 'Bearer' }, null],
    [{ authorization: 'Basic dDp0' }, null],
    [{ authorization: 't' }, null],
    [{ 'x-modicum-key': 'k' }, null],
    [{}, null],
  ])('of %j is %j', (headers: Readonly<Record<string, string>>, expected) => {
    expect(read(headers)).toEqual(expected);
  });

  it.each([
    ['/v1/messages', true],
    ['/v1/messages/count_tokens', true],
    ['/v1/messages/batches/msgbatch_1/results', true],
    ['/v1/messagesx', false],
    ['/v1/chat/completions', false],
    ['/v1/responses', false],
    ['/v1/models', false],
    ['/v1/library', false],
    ['//v1/messages', false],
  ])('counts at %s: %s', (path, counts) => {
    expect(read({ 'x-api-key': 'k' }, path) !== null).toBe(counts);
  });

  it('never holds the key of the gateway, wherever it stands', () => {
    const around = fc.string({ maxLength: 20 });
    fc.assert(
      fc.property(
        around,
        around,
        fc.constantFrom('', 'Bearer ', 'bearer\t'),
        (left, right, scheme) => {
          const value = `${scheme}${left}${GATEWAY_KEY}${right}`;
          const shown = { 'x-api-key': value, authorization: value };
          expect(JSON.stringify(read(shown))).not.toContain(GATEWAY_KEY);
        },
      ),
    );
  });
});
