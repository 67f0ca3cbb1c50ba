import { describe, expect, test } from 'vitest';
import type { Candidate } from './decision.ts';
import type { UpstreamError, UpstreamErrorKind } from './error.ts';
import { nextStep, type PastAttempt, type Step, type Walk } from './escalate.ts';
import type { CancelledBy, Outcome } from './outcome.ts';
import type { Tier } from './tier.ts';

/** A step of a plan: `tier provider`, how it is reached, and what differs from the usual. */
function step(
  name: string,
  after: Candidate['after'] = [],
  changes: Partial<Candidate> = {},
): Candidate {
  const [tier, provider = ''] = name.split(' ');
  return {
    tier: Number(tier) as Tier,
    model: { provider, id: `m${tier}`, effort: null },
    dialect: 'anthropic-messages',
    lane: 'untouched',
    after,
    changes: [],
    leftOut: [],
    reworded: [],
    retries: 0,
    timeoutMs: 1_000,
    waitMs: 0,
    ...changes,
  };
}

function failed(kind: UpstreamErrorKind, changes: Partial<UpstreamError> = {}): Outcome {
  const error = {
    kind,
    status: null,
    message: '',
    retryable: false,
    retryAfterMs: null,
    ...changes,
  };
  return { kind: 'failed', error };
}

const BUSY = failed('overloaded', { retryable: true });
const REJECTED: Outcome = {
  kind: 'rejected',
  finishReason: 'end',
  verdict: { kind: 'rejected', validator: 'json', detail: 'not JSON' },
};

interface Asked {
  readonly plan: readonly Candidate[];
  /** Steps and how they ended, in turn. */
  readonly past?: readonly (readonly [step: number, outcome: Outcome])[];
  readonly walk?: Partial<Walk>;
}

function next({ plan, past = [], walk = {} }: Asked): Step {
  const history: readonly PastAttempt[] = past.map(([at, outcome]) => ({ step: at, outcome }));
  return nextStep({
    decision: { plan },
    history,
    elapsedMs: 0,
    deadlineMs: 60_000,
    limits: { attempts: 10, maxRetryAfterMs: 10_000 },
    draw: 0,
    ...walk,
  });
}

/** `1 tier_unavailable`, `0 retry_transient after 250 ms`, `stop no_candidate`. */
function told(asked: Asked): string {
  const result = next(asked);
  if (result.kind === 'stop') return `stop ${result.reason}`;
  const wait = result.waitMs === 0 ? '' : ` after ${result.waitMs} ms`;
  return `${result.step} ${result.reason ?? 'first'}${wait}`;
}

const RETRIED = [step('0 local', [], { retries: 2 })];
const BOTH = ['failed', 'rejected'] as const;
const LADDER = [
  step('0 local'),
  step('0 spare', ['failed']),
  step('1 a', BOTH),
  step('1 b', ['failed']),
  step('2 c', ['rejected']),
  step('2 d', ['failed']),
];

describe('the first step', () => {
  test.each<[string, Asked, string]>([
    ['is the plan’s first', { plan: LADDER }, '0 first'],
    ['needs a plan', { plan: [] }, 'stop no_candidate'],
    ['needs time', { plan: LADDER, walk: { elapsedMs: 60_000 } }, 'stop deadline_passed'],
    [
      'needs an attempt',
      { plan: LADDER, walk: { limits: { attempts: 0, maxRetryAfterMs: 0 } } },
      'stop attempts_spent',
    ],
  ])('%s', (_, asked, expected) => {
    expect(told(asked)).toBe(expected);
  });
});

describe('the same model again', () => {
  test.each<[string, Asked, string]>([
    [
      'after a passing fault',
      { plan: RETRIED, past: [[0, BUSY]] },
      '0 retry_transient after 250 ms',
    ],
    [
      'later the second time',
      {
        plan: RETRIED,
        past: [
          [0, BUSY],
          [0, BUSY],
        ],
      },
      '0 retry_transient after 500 ms',
    ],
    [
      'earlier by chance, down to 75 %',
      { plan: RETRIED, past: [[0, BUSY]], walk: { draw: 1 } },
      '0 retry_transient after 188 ms',
    ],
    [
      'no more often than its tier allows',
      {
        plan: RETRIED,
        past: [
          [0, BUSY],
          [0, BUSY],
          [0, BUSY],
        ],
      },
      'stop no_candidate',
    ],
    [
      'after a rejected answer, at once',
      { plan: RETRIED, past: [[0, REJECTED]] },
      '0 retry_rejected',
    ],
    [
      'rejections and faults are counted together',
      {
        plan: RETRIED,
        past: [
          [0, REJECTED],
          [0, BUSY],
          [0, REJECTED],
        ],
      },
      'stop no_candidate',
    ],
    [
      'not after a fault that stays',
      { plan: RETRIED, past: [[0, failed('server_error')]] },
      'stop no_candidate',
    ],
    [
      'not before it was told to',
      {
        plan: RETRIED,
        past: [[0, failed('rate_limited', { retryable: true, retryAfterMs: 9_000 })]],
      },
      '0 retry_transient after 9000 ms',
    ],
    [
      'not when it would have to wait too long',
      {
        plan: RETRIED,
        past: [[0, failed('rate_limited', { retryable: true, retryAfterMs: 10_001 })]],
      },
      'stop no_candidate',
    ],
    [
      'each step has its own retries',
      {
        plan: [step('1 a', [], { retries: 1 }), step('1 b', ['failed'], { retries: 1 })],
        past: [
          [0, BUSY],
          [0, BUSY],
          [1, BUSY],
        ],
      },
      '1 retry_transient after 250 ms',
    ],
  ])('%s', (_, asked, expected) => {
    expect(told(asked)).toBe(expected);
  });
});

describe('the next step of the plan', () => {
  test.each<[string, Asked, string]>([
    ['an equivalent after a failure', { plan: LADDER, past: [[0, BUSY]] }, '1 equivalent_provider'],
    [
      'then the next tier',
      {
        plan: LADDER,
        past: [
          [0, BUSY],
          [1, BUSY],
        ],
      },
      '2 tier_unavailable',
    ],
    [
      'no equivalent after a rejection, but the next tier',
      { plan: LADDER, past: [[0, REJECTED]] },
      '2 answer_rejected',
    ],
    [
      'a failure does not enter a tier that is for rejections',
      { plan: LADDER, past: [[3, BUSY]] },
      'stop no_candidate',
    ],
    ['a rejection does', { plan: LADDER, past: [[3, REJECTED]] }, '4 answer_rejected'],
    [
      'an equivalent of a higher tier is no way into it',
      {
        plan: [step('0 local'), step('1 a', ['rejected']), step('1 b', ['failed'])],
        past: [[0, BUSY]],
      },
      'stop no_candidate',
    ],
    [
      'a tier that is not entered is not passed either',
      {
        plan: [step('0 local'), step('1 a', ['rejected']), step('2 c', ['failed'])],
        past: [[0, BUSY]],
      },
      'stop no_candidate',
    ],
    ['nothing after the last', { plan: LADDER, past: [[5, REJECTED]] }, 'stop no_candidate'],
    [
      'nothing after a step that is not in the plan',
      { plan: LADDER, past: [[9, BUSY]] },
      'stop no_candidate',
    ],
  ])('%s', (_, asked, expected) => {
    expect(told(asked)).toBe(expected);
  });
});

describe('what an error opens', () => {
  const plan = [
    step('1 a', [], { retries: 1 }),
    step('1 a', ['failed']),
    step('1 b', ['failed']),
    step('2 c', BOTH),
  ];
  test.each<[UpstreamErrorKind, string]>([
    ['invalid_request', 'stop not_retryable'],
    ['too_large', 'stop not_retryable'],
    ['authentication', '2 equivalent_provider'],
    ['billing', '2 equivalent_provider'],
    ['spend_limit', '2 equivalent_provider'],
    ['permission', '1 equivalent_provider'],
    ['not_found', '1 equivalent_provider'],
    ['rate_limited', '1 equivalent_provider'],
    ['overloaded', '1 equivalent_provider'],
    ['server_error', '1 equivalent_provider'],
    ['unreachable', '1 equivalent_provider'],
    ['cut', '1 equivalent_provider'],
    ['timeout', '1 equivalent_provider'],
    ['malformed', '1 equivalent_provider'],
  ])('%s, with an equivalent: %s', (kind, expected) => {
    expect(told({ plan, past: [[0, failed(kind)]] })).toBe(expected);
  });

  test.each<[UpstreamErrorKind, string]>([
    ['invalid_request', 'stop not_retryable'],
    ['too_large', 'stop not_retryable'],
    ['authentication', 'stop not_retryable'],
    ['billing', 'stop not_retryable'],
    ['spend_limit', 'stop not_retryable'],
    ['permission', 'stop not_retryable'],
    ['not_found', 'stop not_retryable'],
    ['rate_limited', '1 tier_unavailable'],
    ['overloaded', '1 tier_unavailable'],
    ['server_error', '1 tier_unavailable'],
    ['unreachable', '1 tier_unavailable'],
    ['cut', '1 tier_unavailable'],
    ['timeout', '1 tier_unavailable'],
    ['malformed', '1 tier_unavailable'],
  ])('%s, with only another tier left: %s', (kind, expected) => {
    const two = [step('1 a'), step('2 c', BOTH)];
    expect(told({ plan: two, past: [[0, failed(kind)]] })).toBe(expected);
  });

  test('a local model that is not there opens the next tier', () => {
    const two = [step('0 local'), step('1 a', BOTH)];
    expect(told({ plan: two, past: [[0, failed('not_found')]] })).toBe('1 tier_unavailable');
  });

  test('the last local model that is not there ends as no candidate would', () => {
    expect(told({ plan: [step('0 local')], past: [[0, failed('not_found')]] })).toBe(
      'stop not_retryable',
    );
  });

  test('an account that was turned away is not asked again at another tier', () => {
    const three = [
      step('1 a'),
      step('1 b', ['failed']),
      step('2 a', BOTH),
      step('2 c', ['failed']),
    ];
    const past = [
      [0, failed('authentication')],
      [1, BUSY],
    ] as const;
    expect(told({ plan: three, past })).toBe('3 tier_unavailable');
  });

  test('what may pass is repeated, whatever its kind', () => {
    const conflict = failed('invalid_request', { retryable: true });
    expect(told({ plan, past: [[0, conflict]] })).toBe('0 retry_transient after 250 ms');
  });
});

describe('waiting for a tier', () => {
  const plan = [step('0 local', [], { retries: 1, waitMs: 5_000 })];
  const down = failed('unreachable');
  test.each<[string, Asked, string]>([
    ['comes last', { plan, past: [[0, BUSY]] }, '0 retry_transient after 250 ms'],
    ['once nothing else helps', { plan, past: [[0, down]] }, '0 retry_transient after 5000 ms'],
    [
      'and once only',
      {
        plan,
        past: [
          [0, BUSY],
          [0, BUSY],
          [0, BUSY],
        ],
      },
      'stop no_candidate',
    ],
    [
      'not for a rejected answer',
      { plan: [step('0 local', [], { waitMs: 5_000 })], past: [[0, REJECTED]] },
      'stop no_candidate',
    ],
    [
      'not for a request that is wrong',
      { plan, past: [[0, failed('too_large')]] },
      'stop not_retryable',
    ],
    [
      'not when it will take longer',
      { plan, past: [[0, failed('overloaded', { retryAfterMs: 5_001 })]] },
      'stop no_candidate',
    ],
    [
      'not past the deadline',
      { plan, past: [[0, down]], walk: { elapsedMs: 55_000 } },
      'stop deadline_passed',
    ],
  ])('%s', (_, asked, expected) => {
    expect(told(asked)).toBe(expected);
  });
});

describe('the end', () => {
  test.each<[CancelledBy, string]>([
    ['client', 'stop client_left'],
    ['deadline', 'stop deadline_passed'],
    ['shutdown', 'stop deadline_passed'],
  ])('cancelled by %s', (by, expected) => {
    expect(told({ plan: LADDER, past: [[0, { kind: 'cancelled', by }]] })).toBe(expected);
  });

  test('an answer ends it', () => {
    const answered: Outcome = {
      kind: 'answered',
      finishReason: 'end',
      verdict: { kind: 'unjudged' },
    };
    expect(told({ plan: LADDER, past: [[0, answered]] })).toBe('stop committed');
  });

  test('no attempt after the deadline', () => {
    expect(told({ plan: LADDER, past: [[0, BUSY]], walk: { elapsedMs: 60_000 } })).toBe(
      'stop deadline_passed',
    );
  });

  test('no wait past the deadline, but what needs none', () => {
    const plan = [step('1 a', [], { retries: 1 }), step('1 b', ['failed'])];
    const late = { elapsedMs: 59_800 };
    expect(told({ plan, past: [[0, BUSY]], walk: late })).toBe('1 equivalent_provider');
    expect(told({ plan: RETRIED, past: [[0, BUSY]], walk: late })).toBe('stop deadline_passed');
  });

  test('no more attempts than allowed', () => {
    const limits = { attempts: 1, maxRetryAfterMs: 0 };
    expect(told({ plan: LADDER, past: [[0, BUSY]], walk: { limits } })).toBe('stop attempts_spent');
  });
});
