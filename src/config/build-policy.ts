import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { within } from '../core/bounds.ts';
import type { Model } from '../core/model.ts';
import { NANO_USD_PER_USD } from '../core/money.ts';
import type {
  ClaudeCodePolicy,
  KeySource,
  Policy,
  ProviderPolicy,
  TierPolicy,
} from '../core/policy.ts';
import { TASK_TYPES } from '../core/task.ts';
import type { TaskRule, TaskType } from '../core/task.ts';
import { readBaseUrl } from './base-url.ts';
import { modelPath } from './model-path.ts';
import type { WrittenKey } from './policy-fields.ts';
import type { CompletePolicy, ProviderSection, TaskSection, TierSection } from './policy-schema.ts';

/** The policy the other rooms read, from a merged file in which no problem was found. */
export function buildPolicy(file: CompletePolicy, keyFiles: KeyFiles): Policy {
  const { routing, limits, repeats } = file;
  const policy = {
    providers: Object.entries(file.providers).map(([name, section]) =>
      buildProvider(name, section, keyFiles),
    ),
    tiers: {
      0: buildTier(file.tiers[0]),
      1: buildTier(file.tiers[1]),
      2: buildTier(file.tiers[2]),
      3: buildTier(file.tiers[3]),
    },
    floor: routing.floor,
    cap: routing.cap,
    defaultTier: routing.default_tier,
    tasks: buildTasks(file.tasks),
    tools: file.tools,
    rules: file.rules,
    rewrite: file.rewrite,
    claudeCode: buildClaudeCode(file.claude_code),
    classifier: {
      minConfidence: routing.min_confidence,
      ...buildAsk(file.classifier.ask),
      ...buildModel(file.classifier.model, keyFiles),
    },
    complexity: {
      tier0Below: routing.complexity.tier_0_below,
      tier1Below: routing.complexity.tier_1_below,
      tier3Above: routing.complexity.tier_3_above,
    },
    repeats: {
      maxEntries: repeats.max_entries,
      maxBytes: repeats.max_mb * MEGABYTE,
      ttlMs: repeats.ttl,
      pins: repeats.pins,
    },
    record: {
      prompts: file.record.prompts,
      days: file.record.days,
      maxRows: file.record.max_rows,
    },
    convert: file.convert,
    background: { startTier: routing.background_start },
    frequency: {
      calls: file.frequency.calls,
      windowMs: file.frequency.window_minutes * 60_000,
      cap: file.frequency.cap,
    },
    irreversible: { tier: routing.irreversible_tier },
    baselineTier: routing.baseline_tier,
    limits: {
      attempts: limits.attempts,
      deadlineMs: limits.deadline,
      idleMs: limits.idle,
      pingMs: limits.ping,
      maxRetryAfterMs: limits.max_retry_after,
      bodyBytes: limits.body,
    },
  };
  return { version: contentHash(policy), ...policy };
}

const MEGABYTE = 1024 * 1024;

/** Twelve hexadecimal digits that change with the content, whatever the order of its keys. */
export function contentHash(content: unknown): string {
  const sorted = JSON.stringify(content, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)),
        )
      : value,
  );
  return createHash('sha256').update(sorted).digest('hex').slice(0, 12);
}

/** Whether models that run elsewhere are refused: for Ollama, unless the policy says otherwise. */
export function requiresLocal(section: ProviderSection): boolean {
  return section.require_local ?? section.kind === 'ollama';
}

/** OpenAI itself answers `/v1/responses`; of its like, those the policy says it of. */
function speaksResponses({ kind, url, responses }: ProviderSection): boolean {
  if (kind !== 'openai-compatible') return false;
  const address = readBaseUrl(url ?? '');
  return responses ?? (address.ok && new URL(address.url).hostname === 'api.openai.com');
}

/** `provider/id`; an id may hold further slashes. `null` when it is not of this form. */
export function readModelName(name: string): { provider: string; id: string } | null {
  const slash = name.indexOf('/');
  if (slash < 1 || slash === name.length - 1) return null;
  return { provider: name.slice(0, slash), id: name.slice(slash + 1) };
}

/** What paths of key files are relative to. */
export interface KeyFiles {
  /** The folder of the file they are written in. */
  readonly folder: string;
  /** For `~/`. */
  readonly home: string;
}

function buildProvider(name: string, section: ProviderSection, keyFiles: KeyFiles): ProviderPolicy {
  const address = readBaseUrl(section.url ?? '');
  const keys = section.key ?? [];
  return {
    name,
    kind: section.kind ?? 'openai-compatible',
    baseUrl: address.ok ? address.url : '',
    keys: keys.flatMap((key) => buildKeySource(key, keyFiles)),
    passesClientCredential: keys.includes('client'),
    speaksResponses: speaksResponses(section),
    requireLocal: requiresLocal(section),
    simulated: section.simulated ?? false,
    models: section.models ?? [],
    onClientGone: section.on_client_gone ?? 'cancel',
  };
}

function buildKeySource(source: WrittenKey, { folder, home }: KeyFiles): readonly KeySource[] {
  if (source === 'none' || source === 'client') return [];
  if (source.kind === 'environment') return [source];
  const path = source.path.startsWith('~/')
    ? join(home, source.path.slice(2))
    : resolve(folder, source.path);
  return [{ kind: 'file', path }];
}

function buildClaudeCode({ bind, ...lanes }: CompletePolicy['claude_code']): ClaudeCodePolicy {
  return { lanes, bind };
}

function buildAsk(section: CompletePolicy['classifier']['ask']): Pick<Policy['classifier'], 'ask'> {
  const { tier, below, max_cost_usd: maxCostUsd, deadline_ms: deadlineMs } = section;
  if (tier === 'off') return {};
  const maxCostNanoUsd = Math.round(maxCostUsd * NANO_USD_PER_USD);
  return { ask: { tier, below, maxCostNanoUsd, deadlineMs } };
}

function buildModel(written: string, folders: KeyFiles): Pick<Policy['classifier'], 'model'> {
  const model = modelPath(written, folders);
  return model === null ? {} : { model };
}

function buildTier(section: TierSection): TierPolicy {
  return {
    bindings: section.models.flatMap(({ model, effort }): Model[] => {
      const name = readModelName(model);
      return name === null ? [] : [{ ...name, effort: effort ?? null }];
    }),
    maxPromptTokens: section.max_prompt_tokens,
    maxAnswerTokens: section.max_answer_tokens,
    tokensPerSecond: section.tokens_per_second,
    timeoutMs: section.timeout,
    retries: section.retries,
    unavailable: section.unavailable,
  };
}

function buildTasks(sections: CompletePolicy['tasks']): Policy['tasks'] {
  const rules = TASK_TYPES.map((type) => [type, buildTask(sections[type])] as const);
  return Object.fromEntries(rules) as Record<TaskType, TaskRule>;
}

/** A tier that was left to the defaults follows the floor or cap that was written beside it. */
function buildTask(section: TaskSection): TaskRule {
  const { tier = 2, floor = 0, cap = 3 } = section;
  return {
    tier: within({ floor, cap }, tier),
    floor,
    cap,
    delivery: section.delivery ?? 'streamed',
    validate: section.validate ?? [],
    expectedOutputTokens: section.expected_output_tokens ?? 500,
    unavailable: section.unavailable ?? null,
    kind: section.kind ?? 'judgment',
    stakes: section.stakes ?? 'low',
    recoverable: section.recoverable ?? true,
    retries: section.retries ?? null,
    deadlineMs: section.deadline ?? null,
    repeatable: section.repeatable ?? false,
    underCost: section.under_cost ?? 3,
  };
}
