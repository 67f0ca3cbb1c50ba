import type { Catalog } from '../core/catalog.ts';
import { checkCaution } from './check-caution.ts';
import { checkClassifier } from './check-classifier.ts';
import { checkClaudeCode } from './check-claude-code.ts';
import { checkEffect } from './check-effect.ts';
import { checkJudging } from './check-judging.ts';
import { checkModels } from './check-models.ts';
import { checkParameters } from './check-parameters.ts';
import { checkPriceOrder } from './check-price-order.ts';
import { checkProviders } from './check-providers.ts';
import { checkReach } from './check-reach.ts';
import type { GatewayAddress } from './own-address.ts';
import { checkRecord } from './check-record.ts';
import { checkRewrites } from './check-rewrites.ts';
import { checkRouting } from './check-routing.ts';
import { checkRules } from './check-rules.ts';
import { checkTaskTime } from './check-task-time.ts';
import { checkTasks } from './check-tasks.ts';
import { checkTiers } from './check-tiers.ts';
import type { CompletePolicy } from './policy-schema.ts';
import type { KeyPath, Problem } from './problem.ts';
import type { Workload } from './usual-cost.ts';

/** What a policy is held against besides its own shape. */
export interface CheckContext {
  /** As it came, without the policy's own models. */
  readonly shipped: Catalog;
  /** With them. */
  readonly catalog: Catalog;
  /** `null`: any name is accepted. */
  readonly validators: readonly string[] | null;
  /** What is wrong with a word pattern; `null`: nothing. */
  readonly patternProblem: (pattern: string) => string | null;
  /** What is wrong with a model that the policy names, as it is written; `null`: nothing. */
  readonly modelProblem: (written: string) => string | null;
  readonly gateway: GatewayAddress | null;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** What prices are compared by. */
  readonly workload: Workload;
  /** Did the user write this value, rather than leave it to the defaults? */
  readonly isWritten: (path: KeyPath) => boolean;
}

/** Whether a policy of the right shape also makes sense; each problem once. */
export function checkPolicy(policy: CompletePolicy, context: CheckContext): readonly Problem[] {
  return [
    ...checkProviders(policy, context.gateway),
    ...checkTiers(policy, context),
    ...checkPriceOrder(policy, context),
    ...checkRouting(policy),
    ...checkTasks(policy, context),
    ...checkTaskTime(policy, context),
    ...checkJudging(policy, context),
    ...checkParameters(policy, context),
    ...checkReach(policy, context),
    ...checkCaution(policy, context),
    ...checkEffect(policy, context),
    ...checkRules(policy, context.patternProblem),
    ...checkRewrites(policy, context),
    ...checkClassifier(policy, context.modelProblem),
    ...checkRecord(policy),
    ...checkClaudeCode(policy, context),
    ...checkModels(policy, context.shipped),
  ];
}
