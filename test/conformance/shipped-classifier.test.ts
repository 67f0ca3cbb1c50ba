import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recognisePurpose } from '../../src/classify/purpose.ts';
import { readingOf } from '../../src/classify/reading.ts';
import type { Call } from '../../src/core/call.ts';
import type { Decision } from '../../src/core/decision.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { route } from '../../src/core/route.ts';
import { TASK_TYPES, type TaskType } from '../../src/core/task.ts';
import { TASK_CONTRACTS, TASK_FAMILIES } from '../../src/core/tasks/index.ts';
import { shippedClassifier } from '../../src/modicum/shipped-classifier.ts';
import { sampleCall, sampleConditions, samplePolicy } from '../../src/testing/policy.ts';
import { anthropicMessages } from '../../src/wire/anthropic-messages/index.ts';
import { CLEAR_PROMPTS } from './clear-prompts.ts';

/*
 * What the weights that ship must keep being able to do. The shares are a little below what they reach, so
 * that other rows may move single prompts and nothing may fall.
 */

const classifier = shippedClassifier();
const policy = { ...samplePolicy(), tasks: TASK_CONTRACTS };

function asking(text: string): Call {
  return sampleCall({ messages: [{ role: 'user', content: [{ type: 'text', text }] }] });
}

function decide(text: string): Decision {
  const call = asking(text);
  const decision = route(call, classifier.classify(call), policy, sampleConditions());
  if (decision.kind === 'refusal') throw new Error(decision.explanation);
  return decision;
}

const EXAMPLES = TASK_FAMILIES.flatMap((family) =>
  family.contracts.flatMap((contract) =>
    contract.examples.map((text) => ({ text, contract, family })),
  ),
);

function shareOf(isSo: (example: (typeof EXAMPLES)[number]) => boolean): number {
  return EXAMPLES.filter(isSo).length / EXAMPLES.length;
}

describe('the examples of the contracts', () => {
  const typeOf = (text: string): TaskType | null => classifier.classify(asking(text)).taskType;

  it('are recognised as what they are, or as one of their family', () => {
    const isFamily = ({ family, text }: (typeof EXAMPLES)[number]) =>
      family.contracts.some(({ type }) => type === typeOf(text));
    expect(shareOf(({ text, contract }) => typeOf(text) === contract.type)).toBeGreaterThan(0.79);
    expect(shareOf(isFamily)).toBeGreaterThan(0.83);
  });

  it('are served within the floor and cap of what they are', () => {
    const isWithin = ({ text, contract }: (typeof EXAMPLES)[number]) => {
      const { tier } = decide(text);
      return tier >= contract.floor && tier <= contract.cap;
    };
    expect(shareOf(isWithin)).toBeGreaterThan(0.97);
  });

  it('are served by the best where nothing else may do them', () => {
    const gravest = EXAMPLES.filter(({ contract }) => contract.floor === 3);
    expect(gravest.length).toBeGreaterThan(15);
    const lower = gravest.filter(({ text }) => decide(text).tier < 3);
    expect(lower.length / gravest.length).toBeLessThanOrEqual(0.05);
  });
});

const REMINDER =
  '<system-reminder>\nSecurity: never delete, deploy or drop tables in production.\n</system-reminder>\n';

/** Ways to say the same. */
const SAID: Readonly<Record<string, (text: string) => string>> = {
  'a greeting': (text) => `Hi! Could you please help me? ${text}`,
  courtesies: (text) => `Good morning, ${text} Thank you very much in advance!`,
  'lower case': (text) => text.toLowerCase(),
  'upper case': (text) => text.toUpperCase(),
  'wide spaces': (text) => `   ${text.replaceAll(' ', '   ')}   \n\n`,
  'a reminder in front': (text) => REMINDER + text,
  'reminders on both sides': (text) => `${REMINDER}${text}\n${REMINDER}`,
};

describe('clear prompts', () => {
  it('are one for each type', () => {
    expect(Object.keys(CLEAR_PROMPTS).toSorted()).toEqual([...TASK_TYPES].toSorted());
  });

  it('are recognised, all but a few', () => {
    const typeOf = (text: string) => classifier.classify(asking(text)).taskType;
    const missed = TASK_TYPES.filter((type) => typeOf(CLEAR_PROMPTS[type]) !== type);
    expect(missed.length, missed.join()).toBeLessThanOrEqual(2);
  });

  it.each(Object.entries(SAID))('with %s go to the tier they go to', (_way, said) => {
    const moved = TASK_TYPES.filter((type) => {
      const text = CLEAR_PROMPTS[type];
      return decide(said(text)).tier !== decide(text).tier;
    });
    expect(moved).toEqual([]);
  });
});

describe('recorded requests of Claude Code', () => {
  const RECORDED = readFileSync(
    new URL('../fixtures/claude-code/requests-2.1.328.jsonl', import.meta.url),
    'utf8',
  )
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(closed(line)) as RecordedRequest);

  /** Long texts are kept by their beginning and their length; a reminder that lost its end gets it back. */
  function closed(line: string): string {
    return line.replaceAll(/(<system-reminder>[^"<]*)<\d+ chars>"/g, '$1 …</system-reminder>"');
  }

  interface RecordedRequest {
    readonly purpose: string;
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: JsonObject | null;
  }

  it('are freed of what the harness put in, and classified', () => {
    let read = 0;
    for (const { method, url, headers, body } of RECORDED) {
      const path = url.split('?')[0] ?? '';
      const purpose = recognisePurpose({ method, path, headers, body });
      const result = body === null ? null : anthropicMessages.request.read(body);
      if (result === null || !result.ok) continue;
      read += 1;
      const { ask, system } = readingOf(result.call, purpose);
      expect(ask).not.toContain('<system-reminder>');
      expect(system).not.toContain('x-anthropic-billing-header');
      const { judged } = classifier.classify(result.call, purpose);
      expect(judged?.tiers.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 6);
    }
    expect(read).toBeGreaterThan(20);
  });
});
