import { dirname } from 'node:path';
import type { Catalog } from '../core/catalog.ts';
import { ModicumError } from '../core/error.ts';
import type { Policy } from '../core/policy.ts';
import { buildPolicy } from './build-policy.ts';
import { withoutUnmeantClient } from './client-credential.ts';
import { checkPolicy } from './check-policy.ts';
import type { GatewayAddress } from './own-address.ts';
import { checkShape } from './check-shape.ts';
import type { ShapeCheck } from './check-shape.ts';
import { homeFolder } from './config-paths.ts';
import { environmentSettings, ollamaHostSetting, settingsAsFile } from './environment-settings.ts';
import type { Environment } from './environment-settings.ts';
import { mergeCatalog } from './merge-catalog.ts';
import { mergePolicy } from './merge-policy.ts';
import { readPolicyDocument } from './policy-document.ts';
import { readBuiltInPolicy, readUserPolicy } from './policy-file.ts';
import type { PolicyText } from './policy-file.ts';
import { completePolicySchema } from './policy-schema.ts';
import type { CompletePolicy } from './policy-schema.ts';
import {
  createPolicySource,
  inFileOrder,
  positionText,
  tellFileProblem,
  tellProblem,
} from './policy-source.ts';
import type { PolicyParts, PolicySource, ToldProblem, UserDocument } from './policy-source.ts';

export interface LoadPolicyOptions {
  /** The file the user named; `null` looks in the places `readUserPolicy` gives. */
  readonly path: string | null;
  readonly environment: Environment;
  readonly catalog: Catalog;
  /** Names that a task's `validate` list may use; left out: any. */
  readonly validators?: readonly string[];
  /** What is wrong with a word pattern of `rules`; left out: nothing ever is. */
  readonly patternProblem?: (pattern: string) => string | null;
  /** Where the gateway will listen, so that no provider points back at it. */
  readonly gateway?: GatewayAddress;
  /** `YYYY-MM-DD`, for models that retire; left out: today. */
  readonly today?: string;
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
  const { parts, shape, builtIn } = readParts(text, environment);
  const merged = withoutUnmeantClient(mergeParts(builtIn, parts, shape), shape.file);
  const catalog = mergeCatalog(options.catalog, merged);
  const problems = checkPolicy(merged, {
    shipped: options.catalog,
    catalog,
    validators: options.validators ?? null,
    patternProblem: options.patternProblem ?? (() => null),
    gateway: options.gateway ?? null,
    today: options.today ?? new Date().toISOString().slice(0, 10),
  });
  const told = (severity: 'error' | 'warning') =>
    problems
      .filter((problem) => problem.severity === severity)
      .map((problem) => tellProblem(parts, problem));
  const errors = inFileOrder([...fileProblems(parts.user, shape), ...told('error')]);
  if (errors.length > 0) throw invalid(errors);
  const folder = text === null ? '/' : dirname(text.path);
  return {
    policy: buildPolicy(merged, { folder, home: homeFolder(environment) }),
    catalog,
    path: text?.path ?? null,
    source: createPolicySource(parts),
    warnings: [...fileWarnings(text), ...inFileOrder(told('warning'))],
  };
}

/**
 * For a running gateway: the new policy, or the one in force and what is wrong with the new. Bad
 * configuration never replaces good.
 */
export function reloadPolicy(
  current: LoadedPolicy,
  options: LoadPolicyOptions,
): { readonly loaded: LoadedPolicy; readonly problem: ModicumError | null } {
  try {
    return { loaded: loadPolicy(options), problem: null };
  } catch (error) {
    if (error instanceof ModicumError) return { loaded: current, problem: error };
    throw error;
  }
}

interface ReadParts {
  readonly parts: PolicyParts;
  readonly shape: ShapeCheck;
  readonly builtIn: CompletePolicy;
}

function readParts(text: PolicyText | null, environment: Environment): ReadParts {
  const builtIn = readPolicyDocument(readBuiltInPolicy().content);
  const document = text === null ? null : readPolicyDocument(text.content);
  const hint = ollamaHostSetting(environment);
  const parts = {
    builtIn,
    user: text === null || document === null ? null : { path: text.path, document },
    settings: environmentSettings(environment),
    hints: hint === null ? [] : [hint],
  };
  const unreadable = document === null || document.mistakes.some((mistake) => mistake.fatal);
  const shape = unreadable ? NOTHING : checkShape(document.value);
  return { parts, shape, builtIn: completePolicySchema.parse(builtIn.value) };
}

const NOTHING: ShapeCheck = { file: { version: 1 }, problems: [] };

function mergeParts(
  builtIn: CompletePolicy,
  parts: PolicyParts,
  shape: ShapeCheck,
): CompletePolicy {
  const layers = [settingsAsFile(parts.hints), shape.file, settingsAsFile(parts.settings)];
  return layers.reduce(mergePolicy, builtIn);
}

/** What is wrong with the user's file taken alone. */
function fileProblems(user: UserDocument | null, shape: ShapeCheck): readonly ToldProblem[] {
  if (user === null) return [];
  const { path, document } = user;
  return [
    ...document.mistakes.map((mistake) => ({
      text: `${positionText(path, mistake)}: ${mistake.message}`,
      position: mistake,
    })),
    ...shape.problems.map((problem) => tellFileProblem(user, problem)),
  ];
}

function fileWarnings(text: PolicyText | null): readonly string[] {
  if (text === null || !text.writableByAll) return [];
  return [`${text.path}: anyone on this machine can change this file; run chmod o-w on it`];
}

function invalid(errors: readonly string[]): ModicumError {
  const count = errors.length === 1 ? 'a problem' : `${errors.length} problems`;
  return new ModicumError('config_invalid', `The policy has ${count}:\n${errors.join('\n')}`);
}
