import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Call, ContentBlock, Message } from '../../src/core/call.ts';
import type { Classification, Classifier, Judged } from '../../src/core/classification.ts';
import { DIALECT_NAMES } from '../../src/core/dialect.ts';
import { PLAIN_CALL, PURPOSES, type PurposeReading } from '../../src/core/purpose.ts';
import { TASK_TYPES } from '../../src/core/task.ts';
import { sampleCall } from '../../src/testing/policy.ts';
import { arbitraryCall } from './arbitrary-call.ts';
import { evilText, textOf, type EvilText } from './arbitrary-text.ts';

/** What every classifier promises, whatever it is made of. */
export function classifierConformance(name: string, create: () => Classifier): void {
  describe(`the classifier ${name}`, () => {
    let classifier: Classifier;
    beforeAll(() => {
      classifier = create();
    });

    it('has a name, and writes it into what it says', () => {
      expect(classifier.name).not.toBe('');
      expect(classifier.classify(sampleCall()).classifier).toBe(classifier.name);
    });

    it('says something well-formed of any call, in any dialect, for any purpose', () => {
      const anyDialect = fc.constantFrom(...DIALECT_NAMES).chain(arbitraryCall);
      fc.assert(
        fc.property(anyDialect, anyPurpose, (call, purpose) => {
          expect(faultsOf(classifier.classify(call, purpose))).toEqual([]);
        }),
        { numRuns: 60 },
      );
    });

    it('says something well-formed of any text, wherever it stands', () => {
      fc.assert(
        fc.property(evilCall, anyPurpose, (evil, purpose) => {
          expect(faultsOf(classifier.classify(callOf(evil), purpose))).toEqual([]);
        }),
        { numRuns: 150 },
      );
    });

    it('says the same each time, also after other calls and by another one made alike', () => {
      const other = create();
      fc.assert(
        fc.property(evilCall, evilCall, (evil, between) => {
          const call = callOf(evil);
          const first = structuredClone(classifier.classify(call));
          classifier.classify(callOf(between));
          expect(classifier.classify(call)).toEqual(first);
          expect(other.classify(call, PLAIN_CALL)).toEqual(first);
        }),
        { numRuns: 40 },
      );
    });

    it('keeps what it has said: a later call does not change it', () => {
      const found = classifier.classify(sampleCall());
      const copy = structuredClone(found);
      classifier.classify(asking('Translate this letter to French: hello'));
      expect(found).toEqual(copy);
    });

    it('leaves the call as it is', () => {
      const call = frozen(agentCall(['fix this', 'looked', 'drop table', 'and that']));
      expect(() => classifier.classify(call)).not.toThrow();
    });

    it('looks at no more of a text than its edges: more of the same changes nothing', () => {
      for (const filler of ['word ', 'summary email ', '? ', '漢字', '\n']) {
        const [one, two] = [20_000, 400_000].map((length) => {
          const middle = filler.repeat(Math.ceil(length / filler.length));
          return classifier.classify(asking(`Translate this.\n${middle}\nThat was all.`));
        });
        expect(one).toEqual(two);
      }
    });

    it('looks at no more turns than the last: a longer history changes no more than its length', () => {
      const turns = (count: number) => {
        const pairs = Array.from({ length: count }, (): readonly Message[] => [
          { role: 'user', content: [text('look around')] },
          { role: 'assistant', content: [text('done')] },
        ]);
        const last: Message = { role: 'user', content: [text('Summarise what you found.')] };
        return sampleCall({ messages: [...pairs.flat(), last] });
      };
      expect(classifier.classify(turns(400))).toEqual(classifier.classify(turns(40)));
    });
  });
}

const text = (value: string): ContentBlock => ({ type: 'text', text: value });

function asking(value: string): Call {
  return sampleCall({ messages: [{ role: 'user', content: [text(value)] }] });
}

/** A turn of an agent: asked, answered with a tool call, its result, and what is asked now. */
function agentCall([asked, said, brought, now]: readonly [string, string, string, string]): Call {
  return sampleCall({
    system: [text(said)],
    tools: [{ name: asked.slice(0, 40), description: brought, inputSchema: {}, strict: null }],
    messages: [
      { role: 'user', content: [text(asked)] },
      {
        role: 'assistant',
        content: [text(said), { type: 'tool-use', id: '1', name: 'Read', input: {} }],
      },
      {
        role: 'user',
        content: [
          { type: 'tool-result', toolUseId: '1', isError: false, content: [text(brought)] },
          text(now),
        ],
      },
    ],
  });
}

/** The texts of a call of some shape. */
interface EvilCall {
  readonly shape: 'bare' | 'program' | 'agent' | 'empty';
  readonly texts: readonly [EvilText, EvilText, EvilText, EvilText];
}

const evilCall: fc.Arbitrary<EvilCall> = fc.record({
  shape: fc.constantFrom('bare' as const, 'program' as const, 'agent' as const, 'empty' as const),
  texts: fc.tuple(evilText, evilText, evilText, evilText),
});

function callOf({ shape, texts: [one, two, three, four] }: EvilCall): Call {
  switch (shape) {
    case 'bare':
      return asking(textOf(one));
    case 'program':
      return { ...asking(textOf(one)), system: [text(textOf(two))] };
    case 'agent':
      return agentCall([textOf(one), textOf(two), textOf(three), textOf(four)]);
    case 'empty':
      return sampleCall({ messages: [] });
  }
}

const anyPurpose: fc.Arbitrary<PurposeReading> = fc
  .constantFrom(...(Object.keys(PURPOSES) as PurposeReading['purpose'][]))
  .map((purpose) => ({ ...PLAIN_CALL, purpose }));

/** What is wrong with it, in words. */
function faultsOf({
  taskType,
  confidence,
  alternatives,
  signals,
  judged,
}: Classification): readonly string[] {
  const shares = [confidence, ...alternatives.map((other) => other.confidence)];
  const types = [...(taskType === null ? [] : [taskType]), ...alternatives.map(typeOf)];
  const sum = shares.reduce((total, share) => total + share, 0);
  return [
    ...faultIf(!shares.every(isShare), `shares ${shares.join()}`),
    ...faultIf(sum > 1 + 1e-9, `shares sum to ${sum}`),
    ...faultIf(!types.every(isTaskType), `types ${types.join()}`),
    ...faultIf(new Set(types).size < types.length, `types twice: ${types.join()}`),
    ...faultIf((taskType === null) !== (confidence === 0), `${taskType} is ${confidence} sure`),
    ...faultIf(!isFalling(shares.slice(1)), `runners-up ${shares.join()}`),
    ...faultIf(signals.length > 12 || signals.some((one) => one === ''), 'signals'),
    ...(judged === null ? [] : faultsOfJudged(judged)),
  ];
}

function faultsOfJudged(judged: Judged): readonly string[] {
  const { tiers, stakes, complexity, pStrong, outOfDistribution, evidence } = judged;
  const sum = tiers.reduce((total, share) => total + share, 0);
  return [
    ...faultIf(![...tiers, stakes, pStrong, outOfDistribution].every(isShare), 'no share'),
    ...faultIf(tiers.length !== 4 || Math.abs(sum - 1) > 1e-6, `tiers sum to ${sum}`),
    ...faultIf(!Number.isInteger(complexity), `complexity ${complexity}`),
    ...faultIf(complexity < 1 || complexity > 10, `complexity ${complexity}`),
    ...faultIf(!evidence.every(({ weight }) => weight > 0 && weight < 1_000), 'weights'),
  ];
}

function faultIf(isFault: boolean, what: string): readonly string[] {
  return isFault ? [what] : [];
}

const isShare = (value: number): boolean => value >= 0 && value <= 1 + 1e-9;
const isTaskType = (type: string): boolean => (TASK_TYPES as readonly string[]).includes(type);
const typeOf = (other: Classification['alternatives'][number]): string => other.taskType;

function isFalling(values: readonly number[]): boolean {
  return values.every((value, at) => at === 0 || value <= (values[at - 1] ?? 0));
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}
