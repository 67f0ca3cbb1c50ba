import { describe, expect, it } from 'vitest';
import { PROVIDER_DIALECTS } from '../core/model.ts';
import { PROVIDERS } from './index.ts';

describe.each(Object.entries(PROVIDERS))('the family %s', (kind, provider) => {
  it('is listed under its own name and has a path for each dialect the core plans with', () => {
    expect(provider.kind).toBe(kind);
    expect(Object.keys(provider.paths)).toEqual([...PROVIDER_DIALECTS[provider.kind]]);
  });

  it('has paths that can be joined to a base URL', () => {
    for (const path of Object.values(provider.paths)) expect(path).toMatch(/^\/[\w/]+$/);
    expect(provider.modelsPath).toMatch(/^\/[\w/?=]+$/);
  });

  it('forwards no header that could carry a key, a cookie or an origin', () => {
    const dangerous = ['authorization', 'x-api-key', 'cookie', 'origin', 'host', 'x-modicum-task'];
    const forwarded = dangerous.filter((name) =>
      provider.forwardedHeaders.some((prefix) => name.startsWith(prefix)),
    );
    expect(forwarded).toEqual([]);
    expect(provider.forwardedHeaders).not.toContain('');
  });

  it.each([null, 1, 'x', [], {}, { data: 3, models: 4 }])('reads no list from %j', (body) => {
    expect(provider.readModels(body)).toBeNull();
  });
});

it.each([
  ['qwen2.5:7b', false],
  ['gpt-oss:120b-cloud', true],
  ['glm:cloud', true],
  ['cloud', false],
])('Ollama runs %s elsewhere: %s', (id, expected) => {
  expect(PROVIDERS.ollama.isRemote(id)).toBe(expected);
});
