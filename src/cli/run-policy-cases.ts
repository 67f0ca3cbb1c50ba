import { withPolicyRules } from '../classify/policy-rules.ts';
import type { Classifier } from '../core/classification.ts';
import { shippedClassifier } from '../modicum/shipped-classifier.ts';
import type { LoadedPolicy } from '../config/load-policy.ts';
import type { PolicyCase } from '../config/policy-cases.ts';
import type { Decision, Refusal } from '../core/decision.ts';
import { modelName } from '../core/model.ts';
import { route } from '../core/route.ts';
import { taskTypeNamed } from '../core/task-name.ts';
import { parse } from '../gateway/parse.ts';
import { DIALECTS, reworded, untranslatable } from '../wire/index.ts';

/** What came of one case. `failures` is empty when everything expected is so. */
export interface CaseResult {
  readonly name: string;
  readonly line: number;
  readonly passed: boolean;
  readonly failures: readonly {
    readonly field: string;
    readonly expected: unknown;
    readonly got: unknown;
  }[];
  readonly got: Routed;
}

export interface Routed {
  readonly tier: number | null;
  readonly model: string | null;
  readonly task: string | null;
  readonly decidedBy: string | null;
  /** The reason of a refusal; `null` when it is not refused. */
  readonly refused: string | null;
  readonly explanation: string;
}

/**
 * Routes each case as the gateway would, in a world where every provider is up and has its key unless the
 * case says it is down. No model is called and nobody is asked.
 */
export function runPolicyCases(
  cases: readonly PolicyCase[],
  loaded: LoadedPolicy,
): readonly CaseResult[] {
  const classifier = withPolicyRules(loaded.policy.rules, shippedClassifier());
  return cases.map((one, index) => {
    const got = routed(routeCase(one, loaded, classifier));
    const failures = compare(one, got);
    const name = one.name ?? `case ${index + 1}`;
    return { name, line: one.line, passed: failures.length === 0, failures, got };
  });
}

function routeCase(
  one: PolicyCase,
  { policy, catalog }: LoadedPolicy,
  classifier: Classifier,
): Decision | Refusal | string {
  const parsed = parse({
    bytes: Buffer.from(JSON.stringify(bodyOf(one))),
    inbound: inboundOf(headersOf(one)),
    dialect: DIALECTS['anthropic-messages'],
    gateway: { policy, catalog, redact: (text) => text },
  });
  if (!parsed.ok) return parsed.error.message;
  const { call, options, purpose } = parsed;
  const down = one.down ?? [];
  const states = policy.providers.map(({ name }) => {
    const state = down.includes(name) ? ('down' as const) : ('up' as const);
    return [name, { hasKey: true, state, models: null }] as const;
  });
  return route(call, classifier.classify(call, purpose), policy, {
    now: Date.now(),
    catalog,
    options,
    upstreams: Object.fromEntries(states),
    untranslatable: untranslatable(call),
    reworded: reworded(call),
    purpose,
    kept: null,
    signers: new Map(),
  });
}

function bodyOf(one: PolicyCase): object {
  const { call, model, text, system, tools } = one;
  const named = model === undefined ? {} : { model };
  if (call !== undefined) return { model: 'modicum/auto', max_tokens: 4_096, ...call, ...named };
  return {
    model: 'modicum/auto',
    max_tokens: 4_096,
    ...named,
    ...(system !== undefined && { system }),
    messages: one.messages ?? [{ role: 'user', content: text }],
    ...(tools !== undefined && {
      tools: tools.map((name) => ({ name, input_schema: { type: 'object' } })),
    }),
  };
}

function headersOf(one: PolicyCase): Readonly<Record<string, string>> {
  const given = {
    'x-modicum-task': one.task,
    'x-modicum-tier': one.tier,
    'x-modicum-min-tier': one.min_tier,
    'x-modicum-max-tier': one.max_tier,
    'x-modicum-background': one.background,
    'x-modicum-complexity': one.complexity,
    'x-modicum-deadline-ms': one.deadline_ms,
    'x-modicum-labels': one.labels?.map(encodeURIComponent).join(','),
  };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...one.headers, ...Object.fromEntries(set.map(([key, value]) => [key, String(value)])) };
}

function inboundOf(headers: Readonly<Record<string, string>>) {
  return {
    method: 'POST',
    path: '/v1/messages',
    query: '',
    headers,
    readBody: () => Promise.reject(new Error('The case has its body.')),
    bodyStream: nothing(),
    clientGone: new AbortController().signal,
    receivedAt: Date.now(),
    receivedTick: 0,
  };
}

async function* nothing(): AsyncGenerator<Uint8Array, void, void> {
  // A case has no socket to read from.
}

function routed(decision: Decision | Refusal | string): Routed {
  if (typeof decision === 'string')
    return { ...NOTHING, refused: 'invalid_request', explanation: decision };
  const { taskType: task, explanation } = decision;
  if (decision.kind === 'refusal')
    return { ...NOTHING, task, refused: decision.reason, explanation };
  const [first] = decision.plan;
  return {
    tier: first?.tier ?? decision.tier,
    model: first === undefined ? null : modelName(first.model),
    task,
    decidedBy: decision.decidedBy,
    refused: null,
    explanation,
  };
}

const NOTHING: Routed = {
  tier: null,
  model: null,
  task: null,
  decidedBy: null,
  refused: null,
  explanation: '',
};

function compare({ expect }: PolicyCase, got: Routed): CaseResult['failures'] {
  const task = expect.task === undefined ? undefined : (taskTypeNamed(expect.task) ?? expect.task);
  const isModel = got.model === expect.model || got.model?.endsWith(`/${expect.model}`) === true;
  const isRefused =
    typeof expect.refused === 'boolean'
      ? expect.refused === (got.refused !== null)
      : expect.refused === got.refused;
  const checks = [
    { field: 'tier', expected: expect.tier, got: got.tier, holds: expect.tier === got.tier },
    { field: 'model', expected: expect.model, got: got.model, holds: isModel },
    { field: 'task', expected: task, got: got.task, holds: task === got.task },
    {
      field: 'decided_by',
      expected: expect.decided_by,
      got: got.decidedBy,
      holds: expect.decided_by === got.decidedBy,
    },
    { field: 'refused', expected: expect.refused, got: got.refused ?? false, holds: isRefused },
  ];
  return checks
    .filter(({ expected, holds }) => expected !== undefined && !holds)
    .map(({ field, expected, got: found }) => ({ field, expected, got: found }));
}
