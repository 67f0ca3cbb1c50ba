import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import catalogData from '../../catalog/models.json' with { type: 'json' };
import type { Catalog } from '../../src/core/catalog.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { anthropicMessages } from '../../src/wire/anthropic-messages/index.ts';
import { arbitraryAsked } from './arbitrary-messages-request.ts';
import { rewriteFor } from './rewrite.ts';

const CATALOG = catalogData as unknown as Catalog;
const LIVING = CATALOG.models.filter(({ retired }) => retired === null);
const arbitraryTarget = fc.constantFrom(...LIVING);
const arbitraryClaude = fc.constantFrom(...LIVING.filter(({ kind }) => kind === 'anthropic'));

/** What may keep a model from taking a mix, each with what of the request is the reason. */
const REASONS = [
  'forced_tool_choice_unsupported',
  'prefill_unsupported',
  'tools_unsupported',
  'not_translatable: a forced tool choice',
  'not_translatable: a started answer',
  'not_translatable: field `speed`',
];

describe('any mix of features', () => {
  it('is never sent in a form that the model refuses', () => {
    fc.assert(
      fc.property(arbitraryAsked, arbitraryTarget, (asked, entry) => {
        const outcome = rewriteFor(asked, entry, CATALOG);
        if (outcome.sent) expect(outcome.faults).toEqual([]);
        else expect(REASONS.some((reason) => outcome.reason.includes(reason))).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is changed once: the same changes made again change nothing', () => {
    fc.assert(
      fc.property(arbitraryAsked, arbitraryClaude, (asked, entry) => {
        const outcome = rewriteFor(asked, entry, CATALOG);
        if (!outcome.sent) return;
        expect(anthropicMessages.request.edits(outcome.body, outcome.changes)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('needs no further change once it is rewritten', () => {
    fc.assert(
      fc.property(arbitraryAsked, arbitraryClaude, (asked, entry) => {
        const outcome = rewriteFor(asked, entry, CATALOG);
        if (!outcome.sent) return;
        const { body, betas } = outcome;
        const again = rewriteFor({ body, betas, effort: asked.effort ?? null }, entry, CATALOG);
        expect(again).toMatchObject({ sent: true, changes: [] });
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps its bytes where nothing is changed, and only there', () => {
    fc.assert(
      fc.property(arbitraryAsked, arbitraryClaude, (asked, entry) => {
        const outcome = rewriteFor(asked, entry, CATALOG);
        if (!outcome.sent) return;
        const isSame = new TextDecoder().decode(outcome.bytes) === JSON.stringify(asked.body);
        const inBody = outcome.changes.filter(({ field }) => field !== 'betas');
        expect(isSame).toBe(inBody.length === 0);
      }),
      { numRuns: 1_000 },
    );
  });

  it('goes to the model it names as it is, but for thinking that others are known to have done', () => {
    fc.assert(
      fc.property(arbitraryAsked, (asked) => {
        const entry = LIVING.find(({ id }) => id === asked.body['model']);
        if (entry === undefined) return;
        const pinned = { ...asked, standing: 'pinned' } as const;
        const alone = rewriteFor({ ...pinned, signers: new Map() }, entry, CATALOG);
        expect(alone).toMatchObject({ sent: true, changes: [], betas: asked.betas });
        const outcome = rewriteFor(pinned, entry, CATALOG);
        if (!outcome.sent) throw new Error(outcome.reason);
        const fields = outcome.changes.map(({ field }) => field);
        expect(fields.filter((field) => !field.startsWith('thinking'))).toEqual([]);
        expect(outcome.faults.filter((fault) => fault.includes('signature'))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('says the same at the front from turn to turn, so that caches hold', () => {
    fc.assert(
      fc.property(arbitraryAsked, arbitraryTarget, (asked, entry) => {
        const messages = asked.body['messages'] as readonly JsonObject[];
        const cut = messages.findLastIndex(({ role }) => role === 'assistant');
        if (cut < 1) return;
        const earlier = { ...asked, body: { ...asked.body, messages: messages.slice(0, cut) } };
        const [first, second] = [earlier, asked].map((one) => rewriteFor(one, entry, CATALOG));
        if (!first?.sent || !second?.sent) return;
        const before = partsOf(first.body);
        expect(partsOf(second.body).slice(0, before.length)).toEqual(before);
        expect(second.body['system']).toEqual(first.body['system']);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** What a model reads, piece by piece: a text means the same as a list of one text. */
function partsOf({ messages }: JsonObject): readonly unknown[] {
  return (messages as readonly JsonObject[]).flatMap(({ role, content, ...others }) => {
    const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    const own = Object.keys(others).length === 0 ? [] : [others];
    return [...((parts ?? []) as readonly unknown[]).map((part) => [role, part]), ...own];
  });
}
