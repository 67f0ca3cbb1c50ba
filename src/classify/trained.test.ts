import { beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../core/call.ts';
import type { Judged } from '../core/classification.ts';
import { TASK_TYPES } from '../core/task.ts';
import { sampleCall } from '../testing/policy.ts';
import { createFeatureReader, ideaVectorSize } from './features/features.ts';
import { typedVectorSize } from './features/type-evidence.ts';
import { exampleOf } from './learn/examples.ts';
import { learn, LEARN_DEFAULTS, type Learned, type LearnOptions } from './learn/learn.ts';
import { wordSet } from './model/known-words.ts';
import { packHead } from './model/head.ts';
import { JUDGING_CLASSES, PERSONA, STAKES, TIERS, type Model } from './model/model.ts';
import { readingOf } from './reading.ts';
import { createPredictor, createTrainedClassifier } from './trained.ts';

function call(text: string, changes: Partial<Call> = {}): Call {
  return sampleCall({
    messages: [{ role: 'user', content: [{ type: 'text', text }] }],
    ...changes,
  });
}

const AGENT = {
  tools: [{ name: 'Read', description: null, inputSchema: {}, strict: null }],
} as const;
const PROGRAM = { system: [{ type: 'text', text: 'Answer in one word.' }] } as const;

/** What each label of the toy is said with. */
const SAID = {
  translate: ['translate the menu', 'translate this letter to French', 'how do you say hello'],
  irreversible_action: ['drop the production table', 'wipe the customer bucket', 'delete it all'],
  weather_report: ['rain tomorrow', 'sunny in Rome', 'windy at sea'],
} as const;
const LABELS = Object.keys(SAID);

const OPTIONS: LearnOptions = {
  ...LEARN_DEFAULTS,
  classes: LABELS.length,
  ideaVectorSize: ideaVectorSize(),
  hidden: 4,
  epochs: 30,
};

function learnedTypes(): Learned {
  const reader = createFeatureReader();
  const examples = LABELS.flatMap((label, at) =>
    SAID[label as keyof typeof SAID].map((text) =>
      exampleOf(reader.read(readingOf(call(text))), { target: [[at, 1]] }),
    ),
  );
  return learn(examples, OPTIONS);
}

/** The same scores for every call: these. */
function fixed(scores: readonly number[], size: number): Learned {
  return {
    ...learn([], { ...OPTIONS, classes: scores.length, hidden: 1, ideaVectorSize: size }),
    ideas: new Float32Array(size),
    hiddenBias: Float32Array.of(1),
    out: Float32Array.from(scores),
  };
}

/** The words these tests are about. */
const KNOWN = wordSet(
  Object.values(SAID)
    .flat()
    .concat('translate the menu')
    .flatMap((text) => {
      const { features } = createFeatureReader().read(readingOf(call(text)));
      return Array.from(features.words.slice(0, features.wordCount));
    }),
);

let types: Model['types'];
beforeAll(() => {
  types = packHead(learnedTypes(), { least: 2 });
});

function model(changes: Partial<Model> = {}): Model {
  return {
    name: 'toy@1',
    labels: LABELS,
    types,
    typeTemperature: 1,
    knownWords: KNOWN,
    usualNews: [0, 0.6],
    judging: judging([0, 2, 0, 0], [2, 0]),
    ...changes,
  };
}

function judging(
  tiers: readonly number[],
  stakes: readonly number[],
  temperatures: readonly [number, number] = [1, 1],
): Model['judging'] {
  const scores = Array.from({ length: JUDGING_CLASSES }, () => 0);
  for (const [at, score] of tiers.entries()) scores[TIERS + at] = score;
  for (const [at, score] of stakes.entries()) scores[STAKES + at] = score;
  // A system text of these tests states a job.
  scores[PERSONA] = 20;
  const learned = fixed(scores, typedVectorSize(LABELS.length));
  return {
    head: packHead(learned, { least: 1 }),
    typeTemperatures: [1, 1],
    tierTemperatures: temperatures,
    stakesTemperature: 1,
  };
}

function classify(asked: Call, changes: Partial<Model> = {}) {
  return createTrainedClassifier(model(changes)).classify(asked);
}

function judgedOf(asked: Call, changes: Partial<Model> = {}): Judged {
  const { judged } = classify(asked, changes);
  if (judged === null) throw new Error('It judges.');
  return judged;
}

describe('a trained classifier', () => {
  it('names the kind of work, how sure it is, and by what', () => {
    const found = classify(call('please translate the letter'));
    expect(found).toMatchObject({ taskType: 'translate', classifier: 'toy@1' });
    expect(found.confidence).toBeGreaterThan(0.6);
    expect(found.signals[0]).toMatch(/^(?:word|idea):.*translate/);
    expect(found.signals.length).toBeLessThanOrEqual(4);
    expect(new Set(found.signals).size).toBe(found.signals.length);
    expect(createTrainedClassifier(model()).name).toBe('toy@1');
  });

  it('names no work by a label that is none', () => {
    const found = classify(call('rain tomorrow'));
    expect(found).toMatchObject({ taskType: null, confidence: 0 });
    expect(found.alternatives.map(({ taskType }) => taskType)).not.toContain('weather_report');
    expect(found.judged?.recoverable).toBe(false);
  });

  it('guesses nothing where everything is as likely, and names few in its place', () => {
    const labels = TASK_TYPES.slice(0, 30);
    const even = fixed(
      labels.map(() => 0),
      ideaVectorSize(),
    );
    const found = classify(call('hello'), {
      labels,
      types: packHead(even, { least: 1 }),
      judging: null,
    });
    expect(found).toMatchObject({ taskType: null, confidence: 0, judged: null });
    expect(found.alternatives).toHaveLength(3);
  });

  it('lists runners-up by how likely they are, the first not among them', () => {
    const { taskType, confidence, alternatives } = classify(call('delete the letter'), {
      typeTemperature: 5,
    });
    const shares = [confidence, ...alternatives.map((other) => other.confidence)];
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    expect(alternatives.length).toBeGreaterThan(0);
    expect(alternatives.map((other) => other.taskType)).not.toContain(taskType);
  });

  it('is less sure at a higher temperature', () => {
    const sure = (typeTemperature: number) =>
      classify(call('translate the menu'), { typeTemperature }).confidence;
    expect(sure(0.5)).toBeGreaterThan(sure(3));
  });
});

describe('the tier', () => {
  it('of a prompt that stands alone is what the contracts of its likely types say', () => {
    const { tiers } = judgedOf(call('translate the menu'));
    const { likely } = createPredictor(model()).predict(readingOf(call('translate the menu')));
    // Tier 0 for translating, 3 for what cannot be undone, 2 for what is no type.
    for (const [tier, label] of [
      [0, 0],
      [3, 1],
      [2, 2],
    ] as const) {
      expect(tiers[tier]).toBeCloseTo(likely[label] ?? 0, 9);
    }
    expect(tiers[1]).toBe(0);
  });

  it.each([
    ['a program', PROGRAM],
    ['an agent', AGENT],
  ])('of a call of %s is predicted', (_who, around) => {
    const { tiers, complexity } = judgedOf(call('translate the menu', around));
    expect(tiers[1]).toBeCloseTo(Math.exp(2) / (Math.exp(2) + 3), 2);
    expect(tiers.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
    expect(complexity).toBe(4);
  });

  it('has a temperature for programs and one for agents', () => {
    const changes = { judging: judging([0, 2, 0, 0], [0, 0], [0.5, 4]) };
    const program = judgedOf(call('translate the menu', PROGRAM), changes);
    const agent = judgedOf(call('translate the menu', AGENT), changes);
    expect(program.tiers[1]).toBeGreaterThan(agent.tiers[1] + 0.3);
  });

  it.each([
    [[9, 0, 0, 0], 2],
    [[0, 9, 0, 0], 4],
    [[0, 0, 9, 0], 6],
    [[0, 0, 0, 9], 9],
  ])('scored %j is as complex as %d', (tiers, complexity) => {
    const asked = call('translate the menu', AGENT);
    expect(judgedOf(asked, { judging: judging(tiers, [0, 0]) }).complexity).toBe(complexity);
  });
});

describe('what is judged beside it', () => {
  it('is the stakes, from their two scores', () => {
    const stakes = (low: number, high: number) =>
      judgedOf(call('translate the menu'), { judging: judging([0, 0, 0, 0], [low, high]) }).stakes;
    expect(stakes(0, 0)).toBe(0.5);
    expect(stakes(2, 0)).toBeCloseTo(1 / (1 + Math.exp(2)), 2);
    expect(stakes(0, 2)).toBeCloseTo(1 / (1 + Math.exp(-2)), 2);
  });

  it('is whether it can be made good: by its type, and not where much is at stake', () => {
    const recoverable = (text: string, high: number) =>
      judgedOf(call(text), { judging: judging([0, 0, 0, 0], [0, high]) }).recoverable;
    expect(recoverable('translate the menu', -2)).toBe(true);
    expect(recoverable('translate the menu', 2)).toBe(false);
    expect(recoverable('drop the production table', -2)).toBe(false);
  });

  it('is whether it takes judgment, by the share of the likely types', () => {
    expect(judgedOf(call('translate the menu')).kind).toBe('processing');
    expect(judgedOf(call('drop the production table')).kind).toBe('judgment');
  });

  it('is how strange it is: by words that say nothing to the model', () => {
    const known = judgedOf(call('translate the menu')).outOfDistribution;
    const strange = judgedOf(call('zqx wvk jfh qqz plo mnb')).outOfDistribution;
    expect(known).toBeLessThan(0.3);
    expect(strange).toBeGreaterThan(0.6);
    expect(strange).toBeLessThanOrEqual(1);
    const used = { usualNews: [0.9, 0.99] } as const;
    expect(judgedOf(call('translate the menu'), used).outOfDistribution).toBe(0);
    // A figure that leaves no room between the usual and the strangest divides by nothing.
    const flat = { usualNews: [0.5, 0.5] } as const;
    expect(judgedOf(call('zqx wvk jfh'), flat).outOfDistribution).toBeLessThanOrEqual(1);
  });

  it('comes with its evidence: few, named once, rounded, strongest first', () => {
    const long = LABELS.flatMap((label) => SAID[label as keyof typeof SAID]).join(' ');
    const { evidence } = judgedOf(call(long, AGENT));
    const ofType = evidence.filter(({ speaksFor }) => speaksFor === 'type');
    expect(ofType.length).toBeGreaterThan(1);
    expect(ofType.length).toBeLessThanOrEqual(4);
    for (const { weight, signal } of evidence) {
      expect(Math.round(weight * 100) / 100).toBe(weight);
      expect(signal).not.toBe('');
    }
  });
});

describe('evidence', () => {
  it('says what it speaks for, and only that of the type is among the signals', () => {
    const asked = call('translate the menu', AGENT);
    const { features } = createFeatureReader().read(readingOf(asked));
    const learned = fixed(Array(JUDGING_CLASSES).fill(0), typedVectorSize(LABELS.length));
    for (const slot of features.slots.slice(0, features.count))
      learned.linear[slot * JUDGING_CLASSES + TIERS + 1] = 1;
    const head = packHead(learned, { least: 1 });
    const given = judging([0, 0, 0, 0], [0, 0]);
    const { signals, judged } = classify(asked, {
      judging: given === null ? null : { ...given, head },
    });
    const of = (speaksFor: 'type' | 'tier') =>
      judged?.evidence.filter((one) => one.speaksFor === speaksFor).map(({ signal }) => signal);
    expect(of('tier')).not.toEqual([]);
    expect(signals).toEqual(of('type'));
  });
});

describe('a predictor', () => {
  it('keeps nothing from one reading to the next', () => {
    const predictor = createPredictor(model());
    const asked = readingOf(call('translate the menu', AGENT));
    const first = structuredClone(predictor.predict(asked));
    predictor.predict(readingOf(call('drop the production table '.repeat(200), PROGRAM)));
    expect(predictor.predict(asked)).toEqual(first);
  });

  it('of a model that only names types judges nothing', () => {
    const { judged, evidence } = createPredictor(model({ judging: null })).predict(
      readingOf(call('translate the menu')),
    );
    expect(judged).toBeNull();
    expect(new Set(evidence.map(({ speaksFor }) => speaksFor))).toEqual(new Set(['type']));
  });
});
