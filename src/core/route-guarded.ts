import type { Candidate, Decision } from './decision.ts';
import { dayOf } from './cost.ts';
import { formatUsd } from './money.ts';
import { modelName, type Model } from './model.ts';
import type { DirectName } from './model-name.ts';
import { tierOfModel } from './model-tier.ts';
import type { Reason } from './reason.ts';
import { routeKept } from './route-kept.ts';
import type { RoutingInput, Via } from './routing-input.ts';
import { weighSwitch, type SwitchAccount } from './switch-guard.ts';
import { outlookOf } from './switch-guard-outlook.ts';
import { sideOf } from './warmth-of-candidate.ts';

/**
 * At a safe point the conversation may change its model, and routing has said which it would take. A move
 * that is meant to save, or to a model that is no better, is made only where it does save over the turns
 * that are expected. What someone named is done, and where the work needs more, nothing is weighed.
 */
export function routeGuarded(
  input: RoutingInput,
  { name, via }: { readonly name: DirectName; readonly via: Via },
  wanted: Decision,
): Decision {
  const before = input.conditions.conversation?.before ?? null;
  const [first] = wanted.plan;
  if (before === null || first === undefined || !isJudged(input, wanted, before)) return wanted;
  const stays = routeKept(withKept(input, before), name, via);
  const [kept] = stays?.plan ?? [];
  if (stays === null || kept === undefined) return wanted;
  const switchAccount = accountOf(input, kept, first);
  const isBack = input.conditions.conversation?.hasClimbed === true && first.tier < kept.tier;
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
function isJudged({ conditions, policy }: RoutingInput, wanted: Decision, before: Model): boolean {
  const [first] = wanted.plan;
  if (first === undefined || modelName(first.model) === modelName(before)) return false;
  return (
    INFERRED.has(wanted.decidedBy) && first.tier <= tierOfModel(before, conditions.catalog, policy)
  );
}

const INFERRED: ReadonlySet<Reason> = new Set<Reason>([
  'tool_table',
  'background',
  'classifier',
  'default',
]);

function withKept(input: RoutingInput, kept: Model): RoutingInput {
  return { ...input, conditions: { ...input.conditions, kept } };
}

function accountOf(input: RoutingInput, kept: Candidate, first: Candidate): SwitchAccount {
  const { call, conditions } = input;
  const { catalog, now, conversation } = conditions;
  if (conversation === undefined) throw new TypeError('a guarded call has a conversation');
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
function told({ explanation }: Decision, { stay, move, outlook }: SwitchAccount): string {
  if (stay.cost === null || move.cost === null) {
    return `${explanation} What ${stay.model} or ${move.model} would cost is not known.`;
  }
  const turns = outlook.turns === 1 ? 'the next turn' : `${outlook.turns} turns`;
  const staying = formatUsd(stay.cost.totalNanoUsd);
  const moving = formatUsd(move.cost.totalNanoUsd);
  return `${explanation} Over ${turns} ${stay.model} costs ${staying}, ${move.model} ${moving}.`;
}
