import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import catalogData from '../../catalog/models.json' with { type: 'json' };
import type { Catalog } from '../../src/core/catalog.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { textOr } from '../../src/testing/simulated/loose-json.ts';
import { CLAUDE_FAMILIES } from '../../src/testing/strict/claude-families.ts';
import { rewriteFor, type Asked, type Outcome } from './rewrite.ts';

interface Recorded {
  readonly purpose: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

const CATALOG = catalogData as unknown as Catalog;
const FILE = new URL('../fixtures/claude-code/requests-2.1.328.jsonl', import.meta.url);
const RECORDED = readFileSync(fileURLToPath(FILE), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);
const CALLS = RECORDED.filter(({ url }) => url.startsWith('/v1/messages?'));
const LIVING = CATALOG.models.filter(({ retired }) => retired === null);
const CLAUDES = LIVING.filter(({ kind }) => kind === 'anthropic');

function asked({ body, headers }: Recorded): Asked {
  return { body, betas: headers['anthropic-beta'] ?? '' };
}

function entryNamed(id: string) {
  const entry = CATALOG.models.find((model) => model.id === id);
  if (entry === undefined) throw new Error(`${id} is missing`);
  return entry;
}

describe('the rules the rewritten requests are held to', () => {
  it('know every living Claude model, each as one family', () => {
    for (const { id } of CLAUDES) {
      expect([id, CLAUDE_FAMILIES.filter(({ ids }) => ids.test(id)).length]).toEqual([id, 1]);
    }
  });

  it('take every recorded request as Claude Code sent it to the model it named', () => {
    for (const recorded of CALLS.filter(({ body }) => body['model'] !== 'my-alias')) {
      const entry = entryNamed(textOr(recorded.body['model']));
      const outcome = rewriteFor({ ...asked(recorded), standing: 'pinned' }, entry, CATALOG);
      expect([recorded.purpose, outcome.sent && outcome.faults]).toEqual([recorded.purpose, []]);
    }
  });
});

describe('each of the 31 recorded requests', () => {
  it('is there, 27 of them calls', () => {
    expect(RECORDED).toHaveLength(31);
    expect(CALLS).toHaveLength(27);
  });

  it.each(CALLS.filter(({ body }) => body['model'] !== 'my-alias'))(
    '$purpose goes up unchanged to the model it names',
    (recorded) => {
      const entry = entryNamed(textOr(recorded.body['model']));
      const outcome = rewriteFor({ ...asked(recorded), standing: 'pinned' }, entry, CATALOG);
      expect(outcome).toMatchObject({ sent: true, changes: [], betas: asked(recorded).betas });
      expect(textOf(outcome)).toBe(JSON.stringify(recorded.body));
    },
  );

  describe.each(CALLS)('$purpose', (recorded) => {
    const others = LIVING.filter(({ id }) => id !== recorded.body['model']);

    it.each(others)('is valid for $id, or excluded with the reason', (entry) => {
      const outcome = rewriteFor(asked(recorded), entry, CATALOG);
      if (outcome.sent) expect(outcome.faults).toEqual([]);
      else expect(WHY[entry.kind]).toContain(outcome.reason);
    });

    it.each(others.filter(({ kind }) => kind === 'openai-compatible'))(
      'is valid for $id where the provider speaks Responses, which is chosen for its tools',
      (entry) => {
        const outcome = rewriteFor({ ...asked(recorded), responses: true }, entry, CATALOG);
        if (!outcome.sent) {
          expect(WHY_ANYWHERE).toContain(outcome.reason);
          return;
        }
        expect(outcome.faults).toEqual([]);
        const isChosen = Array.isArray(outcome.body['tools']) && entry.id === 'gpt-5.5';
        if (isChosen) expect(outcome.dialect).toBe('openai-responses');
      },
    );
  });
});

/** Over Responses as well as over Chat Completions. */
const WHY_ANYWHERE: readonly string[] = [
  'not_translatable: field `safeguards`',
  'not_translatable: stop sequences',
];

/** The only reasons why a model of this kind may not take one of these requests. */
const WHY: Readonly<Record<string, readonly string[]>> = {
  anthropic: [],
  'openai-compatible': [
    ...WHY_ANYWHERE,
    'tools_unsupported: it takes tools only over /v1/responses: set `responses: true` for its provider if that speaks it',
  ],
  ollama: ['not_translatable: field `safeguards`', 'tools_unsupported'],
};

function textOf(outcome: Outcome): string {
  return outcome.sent ? new TextDecoder().decode(outcome.bytes) : '';
}
