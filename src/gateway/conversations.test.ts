import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_OPTIONS } from '../core/call-options.ts';
import type { Call, ContentBlock, Message } from '../core/call.ts';
import type { Model } from '../core/model.ts';
import { PLAIN_CALL, type PurposeReading } from '../core/purpose.ts';
import { createMemoryLedger } from '../testing/memory-ledger.ts';
import { sampleCall, sampleCatalog, samplePolicy } from '../testing/policy.ts';
import { conversationKey } from './conversation-key.ts';
import { createConversations, type Conversations, type Known } from './conversations.ts';
import { createRecentMap } from './recent-map.ts';
import { createSignatureMemory } from './signature-memory.ts';

const CHEAP: Model = { provider: 'anthropic', id: 'sample-cheap', effort: null };
const BEST: Model = { provider: 'anthropic', id: 'sample-best', effort: 'high' };

const text = (said: string): ContentBlock => ({ type: 'text', text: said });
const user = (said: string): Message => ({ role: 'user', content: [text(said)] });
const assistant: Message = { role: 'assistant', content: [text('Done.')] };
const SUMMARY = 'This session is being continued from a previous conversation that ran out.';

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

describe('what a conversation begins with', () => {
  const keyOf = (call: Partial<Call>, session: string | null = null) =>
    conversationKey(sampleCall(call), { ...NO_OPTIONS, session });
  const base = { system: [text('You help.')], messages: [user('a')] };

  it.each<[string, Partial<Call>, boolean]>([
    ['a later turn', { ...base, messages: [user('a'), assistant, user('b')] }, true],
    [
      'another attribution',
      { ...base, system: [text('x-anthropic-billing-header: cc_version=2;'), text('You help.')] },
      true,
    ],
    ['another model', { ...base, requestedModel: 'other' }, true],
    ['another system', { ...base, system: [text('You')] }, false],
    ['another split', { ...base, system: [text('You help'), text('.')] }, false],
    ['another question', { ...base, messages: [user('b')] }, false],
    [
      'a long one that ends otherwise',
      { ...base, messages: [user(`a${'x'.repeat(20_000)}`)] },
      false,
    ],
  ])('tells it from others, whatever else differs: %s', (_name, call, isSame) => {
    expect(keyOf(call) === keyOf(base)).toBe(isSame);
  });

  it('tells long texts apart by their ends', () => {
    const long = (first: string, last: string) =>
      keyOf({ ...base, messages: [user(`${first}${'x'.repeat(40_000)}${last}`)] });
    expect(new Set([long('a', 'a'), long('a', 'b'), long('b', 'a'), long('a', 'aa')]).size).toBe(4);
    expect(long('a', 'b')).toBe(long('a', 'b'));
  });

  it('does not matter where the client names a session', () => {
    expect(keyOf(base, 'one')).toBe(keyOf({ messages: [] }, 'one'));
    expect(keyOf(base, 'one')).not.toBe(keyOf(base, 'two'));
  });

  it('says nothing of pictures but that they are there', () => {
    const picture: ContentBlock = { type: 'image', source: { kind: 'url', url: 'u' } };
    const withPicture = { ...base, messages: [{ role: 'user' as const, content: [picture] }] };
    expect(keyOf(withPicture)).not.toBe(keyOf({ ...base, messages: [] }));
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
    const session = 'one';
    place(conversations, { session }).answered(CHEAP, null);
    place(conversations, { session, purpose: { purpose: 'compaction' } }).answered(BEST, null);
    const next = place(conversations, { session, ...said });
    expect(next.kept).toBe(kept);
    next.answered(BEST, null);
    expect(place(conversations, { session, ...said }).kept).toBe(BEST);
  });

  it('is free where a summary begins, though the compaction itself was not seen', () => {
    const conversations = createConversations();
    place(conversations, { session: 'one' }).answered(CHEAP, null);
    expect(place(conversations, { session: 'one', texts: ['c', 'b'] }).kept).toBe(CHEAP);
    expect(place(conversations, { session: 'one', texts: [SUMMARY, 'b'] }).kept).toBeNull();
  });
});

describe('what the ledger remembers', () => {
  const served = (model: string, isCompacted = false, provider = 'anthropic') =>
    knownWith(() => ({ provider, model, isCompacted }));

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
    expect(place(createConversations(), { session: 'one', ...said }, known).kept).toEqual(kept);
  });

  it('is as the policy binds the model today', () => {
    const [bound] = samplePolicy().tiers[2].bindings;
    if (bound === undefined) throw new Error('The sample policy binds nothing.');
    const known = served(bound.id, false, bound.provider);
    expect(place(createConversations(), { session: 'one' }, known).kept).toEqual(bound);
  });

  it('is asked for once, whatever it says', () => {
    let asked = 0;
    const known = knownWith(() => {
      asked++;
      return null;
    });
    const conversations = createConversations();
    for (let turn = 0; turn < 3; turn++) place(conversations, { session: 'one' }, known);
    place(conversations, { session: 'one', agent: 'a' }, known);
    place(conversations, { session: 'two', purpose: { standsAlone: true } }, known);
    place(conversations, { session: 'two', texts: ['a'] }, known);
    expect(asked).toBe(2);
  });

  it('is not asked for without a session', () => {
    const known = knownWith(() => {
      throw new Error('asked');
    });
    expect(place(createConversations(), {}, known).kept).toBeNull();
  });

  it('makes thinking that nobody is known to have signed that of its model', () => {
    const conversations = createConversations();
    const content: ContentBlock[] = [{ type: 'thinking', text: '', signature: 's1' }];
    const call = { messages: [user('a'), { role: 'assistant' as const, content }, user('b')] };
    const { signers } = place(conversations, { session: 'one', call }, served('sample-cheap'));
    expect([...signers]).toEqual([['s1', 'sample-cheap']]);
    const named = place(createConversations(), { session: 'one', call }, served('sample-best'));
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
