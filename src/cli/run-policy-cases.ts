import { withPolicyRules } from '../classify/policy-rules.ts';
import type { Classifier } from '../core/classification.ts';
import { classifierFor } from '../modicum/classifier-for.ts';
import type { LoadedPolicy } from '../config/load-policy.ts';
import type { PolicyCase } from '../config/policy-cases.ts';
import type { Decision, Refusal } from '../core/decision.ts';
import { route } from '../core/route.ts';
import { trustedPart } from '../core/trusted-part.ts';
import { parse } from '../gateway/parse.ts';
import { DIALECTS, reworded, untranslatable } from '../wire/index.ts';
import { compareCase, routed, type Failure, type Routed } from './compare-case.ts';

/** What came of one case. `failures` is empty when everything expected is so. */
export interface CaseResult {
  readonly name: string;
  readonly line: number;
  readonly passed: boolean;
  readonly failures: readonly Failure[];
  readonly got: Routed;
}

/**
 * Routes each case as the gateway would, in a world where every provider is up and has its key unless the
 * case says it is down. No model is called and nobody is asked.
 */
export function runPolicyCases(
  cases: readonly PolicyCase[],
  loaded: LoadedPolicy,
): readonly CaseResult[] {
  const classifier = withPolicyRules(loaded.policy.rules, classifierFor(loaded.policy));
  return cases.map((one, index) => {
    const got = routed(routeCase(one, loaded, classifier));
    const failures = compareCase(one.expect, got);
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
  const part = trustedPart(call);
  return route(call, classifier.classify(call, purpose), policy, {
    ...(part !== null && { trusted: classifier.classify(part, purpose) }),
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
  const { call, model, system, tools } = one;
  const named = model === undefined ? {} : { model };
  if (call !== undefined) return { model: 'modicum/auto', max_tokens: 4_096, ...call, ...named };
  return {
    model: 'modicum/auto',
    max_tokens: 4_096,
    ...named,
    ...(system !== undefined && { system }),
    messages: [
      ...(one.messages ?? [{ role: 'user', content: one.text }]),
      ...toolTurns(one.tool_calls ?? []),
    ],
    ...(tools !== undefined && { tools: tools.map(toolOf) }),
  };
}

function toolOf(tool: NonNullable<PolicyCase['tools']>[number]): object {
  const input = { input_schema: { type: 'object' } };
  return typeof tool === 'string' ? { ...input, name: tool } : { ...input, ...tool };
}

/** A turn of the model with its calls, and the turn that brings what came of them. */
function toolTurns(calls: NonNullable<PolicyCase['tool_calls']>): readonly object[] {
  if (calls.length === 0) return [];
  const ids = calls.map((_, index) => `toolu_case_${index + 1}`);
  const uses = calls.map(({ name, input }, index) => ({
    type: 'tool_use',
    id: ids[index],
    name,
    input: input ?? {},
  }));
  const results = calls.map(({ result }, index) => ({
    type: 'tool_result',
    tool_use_id: ids[index],
    content: result ?? '',
  }));
  return [
    { role: 'assistant', content: uses },
    { role: 'user', content: results },
  ];
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
