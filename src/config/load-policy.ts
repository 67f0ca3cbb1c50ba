import { dirname } from 'node:path';
import type { Catalog } from '../core/catalog.ts';
import { ModicumError } from '../core/error.ts';
import type { Policy } from '../core/policy.ts';
import { buildPolicy } from './build-policy.ts';
import { homeFolder } from './config-paths.ts';
import { judgePolicy } from './judge-policy.ts';
import type { JudgePolicyOptions } from './judge-policy.ts';
import { readUserPolicy } from './policy-file.ts';
import type { PolicyText } from './policy-file.ts';
import { createPolicySource } from './policy-source.ts';
import type { PolicySource } from './policy-source.ts';
import { policyValues } from './policy-values.ts';
import type { PolicyValue } from './policy-values.ts';
import type { Severity } from './problem.ts';

export interface LoadPolicyOptions extends JudgePolicyOptions {
  /** The file the user named; `null` looks in the places `readUserPolicy` gives. */
  readonly path: string | null;
  /** As `process.platform`. */
  readonly platform?: string;
}

export interface LoadedPolicy {
  readonly policy: Policy;
  /** With the policy's own models and prices. */
  readonly catalog: Catalog;
  /** The user's file, absolute; `null` when the built-in policy stands alone. */
  readonly path: string | null;
  /** Where each value came from. */
  readonly source: PolicySource;
  /** Every value in force as it was written, in the order of the built-in policy. */
  readonly values: () => readonly PolicyValue[];
  /** Worth knowing, each with its place; they stop nothing. */
  readonly warnings: readonly string[];
}

/**
 * The policy in force: the built-in one, changed by the user's file, changed by the environment.
 * Throws `config_unreadable`, or `config_invalid` naming every problem at once, in the order of the file.
 */
export function loadPolicy(options: LoadPolicyOptions): LoadedPolicy {
  const { environment, platform = process.platform } = options;
  const text = readUserPolicy({ path: options.path, environment, platform });
  const { parts, merged, catalog, problems } = judgePolicy(text, options);
  const told = (severity: Severity) =>
    problems.filter((problem) => problem.severity === severity).map((problem) => problem.text);
  const errors = told('error');
  if (errors.length > 0) throw invalid(errors);
  const folder = text === null ? '/' : dirname(text.path);
  return {
    policy: buildPolicy(merged, { folder, home: homeFolder(environment) }),
    catalog,
    path: text?.path ?? null,
    source: createPolicySource(parts),
    values: () => policyValues(parts),
    warnings: [...fileWarnings(text), ...told('warning')],
  };
}

/**
 * For a running gateway: the new policy, or the one in force and what is wrong with the new. Bad
 * configuration never replaces good, and neither does a file that is gone: an editor may be about to put
 * it back, and the rules that somebody wrote are not to end without a word.
 */
export function reloadPolicy(
  current: LoadedPolicy,
  options: LoadPolicyOptions,
): { readonly loaded: LoadedPolicy; readonly problem: ModicumError | null } {
  try {
    const loaded = loadPolicy(options);
    if (current.path !== null && loaded.path === null) {
      return { loaded: current, problem: gone(current.path) };
    }
    return { loaded, problem: null };
  } catch (error) {
    if (error instanceof ModicumError) return { loaded: current, problem: error };
    throw error;
  }
}

function gone(path: string): ModicumError {
  return new ModicumError(
    'config_gone',
    `${path}: the policy file is gone; the policy before goes on. Put the file back, or restart to go back to the defaults.`,
  );
}

/** Worth knowing of the file itself. */
export function fileWarnings(text: PolicyText | null): readonly string[] {
  if (text === null || !text.writableByAll) return [];
  return [`${text.path}: anyone on this machine can change this file; run chmod o-w on it`];
}

function invalid(errors: readonly string[]): ModicumError {
  const count = errors.length === 1 ? 'a problem' : `${errors.length} problems`;
  return new ModicumError('config_invalid', `The policy has ${count}:\n${errors.join('\n')}`);
}
