import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REQUEST_HEADERS, readCallOptions } from '../src/gateway/call-options.ts';
import { RESPONSE_HEADERS } from '../src/gateway/response-headers.ts';
import { ENDPOINTS } from '../src/gateway/routes.ts';
import { PROVIDERS } from '../src/provider/index.ts';

/** Pages that list what the code has: nothing may be missing on either side. */
const page = (name: string) => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');

/** Rows of the tables under one heading whose first cell is code. */
function rowsOf(markdown: string, heading = ''): readonly (readonly string[])[] {
  const section = markdown.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  const cells = section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  return cells.map((row) => row.slice(1, -1));
}

const named = (rows: readonly (readonly string[])[]) =>
  rows.map(([name = '']) => name.slice(1, -1));

describe('docs/headers.md', () => {
  const text = page('headers.md');
  const requestRows = rowsOf(text, 'Request headers');
  const responseRows = rowsOf(text, 'Response headers');

  it('lists exactly the request headers of the code, in their order', () => {
    expect(named(requestRows)).toEqual([...REQUEST_HEADERS]);
  });

  it('lists exactly the response headers of the code, in their order', () => {
    expect(named(responseRows)).toEqual([...RESPONSE_HEADERS]);
  });

  it.each([...requestRows, ...responseRows])(
    'gives %s values, a meaning and an example',
    (...row) => {
      const [name = '', values, meaning, example = ''] = row;
      expect(values).not.toBe('');
      expect(meaning).not.toBe('');
      expect(example).toMatch(new RegExp(`^\`${name.slice(1, -1)}: .+\`$`));
    },
  );

  it.each(requestRows)('has an example of %s that the code takes', (...row) => {
    const [name = '', value = ''] = (row[3] ?? '').slice(1, -1).split(': ');
    expect(readCallOptions({ [name]: value }).ok).toBe(true);
  });

  it('names the headers that travel to each family of providers', () => {
    const told = (line: string) => [...line.matchAll(/`([a-z-]+)\*?`/g)].map(([, name]) => name);
    const lines = text.split('\n').filter((line) => line.startsWith('- to '));
    expect(lines.map(told)).toEqual([
      PROVIDERS.anthropic.forwardedHeaders,
      PROVIDERS['openai-compatible'].forwardedHeaders,
      PROVIDERS.ollama.forwardedHeaders,
    ]);
  });
});

describe('docs/http.md', () => {
  const rows = rowsOf(page('http.md'), '# HTTP');

  it('lists exactly the paths of the code with their methods', () => {
    expect(rows.map(([path = '', methods]) => [path.slice(1, -1), methods])).toEqual(
      ENDPOINTS.map(({ name, methods }) => [name, Object.keys(methods).join(', ')]),
    );
  });

  it.each(ENDPOINTS.map(({ name, path }) => [name, path] as const))(
    'calls %s by the name its expression takes',
    (name, path) => {
      const example = name.replace('{id}', 'some-id');
      expect(path.test(example)).toBe(true);
      expect(path.test(`${example}/`)).toBe(name === '/v1/models/{id}');
      expect(ENDPOINTS.filter((other) => other.path.test(example))[0]?.name).toBe(name);
    },
  );

  it.each(rows)('says what %s takes and answers', (...[, , body, answers]) => {
    expect(body).not.toBe('');
    expect(answers).not.toBe('');
  });
});
