import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_OPTIONS } from '../core/call-options.ts';
import type { Call, ContentBlock, Message } from '../core/call.ts';
import type { Model } from '../core/model.ts';
import { PLAIN_CALL, type PurposeReading } from '../core/purpose.ts';
import { createMemoryLedger } from '../testing/memory-ledger.ts';
import { sampleCall, sampleCatalog, samplePolicy } from '../testing/policy.ts';
import { createConversations, type Conversations, type Known } from './conversations.ts';
import { createRecentMap } from './recent-map.ts';
import { createSignatureMemory } from './signature-memory.ts';

const CHEAP: Model = { provider: 'anthropic', id: 'sample-cheap', effort: null };
const BEST: Model = { provider: 'anthropic', id: 'sample-best', effort: 'high' };

const text = (said: string): ContentBlock => ({ type: 'text', text: said });
const user = (said: string): Message => ({ role: 'user', content: [text(said)] });
const assistant: Message = { role: 'assistant', content: [text('Done.')] };
const SUMMARY = 'This session is being continued from a previous conversation that ran out.';

const MAIN = { client: 'claude-code', purpose: 'main', lane: 'main' } as const;
const COMPACTION = { ...MAIN, purpose: 'compaction', protectedBy: 'compaction' } as const;

function knownWith(lastServed: Known['ledger']['lastServed'] = () => null): Known {
  return {
    policy: samplePolicy(),
    catalog: sampleCatalog(),
    ledger: { ...createMemoryLedger(), lastServed },
    log: () => {},
  };
}

interface Said {
  readonly texts?: readonly string[];
  readonly session?: string | null;
  readonly agent?: string | null;
  readonly purpose?: Partial<PurposeReading>;
  readonly call?: Partial<Call>;
}

function place(conversations: Conversations, said: Said, known = knownWith()) {
  const messages = (said.texts ?? ['a', 'b']).flatMap((one, index) =>
    index === 0 ? [user(one)] : [assistant, user(one)],
  );
  const options = { ...NO_OPTIONS, session: said.session ?? null, agent: said.agent ?? null };
  const call = sampleCall({ requestedModel: 'sample-best', messages, ...said.call });
  return conversations.placeOf(
    { call, options, purpose: { ...PLAIN_CALL, ...said.purpose } },
    known,
  );
}

describe('where a call stands in its conversation', () => {
  const ours = { session: 'one', purpose: MAIN };
  const standing = (conversations: Conversations, said: Said) => {
    const { boundary, before, hasClimbed } = place(conversations, said).conversation;
    return { boundary, before, hasClimbed };
  };

  it('is a safe point at its first turn, after compaction, and for what stands alone', () => {
    const conversations = createConversations();
    place(conversations, ours).answered(CHEAP, null);
    const middle = { boundary: null, before: null, hasClimbed: false };
    expect(standing(conversations, ours)).toEqual(middle);
    const first = { ...ours, texts: ['a'] };
    expect(standing(conversations, first)).toMatchObject({ boundary: 'first_turn', before: CHEAP });
    const alone = { ...ours, purpose: { standsAlone: true } };
    expect(standing(conversations, alone)).toMatchObject({
      boundary: 'stands_alone',
      before: null,
    });
    place(conversations, { ...ours, purpose: COMPACTION }).answered(BEST, null);
    const summed = { ...ours, texts: [SUMMARY, 'b'] };
    expect(standing(conversations, summed)).toMatchObject({
      boundary: 'after_compaction',
      before: CHEAP,
    });
    place(conversations, summed).answered(BEST, null);
    expect(standing(conversations, summed)).toEqual(middle);
  });

  it('knows that it climbed, and what was only observed would have, until it begins anew', () => {
    const conversations = createConversations();
    place(conversations, ours).answered(CHEAP, null, { hasClimbed: true, shadowClimbed: false });
    place(conversations, ours).answered(CHEAP, null);
    const { conversation, shadowConversation } = place(conversations, ours);
    expect([conversation.hasClimbed, shadowConversation.hasClimbed]).toEqual([true, false]);
    expect(standing(conversations, { ...ours, texts: ['a'] }).hasClimbed).toBe(false);
    place(conversations, ours).answered(CHEAP, BEST, { hasClimbed: false, shadowClimbed: true });
    expect(place(conversations, ours).shadowConversation.hasClimbed).toBe(true);
    place(conversations, { ...ours, purpose: COMPACTION }).answered(BEST, null);
    expect(standing(conversations, { ...ours, texts: [SUMMARY, 'b'] }).hasClimbed).toBe(true);
  });

  it('knows nothing of caches that a call of another conversation left', () => {
    const conversations = createConversations();
    const answer = {
      model: 'anthropic/sample-cheap',
      entry: null,
      usage: {
        freshInputTokens: 0,
        cacheReadTokens: 0,
        cacheWrite5mTokens: 5_000,
        cacheWrite1hTokens: 0,
        outputTokens: 10,
        thinkingTokens: null,
      },
      at: 1,
      caching: { kind: 'marked', ttl: '5m', isHeadOnly: false } as const,
      effort: null,
      tools: '',
      estimatedTokens: 5_000,
      isTurn: true,
    };
    const turnsOf = (said: Said) => place(conversations, said).conversation.warmth.turns;
    place(conversations, ours).answered(CHEAP, null);
    place(conversations, ours).warmed([answer]);
    expect(turnsOf(ours)).toBe(1);
    place(conversations, { ...ours, purpose: { ...MAIN, standsAlone: true } }).warmed([answer]);
    place(conversations, { ...ours, purpose: COMPACTION }).warmed([answer]);
    expect(turnsOf(ours)).toBe(1);
    expect(turnsOf({ session: 'two' })).toBe(0);
  });
});

describe('the model a conversation is on', () => {
  it('is that of its last answer', () => {
    const conversations = createConversations();
    expect(place(conversations, { texts: ['a'] }).kept).toBeNull();
    place(conversations, { texts: ['a'] }).answered(CHEAP, BEST);
    expect(place(conversations, {})).toMatchObject({ kept: CHEAP, shadowKept: BEST });
    place(conversations, {}).answered(BEST, null);
    expect(place(conversations, {})).toMatchObject({ kept: BEST, shadowKept: null });
  });

  it('is not asked for, and not changed, by what stands alone', () => {
    const conversations = createConversations();
    const said = { session: 'one' };
    place(conversations, said).answered(CHEAP, null);
    const alone = place(conversations, { ...said, purpose: { standsAlone: true } });
    expect(alone.kept).toBeNull();
    alone.answered(BEST, null);
    expect(place(conversations, said).kept).toBe(CHEAP);
  });

  it('is forgotten where too many conversations came since', () => {
    const conversations = createConversations({ limit: 2 });
    for (const session of ['one', 'two']) place(conversations, { session }).answered(CHEAP, null);
    expect(place(conversations, { session: 'one' }).kept).toBe(CHEAP);
    place(conversations, { session: 'three' }).answered(CHEAP, null);
    expect(place(conversations, { session: 'one' }).kept).toBe(CHEAP);
    expect(place(conversations, { session: 'two' }).kept).toBeNull();
  });

  it.each<[string, Said, Model | null]>([
    ['a summary begins the turn', { texts: [SUMMARY, 'b'] }, null],
    ['the beginning is another', { texts: ['other', 'b'] }, null],
    ['the beginning is the same', { texts: ['a', 'b'] }, CHEAP],
  ])('is free once after compaction where %s', (_name, said, kept) => {
    const conversations = createConversations();
    const ours = { session: 'one', purpose: MAIN };
    place(conversations, ours).answered(CHEAP, null);
    place(conversations, { ...ours, purpose: COMPACTION }).answered(BEST, null);
    const next = place(conversations, { ...ours, ...said });
    expect(next.kept).toBe(kept);
    next.answered(BEST, null);
    expect(place(conversations, { ...ours, ...said }).kept).toBe(BEST);
  });

  it('is free where a summary begins, though the compaction itself was not seen', () => {
    const conversations = createConversations();
    const ours = { session: 'one', purpose: MAIN };
    place(conversations, ours).answered(CHEAP, null);
    expect(place(conversations, { ...ours, texts: ['c', 'b'] }).kept).toBe(CHEAP);
    expect(place(conversations, { ...ours, texts: [SUMMARY, 'b'] }).kept).toBeNull();
  });

  it.each([
    ['the turn after it has an answer', [SUMMARY, 'b']],
    ['the turn after it has none', [SUMMARY]],
  ])('is forgotten of what was compacted, once %s', (_name, texts) => {
    const conversations = createConversations();
    const ours = { session: 'one', purpose: MAIN };
    place(conversations, ours).answered(CHEAP, CHEAP);
    place(conversations, { ...ours, purpose: COMPACTION }).answered(BEST, null);
    place(conversations, { ...ours, texts }).answered(BEST, BEST);
    place(conversations, { ...ours, texts: [SUMMARY, 'b'] }).answered(BEST, BEST);
    expect(place(conversations, ours)).toMatchObject({ kept: BEST, shadowKept: BEST });
  });

  it('survives a summary that was asked for before anything was said', () => {
    const conversations = createConversations();
    const ours = { session: 'one', purpose: MAIN };
    place(conversations, { ...ours, texts: ['a'], purpose: COMPACTION }).answered(BEST, null);
    expect(place(conversations, ours).kept).toBeNull();
  });

  it.each<[string, Partial<PurposeReading>, Model | null]>([
    ['of the main conversation', MAIN, CHEAP],
    ['of a sub-agent', { ...MAIN, purpose: 'sub_agent', lane: 'subagents' }, CHEAP],
    ['of what Claude Code does beside it', { ...MAIN, lane: 'background' }, null],
    ['of another client', {}, null],
  ])('follows the session where the beginning was rewritten: %s', (_name, purpose, kept) => {
    const conversations = createConversations();
    const said = { session: 'one', purpose };
    place(conversations, said).answered(CHEAP, null);
    expect(place(conversations, { ...said, texts: ['rewritten', 'b'] }).kept).toBe(kept);
    expect(place(conversations, { ...said, session: 'two', texts: ['c', 'b'] }).kept).toBeNull();
    expect(place(conversations, { ...said, agent: 'a', texts: ['c', 'b'] }).kept).toBeNull();
    const lane = purpose.lane === 'main' ? 'subagents' : 'main';
    const other = { ...said, purpose: { ...MAIN, lane }, texts: ['d', 'b'] } as const;
    expect(place(conversations, other).kept).toBeNull();
  });

  it('is not changed for a rewritten beginning by calls that nobody continued', () => {
    const conversations = createConversations();
    const ours = { session: 'one', purpose: MAIN };
    place(conversations, ours).answered(CHEAP, null);
    place(conversations, { ...ours, texts: ['single'] }).answered(BEST, null);
    expect(place(conversations, { ...ours, texts: ['rewritten', 'b'] }).kept).toBe(CHEAP);
  });

  it('is not forgotten for any number of single calls', () => {
    const conversations = createConversations({ limit: 2 });
    place(conversations, {}).answered(CHEAP, null);
    for (const one of ['b', 'c', 'd', 'e']) {
      place(conversations, { texts: [one] }).answered(BEST, null);
    }
    expect(place(conversations, {}).kept).toBe(CHEAP);
  });

  it('is that of its own last turn, whatever else goes on in its session', () => {
    const step = fc.record({
      conversation: fc.nat(4),
      isSingle: fc.boolean(),
      model: fc.constantFrom(CHEAP, BEST),
      purpose: fc.constantFrom<Partial<PurposeReading>>(MAIN, {}, { standsAlone: true }),
    });
    const clients = fc.constantFrom<Partial<PurposeReading>>(MAIN, {});
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), clients, (steps, client) => {
        const conversations = createConversations();
        const turns = new Map<number, { readonly texts: string[]; readonly model: Model }>();
        for (const [at, { conversation, isSingle, model, purpose }] of steps.entries()) {
          if (isSingle) {
            const single = { session: 'one', texts: [`single ${at}`], purpose };
            place(conversations, single).answered(model, model);
            continue;
          }
          const before = turns.get(conversation);
          const texts = [...(before?.texts ?? []), `${conversation} at ${at}`];
          const next = place(conversations, { session: 'one', texts, purpose: client });
          expect(next.kept).toBe(before?.model ?? null);
          expect(next.shadowKept).toBe(before?.model ?? null);
          next.answered(model, model);
          turns.set(conversation, { texts, model });
        }
      }),
    );
  });
});

describe('what the ledger remembers', () => {
  const ours = { session: 'one', purpose: MAIN };
  const served = (model: string, isCompacted = false, provider = 'anthropic') =>
    knownWith(() => ({ provider, model, isCompacted, isMixed: false }));

  it.each<[string, Known, Said, unknown]>([
    ['a model', served('unbound'), {}, { provider: 'anthropic', id: 'unbound', effort: null }],
    ['a provider that is gone', served('sample-cheap', false, 'gone'), {}, null],
    ['a compaction before this turn', served('unbound', true), { texts: [SUMMARY, 'b'] }, null],
    [
      'a compaction, and no summary',
      served('unbound', true),
      {},
      { provider: 'anthropic', id: 'unbound', effort: null },
    ],
    ['nothing', knownWith(), {}, null],
  ])('is used: %s', (_name, known, said, kept) => {
    expect(
      place(createConversations(), { session: 'one', purpose: MAIN, ...said }, known).kept,
    ).toEqual(kept);
  });

  it('is as the policy binds the model today', () => {
    const [bound] = samplePolicy().tiers[2].bindings;
    if (bound === undefined) throw new Error('The sample policy binds nothing.');
    const known = served(bound.id, false, bound.provider);
    expect(place(createConversations(), ours, known).kept).toEqual(bound);
  });

  it('is asked for once, whatever it says', () => {
    let asked = 0;
    const known = knownWith(() => {
      asked++;
      return null;
    });
    const conversations = createConversations();
    for (let turn = 0; turn < 3; turn++) place(conversations, ours, known);
    place(conversations, { ...ours, agent: 'a' }, known);
    place(conversations, { session: 'two', purpose: { ...MAIN, standsAlone: true } }, known);
    place(conversations, { session: 'two', purpose: MAIN, texts: ['a'] }, known);
    expect(asked).toBe(2);
  });

  describe('of a session of a program', () => {
    const said = { session: 'one' };

    it('is used in the middle of a conversation, and asked for once', () => {
      let asked = 0;
      const known = knownWith(() => {
        asked++;
        return { provider: 'anthropic', model: 'unbound', isCompacted: false, isMixed: false };
      });
      const conversations = createConversations();
      expect(place(conversations, said, known).kept?.id).toBe('unbound');
      expect(place(conversations, { ...said, texts: ['c', 'd'] }, known).kept?.id).toBe('unbound');
      place(conversations, said, known).answered(CHEAP, null);
      expect(place(conversations, said, known).kept).toBe(CHEAP);
      expect(asked).toBe(1);
    });

    it('is another for another agent', () => {
      const known = knownWith(({ agent }) =>
        agent === 'a'
          ? { provider: 'anthropic', model: 'unbound', isCompacted: false, isMixed: false }
          : null,
      );
      const conversations = createConversations();
      expect(place(conversations, said, known).kept).toBeNull();
      expect(place(conversations, { ...said, agent: 'a' }, known).kept?.id).toBe('unbound');
    });

    it('is left alone where several models answered: it may have held several conversations', () => {
      const last = { provider: 'anthropic', model: 'unbound', isCompacted: false, isMixed: true };
      const known = knownWith(() => last);
      expect(place(createConversations(), said, known).kept).toBeNull();
      expect(place(createConversations(), ours, known).kept?.id).toBe('unbound');
    });

    it('is left alone where the session began here: that would be another conversation', () => {
      const conversations = createConversations();
      place(conversations, { ...said, texts: ['a'] }, served('unbound')).answered(CHEAP, null);
      const other = { ...said, texts: ['c', 'd'] };
      expect(place(conversations, other, served('unbound')).kept).toBeNull();
    });

    it('makes thinking that nobody is known to have signed that of its model', () => {
      const content: ContentBlock[] = [{ type: 'thinking', text: '', signature: 's1' }];
      const call = { messages: [user('a'), { role: 'assistant' as const, content }, user('b')] };
      const { signers } = place(createConversations(), { ...said, call }, served('sample-cheap'));
      expect([...signers]).toEqual([['s1', 'sample-cheap']]);
    });
  });

  it.each<[string, Said]>([
    ['without a session', { purpose: MAIN }],
    ['for a program without one', {}],
    ['for the first turn of a program', { session: 'one', texts: ['a'] }],
    ['for what stands alone', { session: 'one', purpose: { standsAlone: true } }],
  ])('is not asked for %s', (_name, said) => {
    let asked = 0;
    const known = knownWith(() => {
      asked++;
      return { provider: 'anthropic', model: 'unbound', isCompacted: false, isMixed: false };
    });
    expect(place(createConversations(), said, known).kept).toBeNull();
    expect(asked).toBe(0);
  });

  it('is asked for again where too many sessions came since', () => {
    const conversations = createConversations({ limit: 1 });
    const known = served('unbound');
    place(conversations, ours, known).answered(CHEAP, null);
    place(conversations, { ...ours, session: 'two' }, known).answered(CHEAP, null);
    expect(place(conversations, ours, known).kept?.id).toBe('unbound');
  });

  it('makes thinking that nobody is known to have signed that of its model', () => {
    const conversations = createConversations();
    const content: ContentBlock[] = [{ type: 'thinking', text: '', signature: 's1' }];
    const call = { messages: [user('a'), { role: 'assistant' as const, content }, user('b')] };
    const { signers } = place(conversations, { ...ours, call }, served('sample-cheap'));
    expect([...signers]).toEqual([['s1', 'sample-cheap']]);
    const named = place(createConversations(), { ...ours, call }, served('sample-best'));
    expect(named.signers.size).toBe(0);
  });
});

describe('signatures', () => {
  const thinking = (signature: string | null): Message => ({
    role: 'assistant',
    content: [{ type: 'thinking', text: '', signature }, text('x')],
  });
  const callWith = (...signatures: readonly (string | null)[]) =>
    sampleCall({ messages: signatures.map(thinking) });

  it('are known by whoever noted them', () => {
    const memory = createSignatureMemory();
    expect(memory.signersIn(callWith('a')).size).toBe(0);
    memory.note(['a', 'b'], 'one');
    memory.claim(callWith('b', 'c', null), 'two');
    expect([...memory.signersIn(callWith('a', 'b', 'c', 'd', null))]).toEqual([
      ['a', 'one'],
      ['b', 'one'],
      ['c', 'two'],
    ]);
  });

  it('of the model the client named are not noted', () => {
    const conversations = createConversations();
    place(conversations, { session: 'one' }).signed(['a'], BEST);
    place(conversations, { session: 'one' }).signed(['b'], CHEAP);
    const { signers } = place(conversations, { call: { messages: callWith('a', 'b').messages } });
    expect([...signers]).toEqual([['b', 'sample-cheap']]);
  });
});

it('a map of limited size keeps what was used last', () => {
  const steps = fc.array(fc.tuple(fc.constantFrom('get', 'set', 'delete'), fc.nat(9)));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), steps, (limit, taken) => {
      const map = createRecentMap<number>(limit);
      let model: readonly number[] = [];
      for (const [step, key] of taken) {
        const others = model.filter((one) => one !== key);
        if (step === 'set') {
          map.set(String(key), key);
          model = [...others, key].slice(-limit);
        } else if (step === 'delete') {
          map.delete(String(key));
          model = others;
        } else {
          expect(map.get(String(key))).toBe(model.includes(key) ? key : undefined);
          if (model.includes(key)) model = [...others, key];
        }
        expect(map.size).toBe(model.length);
      }
    }),
  );
});
