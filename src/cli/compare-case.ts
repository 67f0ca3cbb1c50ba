import type { PolicyCase } from '../config/policy-cases.ts';
import type { Decision, Refusal } from '../core/decision.ts';
import { modelName } from '../core/model.ts';
import { taskTypeNamed } from '../core/task-name.ts';
import { isTier } from '../core/tier.ts';

/** What became of a case, in the words its expectation is written in. */
export interface Routed {
  readonly tier: number | null;
  readonly model: string | null;
  readonly task: string | null;
  readonly decidedBy: string | null;
  readonly reasons: readonly string[];
  readonly floor: number | null;
  readonly cap: number | null;
  readonly delivery: string | null;
  /** Of the first model. */
  readonly retries: number | null;
  readonly deadlineMs: number | null;
  /** The reason of a refusal; `null` when it is not refused. */
  readonly refused: string | null;
  readonly explanation: string;
}

export interface Failure {
  readonly field: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** A text is what was wrong with the call itself. */
export function routed(decision: Decision | Refusal | string): Routed {
  if (typeof decision === 'string')
    return { ...NOTHING, refused: 'invalid_request', explanation: decision };
  const { taskType: task, explanation } = decision;
  if (decision.kind === 'refusal')
    return { ...NOTHING, task, refused: decision.reason, explanation };
  const { cap, deadlineMs, decidedBy, delivery, floor, plan, reasons } = decision;
  const [first] = plan;
  const tier = first?.tier ?? decision.tier;
  return {
    tier,
    model: first === undefined ? null : modelName(first.model),
    task,
    decidedBy,
    reasons,
    floor,
    cap,
    delivery,
    deadlineMs,
    retries: first?.retries ?? null,
    refused: null,
    explanation,
  };
}

const NOTHING: Routed = {
  tier: null,
  model: null,
  task: null,
  decidedBy: null,
  reasons: [],
  floor: null,
  cap: null,
  delivery: null,
  retries: null,
  deadlineMs: null,
  refused: null,
  explanation: '',
};

type Expected = PolicyCase['expect'];

/** Every expectation that is not so. */
export function compareCase(expect: Expected, got: Routed): readonly Failure[] {
  return CHECKS.filter(
    (check) => expect[check.field] !== undefined && !check.holds(expect, got),
  ).map(({ field, told }) => ({ field, expected: expect[field], got: told(got) }));
}

interface Check {
  readonly field: keyof Expected;
  /** Asked only where something is expected. */
  readonly holds: (expect: Expected, got: Routed) => boolean;
  readonly told: (got: Routed) => unknown;
}

function same(field: keyof Expected, told: (got: Routed) => unknown): Check {
  return { field, told, holds: (expect, got) => expect[field] === told(got) };
}

const CHECKS: readonly Check[] = [
  same('tier', ({ tier }) => tier),
  {
    field: 'min_tier',
    told: ({ tier }) => tier,
    holds: ({ min_tier: least = 0 }, { tier }) => isTier(tier) && tier >= least,
  },
  {
    field: 'max_tier',
    told: ({ tier }) => tier,
    holds: ({ max_tier: most = 3 }, { tier }) => isTier(tier) && tier <= most,
  },
  {
    field: 'model',
    told: ({ model }) => model,
    holds: (expect, { model }) =>
      model === expect.model || model?.endsWith(`/${expect.model}`) === true,
  },
  {
    field: 'task',
    told: ({ task }) => task,
    holds: ({ task: expected = [] }, { task }) =>
      [expected].flat().some((name) => (taskTypeNamed(name) ?? name) === task),
  },
  same('decided_by', ({ decidedBy }) => decidedBy),
  {
    field: 'reasons',
    told: ({ reasons }) => reasons,
    holds: ({ reasons: expected = [] }, { reasons }) =>
      expected.every((reason) => reasons.includes(reason)),
  },
  same('floor', ({ floor }) => floor),
  same('cap', ({ cap }) => cap),
  same('delivery', ({ delivery }) => delivery),
  same('retries', ({ retries }) => retries),
  same('deadline_ms', ({ deadlineMs }) => deadlineMs),
  {
    field: 'refused',
    told: ({ refused }) => refused ?? false,
    holds: ({ refused: expected }, { refused }) =>
      typeof expected === 'boolean' ? expected === (refused !== null) : expected === refused,
  },
];
