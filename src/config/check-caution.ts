import { TASK_CONTRACTS } from '../core/tasks/index.ts';
import { TASK_TYPES, type TaskType } from '../core/task.ts';
import type { CompletePolicy } from './policy-schema.ts';
import { warningAt, warningBetween } from './problem.ts';
import type { KeyPath, Problem } from './problem.ts';

interface CautionContext {
  readonly isWritten: (path: KeyPath) => boolean;
}

/** What somebody wrote that takes care away where a mistake cannot be made good. They may; they should know. */
export function checkCaution(policy: CompletePolicy, context: CautionContext): readonly Problem[] {
  return [
    ...checkIrreversible(policy),
    ...checkConfidence(policy),
    ...TASK_TYPES.filter(isDangerous).flatMap((type) => checkTask(policy, type, context)),
  ];
}

/** Where the default tier is higher, what cannot be undone would be lifted to less than the unknown gets. */
function checkIrreversible({ routing }: CompletePolicy): readonly Problem[] {
  const { irreversible_tier: tier, default_tier: usual } = routing;
  if (tier > 0 && tier >= usual) return [];
  const message = `tier ${tier} lifts nothing: what cannot be undone then gets no more care than what nothing recognises; write ${SAFEST}`;
  return [warningBetween([['routing', 'irreversible_tier'], DEFAULT_TIER], message)];
}

const SAFEST = 3;
const DEFAULT_TIER = ['routing', 'default_tier'];

function checkConfidence({ routing }: CompletePolicy): readonly Problem[] {
  if (routing.min_confidence >= LEAST_CONFIDENCE) return [];
  const message = `nothing counts as ambiguous any more: the classifier's first guess among ${TASK_TYPES.length} types is taken, however unsure; write 0.5, or lower it only as far as modicum tasks eval bears out`;
  return [warningAt(['routing', 'min_confidence'], message)];
}

/** A guess that is right in less than one of ten calls is none. */
const LEAST_CONFIDENCE = 0.1;

function isDangerous(type: TaskType): boolean {
  const { stakes, recoverable } = TASK_CONTRACTS[type];
  return stakes === 'high' && !recoverable;
}

function checkTask(
  { tasks }: CompletePolicy,
  type: TaskType,
  { isWritten }: CautionContext,
): readonly Problem[] {
  const { floor = 0, under_cost: cost = USUAL_UNDER_COST } = tasks[type];
  const contract = TASK_CONTRACTS[type];
  const floorPath = ['tasks', type, 'floor'];
  const costPath = ['tasks', type, 'under_cost'];
  const isLower = floor < contract.floor && isWritten(floorPath);
  const isCheaper = cost <= USUAL_UNDER_COST && cost < contract.underCost && isWritten(costPath);
  const low = `${MISTAKE}, and floor ${floor} lets tiers below ${contract.floor} do it; write ${contract.floor}, or name the tier in the calls you mean`;
  const cheap = `${MISTAKE}, and under_cost ${cost} makes doing it on too low a tier hardly worse than paying too much; write ${contract.underCost}`;
  return [
    ...(isLower ? [warningAt(floorPath, low)] : []),
    ...(isCheaper ? [warningAt(costPath, cheap)] : []),
  ];
}

const MISTAKE = 'a mistake here cannot be made good';

/** What a task type has of which nothing else is said. */
const USUAL_UNDER_COST = 3;
