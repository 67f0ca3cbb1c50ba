import { findModel, type Catalog, type CatalogModel } from '../core/catalog.ts';
import { BINDABLE_PURPOSES } from '../core/purpose.ts';
import { TASK_TYPES } from '../core/task.ts';
import { TIERS, type Tier } from '../core/tier.ts';
import { readModelName } from './build-policy.ts';
import { ASSUMED } from './merge-catalog.ts';
import type { CompletePolicy } from './policy-schema.ts';
import { warningAt } from './problem.ts';
import type { KeyPath, Problem } from './problem.ts';

interface ParameterContext {
  readonly catalog: Catalog;
  readonly isWritten: (path: KeyPath) => boolean;
}

/**
 * Whether the models that somebody bound take what calls of their tier come with. What a model refuses is
 * never sent: such calls are rewritten, go a tier up or are refused, and that is better known beforehand.
 */
export function checkParameters(
  policy: CompletePolicy,
  context: ParameterContext,
): readonly Problem[] {
  return TIERS.flatMap((tier) => [
    ...checkThinking(policy, tier, context),
    ...checkChatTools(policy, tier, context),
    ...checkSchemas(policy, tier, context),
    ...checkAgents(policy, tier, context),
  ]);
}

interface Bound {
  readonly model: CatalogModel;
  readonly provider: string;
  readonly effort: string | undefined;
  readonly path: KeyPath;
}

/** The models of a tier that are known and that somebody wrote. */
function written(
  policy: CompletePolicy,
  tier: Tier,
  { catalog, isWritten }: ParameterContext,
): readonly Bound[] {
  return policy.tiers[tier].models.flatMap(({ model: name, effort }, index) => {
    const path = ['tiers', tier, 'models', index];
    const named = readModelName(name);
    const model = named === null ? null : findModel(catalog, named.id);
    if (named === null || model === null || model.source === ASSUMED || !isWritten(path)) return [];
    return [{ model, provider: named.provider, effort, path }];
  });
}

/** Efforts from which thinking can no longer be switched off, though clients of this tier may want to. */
function checkThinking(
  policy: CompletePolicy,
  tier: Tier,
  context: ParameterContext,
): readonly Problem[] {
  return written(policy, tier, context).flatMap(({ model, effort, path }) => {
    const { disabledThinkingUpTo: most, efforts } = model.capabilities;
    if (most === null || effort === undefined) return [];
    const ranked: readonly string[] = efforts;
    if (ranked.indexOf(effort) <= ranked.indexOf(most)) return [];
    const message = `${model.id} refuses calls that switch thinking off above effort ${most}; they are rewritten so that it thinks; write ${most} or less to keep what they ask for`;
    return [warningAt([...path, 'effort'], message)];
  });
}

/** OpenAI's newer models take tools over Chat Completions only without effort, or not at all. */
function checkChatTools(
  policy: CompletePolicy,
  tier: Tier,
  context: ParameterContext,
): readonly Problem[] {
  return written(policy, tier, context).flatMap(({ model, provider, effort, path }) => {
    const { chatTools } = model.capabilities;
    const section = policy.providers[provider];
    const isChatOnly =
      section?.kind === 'openai-compatible' &&
      section.responses !== true &&
      section.url?.includes('//api.openai.com') !== true;
    if (!isChatOnly || chatTools === 'any') return [];
    if (chatTools === 'without_effort' && effort === undefined) return [];
    const what =
      chatTools === 'none'
        ? 'takes no tools over Chat Completions, so calls with tools do not go to it'
        : `takes tools over Chat Completions only without an effort, so calls with tools lose their ${effort ?? ''}`;
    const message = `${model.id} ${what}; write responses: true for ${provider} if it speaks that, or bind another model`;
    return [warningAt(path, message)];
  });
}

/** Work whose answers are held to a schema, on models that cannot be. */
function checkSchemas(
  policy: CompletePolicy,
  tier: Tier,
  context: ParameterContext,
): readonly Problem[] {
  const bound = written(policy, tier, context);
  const types = TASK_TYPES.filter((type) => {
    const { tier: own, validate } = policy.tasks[type];
    return own === tier && validate?.includes('json_schema') === true;
  });
  if (types.length === 0) return [];
  return bound
    .filter(({ model }) => !model.capabilities.structuredOutput)
    .map(({ model, path }) => {
      const message = `${model.id} cannot be held to a schema, so calls that give one do not go to it, and ${types.length} task types of tier ${tier} come with one; bind a model that can`;
      return warningAt(path, message);
    });
}

/** Agents use tools; where none of a tier's models takes any, nothing can serve them. */
function checkAgents(
  policy: CompletePolicy,
  tier: Tier,
  { catalog }: ParameterContext,
): readonly Problem[] {
  const models = policy.tiers[tier].models.map(({ model }) =>
    findModel(catalog, readModelName(model)?.id ?? model),
  );
  const isToolless = models.every((model) => model !== null && !model.capabilities.tools);
  if (models.length === 0 || !isToolless) return [];
  return BINDABLE_PURPOSES.filter((purpose) => purpose === 'main' || purpose === 'sub_agent')
    .filter((purpose) => policy.claude_code.bind[purpose] === `modicum/tier-${tier}`)
    .map((purpose) =>
      warningAt(
        ['claude_code', 'bind', purpose],
        `no model of tier ${tier} takes tools, and these calls have some, so they are refused there; bind a tier whose model does`,
      ),
    );
}
