import type { Bounds } from './bounds.ts';
import { refusalError, type RefusalCause } from './call-error.ts';
import type { Unable } from './candidate.ts';
import type { Refusal } from './decision.ts';
import type { IrreversibleUse } from './irreversible.ts';
import { modelName } from './model.ts';
import type { PinnedName, RetiredName, UnknownName } from './model-name.ts';
import type { Policy } from './policy.ts';
import type { ClaudeCodeLane } from './purpose.ts';
import { REASONS, type Reason } from './reason.ts';
import type { TaskType } from './task.ts';
import type { Tier } from './tier.ts';

/** The name is no model's. `unrouted` is the lane in which the policy's rewrite of it does not count. */
export function refuseUnknown(name: UnknownName, unrouted: ClaudeCodeLane | null): Refusal {
  const message = withLane(name.message, unrouted);
  return refusal({ reason: 'unknown_model', cause: 'name', message });
}

/** The name was a model's once. */
export function refuseRetired(
  { name, on, replacedBy }: RetiredName,
  unrouted: ClaudeCodeLane | null,
): Refusal {
  const message = `The model "${name}" was retired on ${on}. Use "${replacedBy}" instead.`;
  return refusal({ reason: 'retired_model', cause: 'name', message: withLane(message, unrouted) });
}

function withLane(message: string, unrouted: ClaudeCodeLane | null): string {
  if (unrouted === null) return message;
  return (
    `${message} The policy's rewrite of this name counts only in lanes of Claude Code that are ` +
    `routed: modicum policy set claude_code.${unrouted}=route`
  );
}

/** The client asked for more than the policy or its own headers allow. */
export function refusePinAboveCap(pin: PinnedName, { cap }: Bounds): Refusal {
  const message =
    `The model "${pin.name}" counts as tier ${pin.tier}, and this call may go no higher than ` +
    `tier ${cap}. Name a cheaper model or "modicum/auto", or raise the cap.`;
  return refusal({ reason: 'pin_above_cap', cause: 'permission', message });
}

/** Nothing can be above a floor and below a cap that is lower. */
export function refuseContradiction({ floor, cap }: Bounds): Refusal {
  const message =
    `This call must go to tier ${floor} or above and to tier ${cap} or below. Change one of: ` +
    'x-modicum-min-tier, x-modicum-max-tier, the floor and cap of its task, of the policy.';
  return refusal({ reason: 'floor_above_cap', cause: 'request', message });
}

/** What cannot be undone needs more than this call may have; done on less it would be done badly. */
export function refuseIrreversible(
  { tool, what }: IrreversibleUse,
  { cap }: Bounds,
  { irreversible }: Policy,
): Refusal {
  const message =
    `The tool call ${tool.slice(0, LONGEST_TOOL_NAME)} cannot be undone (${what}) and needs tier ` +
    `${irreversible.tier}, but this call may go no higher than tier ${cap}. Raise one of: ` +
    'x-modicum-max-tier, the cap of its task, routing.cap; or lower routing.irreversible_tier.';
  return refusal({ reason: 'irreversible_above_cap', cause: 'permission', message });
}

/** Characters of a tool's name that an error repeats: names are written by others. */
const LONGEST_TOOL_NAME = 80;

/** Nothing that may serve the call can. */
export function refuseUnservable(question: {
  readonly taskType: TaskType | null;
  readonly excluded: readonly Unable[];
  /** What was to serve: `Tier 2`, `The model "x"`. */
  readonly subject: string;
  /** What the reader can do when `excluded` is empty, as a sentence. */
  readonly remedy: string;
}): Refusal {
  const { excluded, subject, remedy, taskType } = question;
  const reasons = new Set<Unable['reason']>(excluded.map((exclusion) => exclusion.reason));
  const [only, ...others] = reasons;
  const reason: Reason = only !== undefined && others.length === 0 ? only : 'no_candidate';
  const causes = [...new Set(excluded.map(describe))];
  const cause = causeOf(reasons);
  const next = cause === 'request' ? CHANGE_CALL : NO_OTHER;
  const why = causes.length === 0 ? remedy : `${causes.join('; ')}. ${next}`;
  const message = `${subject} cannot serve this call. ${why}`;
  return { ...refusal({ reason, cause, message }), taskType, excluded };
}

const CHANGE_CALL = 'Change the call, or bind a model that can take it.';
const NO_OTHER = 'The policy allows no other model for it.';

function describe({ model, reason, detail }: Unable): string {
  return `${modelName(model)}: ${REASONS[reason]}${detail === null ? '' : ` (${detail})`}`;
}

function causeOf(reasons: ReadonlySet<Unable['reason']>): RefusalCause {
  if (reasons.has('provider_down')) return 'outage';
  if (reasons.size === 0 || SETUP.some((reason) => reasons.has(reason))) return 'setup';
  return 'request';
}

const SETUP: readonly Unable['reason'][] = [
  'no_key',
  'model_missing',
  'remote_model',
  'retired_model',
];

function refusal(told: {
  readonly reason: Reason;
  readonly cause: RefusalCause;
  readonly message: string;
}): Refusal {
  return {
    kind: 'refusal',
    reason: told.reason,
    error: refusalError(told.reason, told.cause, told.message),
    taskType: null,
    excluded: [],
    explanation: `Refused: ${told.message}`,
  };
}

/** `Tier 2`, `Tiers 0 and 1`. */
export function tiersAsked(start: Tier, excluded: readonly Unable[]): string {
  const tiers = [...new Set([start, ...excluded.map(({ tier }) => tier)])];
  return tiers.length === 1 ? `Tier ${start}` : `Tiers ${tiers.join(' and ')}`;
}
