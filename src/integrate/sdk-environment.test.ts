import { describe, expect, it } from 'vitest';
import { sdkEnvironment } from './sdk-environment.ts';
import type { Credential } from './target.ts';

const ADDRESSES = {
  ANTHROPIC_BASE_URL: 'http://127.0.0.1:1',
  OPENAI_BASE_URL: 'http://127.0.0.1:1/v1',
};
const KEY = 'the-key-of-the-gateway';

describe('the variables of one process', () => {
  it.each<[Credential, string | null, Record<string, string>, Record<string, string>]>([
    ['modicum', null, {}, { ANTHROPIC_API_KEY: 'modicum', OPENAI_API_KEY: 'modicum' }],
    ['none', null, {}, { ANTHROPIC_API_KEY: 'modicum', OPENAI_API_KEY: 'modicum' }],
    ['client', null, {}, { OPENAI_API_KEY: 'modicum' }],
    ['modicum', null, { ANTHROPIC_API_KEY: 'x', OPENAI_API_KEY: 'y' }, {}],
    ['modicum', null, { ANTHROPIC_AUTH_TOKEN: 'x', OPENAI_API_KEY: 'y' }, {}],
    [
      'modicum',
      null,
      { ANTHROPIC_API_KEY: '', OPENAI_API_KEY: 'y' },
      { ANTHROPIC_API_KEY: 'modicum' },
    ],
    ['modicum', KEY, { ANTHROPIC_API_KEY: 'x' }, { ANTHROPIC_API_KEY: KEY, OPENAI_API_KEY: KEY }],
    ['client', KEY, { ANTHROPIC_API_KEY: 'x' }, { OPENAI_API_KEY: KEY }],
  ])('%s, client key %s, %j', (credential, clientKey, environment, keys) => {
    const connection = { url: 'http://127.0.0.1:1', credential, clientKey };
    expect(sdkEnvironment(connection, environment)).toEqual({ ...ADDRESSES, ...keys });
  });
});
