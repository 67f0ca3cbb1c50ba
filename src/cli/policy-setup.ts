import { patternProblem } from '../classify/policy-rules.ts';
import { judgePolicy, type JudgedPolicy, type JudgePolicyOptions } from '../config/judge-policy.ts';
import { loadCatalog } from '../config/load-catalog.ts';
import { loadPolicy, type LoadedPolicy } from '../config/load-policy.ts';
import { readUserPolicy, userPolicyPath, type PolicyText } from '../config/policy-file.ts';
import type { Workload } from '../config/usual-cost.ts';
import { modelProblem } from '../modicum/own-model.ts';
import { VALIDATOR_NAMES } from '../validate/index.ts';

/** The policy as the gateway of this user would take it. */
export function loadOwnPolicy(config: string | undefined): LoadedPolicy {
  return loadPolicy({ ...judgeOptions(), path: config ?? null, platform: process.platform });
}

/** Everything there is to say about a policy; `null` for the built-in one alone. */
export function judgeOwnPolicy(text: PolicyText | null, workload?: Workload): JudgedPolicy {
  const options = judgeOptions();
  return judgePolicy(text, workload === undefined ? options : { ...options, workload });
}

export function readOwnPolicy(config: string | undefined): PolicyText | null {
  return readUserPolicy(placeOf(config));
}

/** Where the user's policy is, or would be. */
export function ownPolicyPath(config: string | undefined): string {
  return userPolicyPath(placeOf(config)).path;
}

function judgeOptions(): JudgePolicyOptions {
  return {
    environment: process.env,
    catalog: loadCatalog(),
    validators: VALIDATOR_NAMES,
    patternProblem,
    modelProblem,
  };
}

function placeOf(config: string | undefined) {
  return { path: config ?? null, environment: process.env, platform: process.platform };
}
