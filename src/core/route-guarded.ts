import type { Candidate, Ruling } from './decision.ts';
import type { ConversationState } from './conversation-state.ts';
import { dayOf } from './cost.ts';
import { formatUsd } from './money.ts';
import { modelName, type Model } from './model.ts';
import type { DirectName } from './model-name.ts';
import { tierOfModel } from './model-tier.ts';
import type { Policy } from './policy.ts';
import type { Reason } from './reason.ts';
import { routeKept } from './route-kept.ts';
import type { RoutingInput, Via } from './routing-input.ts';
import { weighSwitch, type SwitchAccount } from './switch-guard.ts';
import { outlookOf } from './switch-guard-outlook.ts';
import { TIERS } from './tier.ts';
import { sideOf } from './warmth-of-candidate.ts';

/**
 * At a safe point the conversation may change its model, and routing has said which it would take. A move
 * that is meant to save, or to a model that is no better, is made only where it does save over the turns
 * that are expected. What someone named is done, and where the work needs more, nothing is weighed; nor
 * where a conversation begins anew and nothing of it lies in a cache, nor for a model the policy has let go.
 */
export function routeGuarded(
  input: RoutingInput,
  { name, via }: { readonly name: DirectName; readonly via: Via },
  wanted: Ruling,
): Ruling {
  const { conversation } = input.conditions;
  const before = conversation?.before ?? null;
  const [first] = wanted.plan;
  if (conversation === undefined || before === null || first === undefined) return wanted;
  if (!isJudged(input, { first, wanted, before })) return wanted;
  const stays = routeKept(withKept(input, before), name, via);
  const [kept] = stays?.plan ?? [];
  if (stays === null || kept === undefined) return wanted;
  const switchAccount = accountOf(input, conversation, { kept, first });
  if (losesNothing(switchAccount)) return wanted;
  const isBack = conversation.hasClimbed && first.tier < kept.tier;
  if (switchAccount.verdict === 'pays' && !isBack) {
    const reasons: readonly Reason[] = [...wanted.reasons, 'switch_pays'];
    return { ...wanted, reasons, switchAccount, explanation: told(wanted, switchAccount) };
  }
  const why: Reason = isBack ? 'stuck_climbed' : 'switch_not_worth';
  const reasons: readonly Reason[] = [...stays.reasons, why];
  const explanation = isBack
    ? `${stays.explanation} On a cheaper model it was stuck.`
    : told(stays, switchAccount);
  return { ...stays, reasons, switchAccount, explanation };
}

/** Decided by what is inferred of the work, and neither to the same model nor to a higher tier. */
function isJudged(
  { conditions, policy }: RoutingInput,
  { first, wanted, before }: { first: Candidate; wanted: Ruling; before: Model },
): boolean {
  if (modelName(first.model) === modelName(before) || !INFERRED.has(wanted.decidedBy)) return false;
  if (!isBound(before, policy)) return false;
  return first.tier <= tierOfModel(before, conditions.catalog, policy);
}

function isBound(model: Model, { tiers }: Policy): boolean {
  return TIERS.some((tier) =>
    tiers[tier].bindings.some((binding) => modelName(binding) === modelName(model)),
  );
}

/** Single calls that begin alike are no conversation: the policy's order decides where each of them goes. */
function losesNothing({ boundary, stay }: SwitchAccount): boolean {
  return boundary === 'first_turn' && stay.cache.readTokens === 0;
}

const INFERRED: ReadonlySet<Reason> = new Set<Reason>([
  'tool_table',
  'background',
  'classifier',
  'meta_classified',
  'default',
]);

function withKept(input: RoutingInput, kept: Model): RoutingInput {
  return { ...input, conditions: { ...input.conditions, kept } };
}

function accountOf(
  { call, conditions }: RoutingInput,
  conversation: ConversationState,
  { kept, first }: { kept: Candidate; first: Candidate },
): SwitchAccount {
  const { catalog, now } = conditions;
  const question = { call, catalog, conversation, now };
  return weighSwitch({
    stay: sideOf({ ...question, candidate: kept }),
    move: sideOf({ ...question, candidate: first }),
    outlook: outlookOf(conversation.warmth),
    boundary: conversation.boundary,
    day: dayOf(now),
  });
}

/** A second sentence: the sums it was decided by. */
function told({ explanation }: Ruling, { stay, move, outlook }: SwitchAccount): string {
  if (stay.cost === null || move.cost === null) {
    return `${explanation} What ${stay.model} or ${move.model} would cost is not known.`;
  }
  const staying = formatUsd(stay.cost.totalNanoUsd);
  const moving = formatUsd(move.cost.totalNanoUsd);
  return `${explanation} Over ${outlook.turns} turns ${stay.model} costs ${staying}, ${move.model} ${moving}.`;
}
