import { findModel, type Catalog, type CatalogModel } from './catalog.ts';
import type { Model } from './model.ts';
import { listedModels } from './model-list.ts';
import { tierOfModel } from './model-tier.ts';
import { nearestName } from './nearest-name.ts';
import type { Policy, ProviderPolicy } from './policy.ts';
import { TASK_ALIASES, taskTypeNamed } from './task-name.ts';
import { TASK_TYPES, type TaskType } from './task.ts';
import { isTier, TIERS, type Tier } from './tier.ts';

/** What the model name of a call asks for. */
export type RequestedModel = DirectName | RewrittenName;

export type DirectName = TieredName | PinnedName | RetiredName | UnknownName;

/** Modicum decides: freely, for a task type, or within a tier. */
export type TieredName =
  | { readonly kind: 'auto'; readonly task: TaskType | null }
  | { readonly kind: 'tier'; readonly tier: Tier };

/** A real model, served by it or not at all. */
export interface PinnedName {
  readonly kind: 'pin';
  readonly name: string;
  /** The same model at every provider that serves it, in the policy's order. May be empty. */
  readonly candidates: readonly Model[];
  readonly entry: CatalogModel | null;
  /** The tier it counts as against floors and caps. */
  readonly tier: Tier;
}

/** The policy's `rewrite` list sends this name elsewhere. Never twice. */
export interface RewrittenName {
  readonly kind: 'rewritten';
  readonly from: string;
  readonly to: DirectName;
}

export interface RetiredName {
  readonly kind: 'retired';
  readonly name: string;
  readonly replacedBy: string;
  readonly on: string;
}

export interface UnknownName {
  readonly kind: 'unknown';
  readonly name: string;
  readonly suggestion: string | null;
  readonly message: string;
}

/** Pass the filter of Claude Code's model picker, which shows only ids with `claude` or `anthropic` in them. */
export const CLAUDE_AUTO_NAME = 'claude-modicum-auto';
export const CLAUDE_TIER_PREFIX = 'claude-modicum-tier-';

/**
 * Reads a model name. Modicum's own names are never rewritten; anything else is, where the policy says
 * so. What is left is a pin: a real model, kept exactly as the client wrote it.
 */
export function readModelName(name: string, catalog: Catalog, policy: Policy): RequestedModel {
  const own = readOwnName(name);
  if (own !== null) return own;
  const rule = policy.rewrite.find((candidate) => candidate.from === name);
  if (rule === undefined) return readRealName(name, catalog, policy);
  return { kind: 'rewritten', from: name, to: readDirectName(rule.to, catalog, policy) };
}

/** The same without the policy's rewrites. */
export function readDirectName(name: string, catalog: Catalog, policy: Policy): DirectName {
  return readOwnName(name) ?? readRealName(name, catalog, policy);
}

const OWN_PREFIX = 'modicum/';
const CLAUDE_OWN_PREFIX = 'claude-modicum-';
const TASK_PREFIX = 'modicum/auto:task=';
const TIER_PREFIX = 'modicum/tier-';

function readOwnName(name: string): TieredName | UnknownName | null {
  if (name === CLAUDE_AUTO_NAME || name === 'modicum/auto') return { kind: 'auto', task: null };
  if (name.startsWith(TASK_PREFIX)) return readTaskName(name);
  const tier = TIERS.find((candidate) =>
    TIER_PREFIXES.some((prefix) => name === `${prefix}${candidate}`),
  );
  if (isTier(tier)) return { kind: 'tier', tier };
  if (name.startsWith(OWN_PREFIX)) return unknown(name, OWN_NAMES);
  return name.startsWith(CLAUDE_OWN_PREFIX) ? unknown(name, CLAUDE_OWN_NAMES) : null;
}

const TIER_PREFIXES = [TIER_PREFIX, CLAUDE_TIER_PREFIX];
const OWN_NAMES = ['modicum/auto', ...TIERS.map((tier) => `${TIER_PREFIX}${tier}`)];
const CLAUDE_OWN_NAMES = [CLAUDE_AUTO_NAME, ...TIERS.map((tier) => `${CLAUDE_TIER_PREFIX}${tier}`)];

function readTaskName(name: string): TieredName | UnknownName {
  const written = name.slice(TASK_PREFIX.length);
  const task = taskTypeNamed(written);
  if (task !== null) return { kind: 'auto', task };
  const nearest = nearestName(written, [...TASK_TYPES, ...Object.keys(TASK_ALIASES)]);
  return {
    kind: 'unknown',
    name,
    suggestion: nearest === null ? null : TASK_PREFIX + nearest,
    message: [
      `There is no task type ${quoted(written)}.`,
      nearest === null ? 'The policy’s task table lists them all.' : `Did you mean "${nearest}"?`,
      'Leave ":task=…" away to let Modicum recognise the task.',
    ].join(' '),
  };
}

function readRealName(name: string, catalog: Catalog, policy: Policy): DirectName {
  const candidates = modelsMeant(name, catalog, policy);
  const id = candidates[0]?.id ?? name;
  const entry = findModel(catalog, id);
  if (candidates.length === 0 && entry === null) return unknown(name, knownNames(catalog, policy));
  const listed = candidates.filter((model) => isNamedInPolicy(policy, model));
  if (entry?.retired && listed.length === 0) return { kind: 'retired', name, ...entry.retired };
  return {
    kind: 'pin',
    name,
    candidates: entry?.retired ? listed : candidates,
    entry,
    tier: tierOfModel(candidates[0] ?? { provider: '', id }, catalog, policy),
  };
}

/**
 * `provider/id` means that provider alone. It is tried first where the provider is known to serve the
 * id, because it is the form Modicum itself shows; then the name as an id, since aggregators have ids
 * with a slash; and last `provider/id` for an id that only its upstream can know.
 */
function modelsMeant(name: string, catalog: Catalog, policy: Policy): readonly Model[] {
  const qualified = readQualifiedName(name, policy);
  if (qualified !== null && serves(qualified.provider, qualified.id, catalog, policy)) {
    return [asModel(qualified)];
  }
  const serving = policy.providers.filter((provider) => serves(provider, name, catalog, policy));
  if (serving.length > 0) return serving.map((provider) => asModel({ provider, id: name }));
  return qualified === null ? [] : [asModel(qualified)];
}

interface QualifiedName {
  readonly provider: ProviderPolicy;
  readonly id: string;
}

function readQualifiedName(name: string, policy: Policy): QualifiedName | null {
  const slash = name.indexOf('/');
  if (slash < 1 || slash === name.length - 1) return null;
  const provider = policy.providers.find((candidate) => candidate.name === name.slice(0, slash));
  return provider === undefined ? null : { provider, id: name.slice(slash + 1) };
}

function asModel({ provider, id }: QualifiedName): Model {
  return { provider: provider.name, id, effort: null };
}

function serves(provider: ProviderPolicy, id: string, catalog: Catalog, policy: Policy): boolean {
  return (
    findModel(catalog, id)?.kind === provider.kind ||
    isNamedInPolicy(policy, { provider: provider.name, id })
  );
}

/** Whoever wrote the policy says that this provider has it, whatever the catalog thinks. */
function isNamedInPolicy(policy: Policy, model: Pick<Model, 'provider' | 'id'>): boolean {
  const isMeant = (binding: Model) =>
    binding.provider === model.provider && binding.id === model.id;
  return (
    TIERS.some((tier) => policy.tiers[tier].bindings.some(isMeant)) ||
    policy.providers.some(
      (provider) => provider.name === model.provider && provider.models.includes(model.id),
    )
  );
}

function knownNames(catalog: Catalog, policy: Policy): readonly string[] {
  return listedModels(catalog, policy).map((model) => model.id);
}

function unknown(name: string, known: readonly string[]): UnknownName {
  const suggestion = nearestName(name, known);
  return {
    kind: 'unknown',
    name,
    suggestion,
    message: [
      `There is no model ${quoted(name)} here.`,
      ...(suggestion === null ? [] : [`Did you mean "${suggestion}"?`]),
      'GET /v1/models lists what can be named; "modicum/auto" lets Modicum choose.',
    ].join(' '),
  };
}

/** What a client wrote, short enough for a message. */
function quoted(text: string): string {
  return text.length > 80 ? `"${text.slice(0, 80)}…"` : `"${text}"`;
}
