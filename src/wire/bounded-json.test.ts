import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBoundedJson } from './bounded-json.ts';
import { MAX_JSON_DEPTH } from './json-body.ts';

describe('parseBoundedJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseBoundedJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('gives undefined for torn text', () => {
    expect(parseBoundedJson('{"a":')).toBeUndefined();
    expect(parseBoundedJson('')).toBeUndefined();
  });

  it.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('takes %s nested up to the limit and no deeper', (_name, open, close) => {
    const nested = (depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`;
    expect(parseBoundedJson(nested(MAX_JSON_DEPTH))).toBeDefined();
    expect(parseBoundedJson(nested(MAX_JSON_DEPTH + 1))).toBeUndefined();
    expect(parseBoundedJson(nested(100_000))).toBeUndefined();
  });

  it('does not count brackets inside text', () => {
    const text = `\\"${'['.repeat(1000)}`;
    expect(parseBoundedJson(`{"text":"${text}"}`)).toEqual({ text: `"${'['.repeat(1000)}` });
  });

  it('counts what is open, not what was', () => {
    const flat = `[${'[],'.repeat(1000)}[]]`;
    expect(parseBoundedJson(flat)).toHaveLength(1001);
  });
});
