import { dirname } from 'node:path';
import type { Catalog } from '../core/catalog.ts';
import { readBuiltInDocument } from './built-in-policy.ts';
import { checkPolicy } from './check-policy.ts';
import { checkShape } from './check-shape.ts';
import type { ShapeCheck } from './check-shape.ts';
import { withoutUnmeantClient } from './client-credential.ts';
import { environmentSettings, ollamaHostSetting, settingsAsFile } from './environment-settings.ts';
import type { Environment } from './environment-settings.ts';
import { homeFolder } from './config-paths.ts';
import { mergeCatalog } from './merge-catalog.ts';
import { mergePolicy } from './merge-policy.ts';
import { modelPath } from './model-path.ts';
import type { GatewayAddress } from './own-address.ts';
import { readPolicyDocument } from './policy-document.ts';
import type { PolicyText } from './policy-file.ts';
import { completePolicySchema } from './policy-schema.ts';
import type { CompletePolicy } from './policy-schema.ts';
import {
  fileMistake,
  inFileOrder,
  isWritten,
  tellFileProblem,
  tellProblem,
} from './policy-source.ts';
import type { PolicyParts, ToldProblem, UserDocument } from './policy-source.ts';
import { ASSUMED_WORKLOAD, type Workload } from './usual-cost.ts';

/** What a policy is held against. */
export interface JudgePolicyOptions {
  readonly environment: Environment;
  readonly catalog: Catalog;
  /** Names that a task's `validate` list may use; left out: any. */
  readonly validators?: readonly string[];
  /** What is wrong with a word pattern of `rules`; left out: nothing ever is. */
  readonly patternProblem?: (pattern: string) => string | null;
  /** What is wrong with the model in this file; left out: nothing ever is. */
  readonly modelProblem?: (path: string) => string | null;
  /** Where the gateway will listen, so that no provider points back at it. */
  readonly gateway?: GatewayAddress;
  /** `YYYY-MM-DD`, for models that retire; left out: today. */
  readonly today?: string;
  /** The calls that prices are compared by; left out: a few pages in, a paragraph out. */
  readonly workload?: Workload;
}

/** A policy as it would be in force, and everything there is to say about it. */
export interface JudgedPolicy {
  readonly parts: PolicyParts;
  /** Without what is wrong in the user's file. */
  readonly merged: CompletePolicy;
  /** With the policy's own models and prices. */
  readonly catalog: Catalog;
  /** In the order of the file; then what stands elsewhere. */
  readonly problems: readonly ToldProblem[];
}

/** Holds a user's policy, or with `null` the built-in one alone, against everything known. Reads no file of the user's. */
export function judgePolicy(text: PolicyText | null, options: JudgePolicyOptions): JudgedPolicy {
  const { parts, shape, builtIn } = readParts(text, options.environment);
  const merged = withoutUnmeantClient(mergeParts(builtIn, parts, shape), shape.file);
  const catalog = mergeCatalog(options.catalog, merged);
  const problems = checkPolicy(merged, {
    shipped: options.catalog,
    catalog,
    validators: options.validators ?? null,
    patternProblem: options.patternProblem ?? (() => null),
    modelProblem: (written) => problemOfModel(written, text, options),
    gateway: options.gateway ?? null,
    today: options.today ?? new Date().toISOString().slice(0, 10),
    workload: options.workload ?? ASSUMED_WORKLOAD,
    isWritten: (path) => isWritten(parts, path),
  });
  const told = problems.map((problem) => tellProblem(parts, problem));
  return {
    parts,
    merged,
    catalog,
    problems: inFileOrder([...fileProblems(parts.user, shape), ...told]),
  };
}

function problemOfModel(
  written: string,
  text: PolicyText | null,
  { environment, modelProblem }: JudgePolicyOptions,
): string | null {
  const folder = text === null ? '/' : dirname(text.path);
  const path = modelPath(written, { folder, home: homeFolder(environment) });
  return path === null ? null : (modelProblem?.(path) ?? null);
}

interface ReadParts {
  readonly parts: PolicyParts;
  readonly shape: ShapeCheck;
  readonly builtIn: CompletePolicy;
}

function readParts(text: PolicyText | null, environment: Environment): ReadParts {
  const builtIn = readBuiltInDocument();
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
  return [
    ...user.document.mistakes.map((mistake) => fileMistake(user, mistake)),
    ...shape.problems.map((problem) => tellFileProblem(user, problem)),
  ];
}
