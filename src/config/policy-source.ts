import { isObject } from '../core/json.ts';
import type { EnvironmentSetting } from './environment-settings.ts';
import { keysText } from './keys-text.ts';
import type { Mistake, PolicyDocument, Position } from './policy-document.ts';
import type { KeyPath, Problem, Severity } from './problem.ts';

/** Where the values of a policy came from. */
export interface PolicySource {
  /**
   * The value at these keys (`tiers.0.timeout`) as it was written, and by whom. For a map: what the last
   * one to write some of it wrote. `null` when the key is nowhere written.
   */
  explain(path: string): Explanation | null;
}

export interface Explanation {
  readonly value: unknown;
  readonly from: 'default' | 'file' | 'environment';
  /** In the file, or in the built-in one. */
  readonly line?: number;
  /** The variable, when it came from the environment. */
  readonly variable?: string;
}

/** What a policy was put together from. */
export interface PolicyParts {
  readonly builtIn: PolicyDocument;
  readonly user: UserDocument | null;
  /** Stronger than the user's file. */
  readonly settings: readonly EnvironmentSetting[];
  /** Weaker than the user's file. */
  readonly hints: readonly EnvironmentSetting[];
}

export interface UserDocument {
  readonly path: string;
  readonly document: PolicyDocument;
}

export function createPolicySource(parts: PolicyParts): PolicySource {
  return {
    explain: (path) =>
      fromSettings(parts.settings, path) ??
      fromDocument(parts.user?.document ?? null, path, 'file') ??
      fromSettings(parts.hints, path) ??
      fromDocument(parts.builtIn, path, 'default'),
  };
}

/** A problem in words, and where it stands. */
export interface ToldProblem {
  readonly severity: Severity;
  /** The value it is about, `tiers.0.timeout`; empty for the file as a whole. */
  readonly key: string;
  /** What is wrong; what to do. */
  readonly message: string;
  /** `file:line:column key.path: what is wrong; what to do`. */
  readonly text: string;
  /** In the user's file; `null` for what the environment or the built-in policy says. */
  readonly position: Position | null;
}

export function tellProblem(parts: PolicyParts, problem: Problem): ToldProblem {
  for (const path of problem.at) {
    const place = placeByUser(parts, path, problem.aboutKey);
    if (place !== null) return tell(place, path, problem);
  }
  const [path] = problem.at;
  return tell(placeByDefault(parts, path), path, problem);
}

/** The same for what is known to be in the user's file, or missing there. */
export function tellFileProblem(user: UserDocument, problem: Problem): ToldProblem {
  const [path] = problem.at;
  const exact = locateWritten(user.document, path, problem.aboutKey);
  return tell(inFile(user, exact ?? nearest(user.document, path)), path, problem);
}

/** The same for what is wrong with the text itself. */
export function fileMistake({ path }: UserDocument, mistake: Mistake): ToldProblem {
  const { message } = mistake;
  const text = `${positionText(path, mistake)}: ${message}`;
  return { severity: 'error', key: '', message, text, position: mistake };
}

/** Whether the user's file or an environment variable says this. */
export function isWritten(parts: PolicyParts, path: KeyPath): boolean {
  return placeByUser(parts, path, false) !== null;
}

/** As one reads the user's file from its top; then what stands elsewhere. */
export function inFileOrder(problems: readonly ToldProblem[]): readonly ToldProblem[] {
  return problems.toSorted((one, other) => {
    const [left, right] = [one.position ?? NOT_IN_FILE, other.position ?? NOT_IN_FILE];
    return left.line - right.line || left.column - right.column;
  });
}

const NOT_IN_FILE: Position = { line: Number.MAX_SAFE_INTEGER, column: 1 };

/** A position in the user's file, in the form editors understand. */
export function positionText(file: string, position: Position): string {
  return `${file}:${position.line}:${position.column}`;
}

interface Place {
  readonly name: string;
  readonly position: Position | null;
}

function tell({ name, position }: Place, path: KeyPath, problem: Problem): ToldProblem {
  const { severity, message } = problem;
  const keys = path.length === 0 ? '' : ` ${keysText(path)}`;
  const text = `${name}${keys}: ${message}`;
  return { severity, key: path.join('.'), message, text, position };
}

function inFile({ path }: UserDocument, position: Position): Place {
  return { name: positionText(path, position), position };
}

function elsewhere(name: string): Place {
  return { name, position: null };
}

function placeByUser(parts: PolicyParts, path: KeyPath, aboutKey: boolean): Place | null {
  const setting = settingAt(parts.settings, path) ?? null;
  if (setting !== null) return elsewhere(`environment variable ${setting.variable}`);
  if (parts.user === null) return null;
  const position = locateWritten(parts.user.document, path, aboutKey);
  return position === null ? null : inFile(parts.user, position);
}

/** For what the user's file lacks or the defaults hold: the nearest place there is. */
function placeByDefault(parts: PolicyParts, path: KeyPath): Place {
  const hint = settingAt(parts.hints, path);
  if (hint !== undefined) return elsewhere(`environment variable ${hint.variable}`);
  const inDefault = locateWritten(parts.builtIn, path, false);
  if (inDefault !== null) return elsewhere(positionText('built-in policy', inDefault));
  if (parts.user === null) return elsewhere('built-in policy');
  return inFile(parts.user, nearest(parts.user.document, path));
}

/** Where the innermost of these keys that is there stands. */
function nearest(document: PolicyDocument, path: KeyPath): Position {
  const position = document.locate(path);
  if (position !== null) return position;
  return path.length === 0 ? { line: 1, column: 1 } : nearest(document, path.slice(0, -1));
}

/** Also finds `tier` in `classify_text: 1`, where the map is shortened to its main value. */
export function locateWritten(
  document: PolicyDocument,
  path: KeyPath,
  aboutKey: boolean,
): Position | null {
  const exact = document.locate(path, aboutKey);
  if (exact !== null || !SHORTENED.includes(String(path.at(-1)))) return exact;
  const shortened = valueAt(document.value, path.slice(0, -1));
  const isShort = typeof shortened === 'number' || typeof shortened === 'string';
  return isShort ? document.locate(path.slice(0, -1), false) : null;
}

/** Keys whose value alone may stand for their map. */
const SHORTENED = ['tier', 'model'];

function valueAt(value: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>(
    (node, key) =>
      typeof node === 'object' && node !== null && Object.hasOwn(node, key)
        ? (node as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );
}

function settingAt(settings: readonly EnvironmentSetting[], path: KeyPath) {
  return settings.find((setting) => setting.path.join('.') === path.join('.'));
}

function fromSettings(settings: readonly EnvironmentSetting[], path: string): Explanation | null {
  const setting = settings.find((one) => one.path.join('.') === path);
  if (setting === undefined) return null;
  return { value: setting.value, from: 'environment', variable: setting.variable };
}

function fromDocument(
  document: PolicyDocument | null,
  path: string,
  from: 'default' | 'file',
): Explanation | null {
  const keys = document === null ? null : keysOf(document.value, path);
  if (document === null || keys === null) return null;
  const position = document.locate(keys);
  const value = valueAt(document.value, keys);
  return position === null ? { value, from } : { value, from, line: position.line };
}

/** The keys that this text means in this value: names may hold dots themselves (`qwen2.5:7b`). */
function keysOf(value: unknown, path: string): KeyPath | null {
  if (path === '') return [];
  if (SHORTENED.includes(path) && (typeof value === 'number' || typeof value === 'string'))
    return [];
  if (!isObject(value) && !Array.isArray(value)) return null;
  for (const [key, child] of Object.entries(value)) {
    if (path === key) return [key];
    if (!path.startsWith(`${key}.`)) continue;
    const rest = keysOf(child, path.slice(key.length + 1));
    if (rest !== null) return [key, ...rest];
  }
  return null;
}
