import type { Json } from '../core/json.ts';
import type { ObjectSpan } from '../wire/json-scan.ts';
import { spliceJson, type JsonEdit } from '../wire/json-splice.ts';
import { hashOf } from './change-journal.ts';
import { isBlank, readSettings, type SettingsDocument } from './settings-document.ts';

export type Environment = Readonly<Record<string, string>>;

export type EditResult =
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** Reads after the path. */
  | { readonly ok: false; readonly problem: string };

/**
 * Sets variables in the `env` of a settings file. Every other byte stays: indentation, line ends, byte
 * order mark, order. What is added follows the style of its neighbours.
 */
export function setInSettings(bytes: Uint8Array | null, entries: Environment): EditResult {
  if (bytes === null || isBlank(bytes)) {
    return { ok: true, bytes: encode(`${JSON.stringify({ env: entries }, null, 2)}\n`) };
  }
  const read = readSettings(bytes);
  if (!read.ok) return read;
  const present = read.document.env?.json ?? {};
  const names = Object.keys(entries);
  const replaced = names.filter((name) => Object.hasOwn(present, name));
  const added = names.filter((name) => !Object.hasOwn(present, name));
  const edits = replaced
    .filter((name) => present[name] !== entries[name])
    .map((name): JsonEdit => ({ path: ['env', name], json: JSON.stringify(entries[name]) }));
  const withReplaced = readSettings(spliceJson(read.document, edits));
  if (!withReplaced.ok) return withReplaced;
  const values = Object.fromEntries(added.map((name) => [name, entries[name] ?? '']));
  return { ok: true, bytes: addVariables(withReplaced.document, values) };
}

/** What Modicum set, each value as its SHA-256, and the file before that. */
export interface SetBefore {
  readonly entries: Environment;
  readonly before: Uint8Array | null;
}

/**
 * Takes back what Modicum set in a file that someone has changed since: a variable that still has our
 * value gets the one it had before, or goes. One that has another value by now is theirs, and stays.
 */
export function unsetInSettings(bytes: Uint8Array, { entries, before }: SetBefore): EditResult {
  const read = readSettings(bytes);
  if (!read.ok) return read;
  const now = read.document.env?.json ?? {};
  const earlier = environmentBefore(before);
  const ours = Object.keys(entries).filter((name) => {
    const value = now[name];
    return typeof value === 'string' && hashOf(value) === entries[name];
  });
  const edits = ours.map((name): JsonEdit => {
    const old = earlier?.[name];
    return { path: ['env', name], json: old === undefined ? null : JSON.stringify(old) };
  });
  const leavesNothing =
    earlier === null && ours.length > 0 && Object.keys(now).every((name) => ours.includes(name));
  const all: readonly JsonEdit[] = leavesNothing ? [{ path: ['env'], json: null }] : edits;
  return { ok: true, bytes: spliceJson(read.document, all) };
}

/** `null`: there was no `env`. */
function environmentBefore(
  bytes: Uint8Array | null,
): Readonly<Record<string, Json | undefined>> | null {
  const read = bytes === null ? null : readSettings(bytes);
  return read?.ok ? (read.document.env?.json ?? null) : null;
}

function addVariables(document: SettingsDocument, values: Environment): Uint8Array {
  if (Object.keys(values).length === 0) return document.bytes;
  const style = styleOf(document);
  const { env, span } = document;
  if (env === null)
    return append(document.bytes, span, { values: { env: values }, style, depth: 1 });
  return append(document.bytes, env.span, { values, style, depth: 2 });
}

interface Style {
  readonly newline: string;
  /** One step of indentation; `null`: all on one line. */
  readonly indent: string | null;
}

/** As the first member stands; two spaces where there is none yet. */
function styleOf({ bytes, span }: SettingsDocument): Style {
  const first = span.members[0];
  const lead = first === undefined ? '\n  ' : spaceBefore(bytes, first.nameStart);
  const newline = new TextDecoder().decode(bytes).includes('\r\n') ? '\r\n' : '\n';
  return { newline, indent: lead.includes('\n') ? afterLastNewline(lead) || '  ' : null };
}

interface Addition {
  readonly values: Readonly<Record<string, Json>>;
  readonly style: Style;
  /** How deep the members of this object stand. */
  readonly depth: number;
}

/** New members behind the last one, spaced as that one is. */
function append(bytes: Uint8Array, object: ObjectSpan, addition: Addition): Uint8Array {
  const { style, depth } = addition;
  const last = object.members.at(-1);
  if (last === undefined) {
    const lead = style.indent === null ? '' : style.newline + style.indent.repeat(depth);
    const text = membersText(addition, { lead, colon: ': ' });
    const closesOnOwnLine = spaceAfter(bytes, object.open).includes('\n');
    const end = lead === '' || closesOnOwnLine ? '' : lead.slice(0, -(style.indent?.length ?? 0));
    return insert(bytes, object.open, text + end);
  }
  const colon = bytes[last.valueStart - 1] === COLON ? ':' : ': ';
  const space = spaceBefore(bytes, last.nameStart);
  // The only member of a line has no neighbour to show what stands between two.
  const lead = object.members.length === 1 && !space.includes('\n') ? colon.slice(1) : space;
  return insert(bytes, last.valueEnd, `,${membersText(addition, { lead, colon })}`);
}

interface Spacing {
  /** What stands before each member. */
  readonly lead: string;
  /** What stands between a name and its value. */
  readonly colon: string;
}

function membersText({ values, style }: Addition, { lead, colon }: Spacing): string {
  const isMultiline = lead.includes('\n');
  const lineStart = style.newline + afterLastNewline(lead);
  const members = Object.entries(values).map(([name, value]) => {
    const text = isMultiline
      ? JSON.stringify(value, null, style.indent ?? '  ').replaceAll('\n', lineStart)
      : JSON.stringify(value);
    return `${JSON.stringify(name)}${colon}${text}`;
  });
  return members.map((member) => lead + member).join(',');
}

const COLON = 0x3a;
const SPACES = [0x20, 0x0a, 0x0d, 0x09];

function spaceBefore(bytes: Uint8Array, end: number): string {
  let start = end;
  while (start > 0 && SPACES.includes(bytes[start - 1] ?? 0)) start--;
  return new TextDecoder().decode(bytes.subarray(start, end));
}

function spaceAfter(bytes: Uint8Array, start: number): string {
  let end = start;
  while (SPACES.includes(bytes[end] ?? 0)) end++;
  return new TextDecoder().decode(bytes.subarray(start, end));
}

function afterLastNewline(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}

function insert(bytes: Uint8Array, at: number, text: string): Uint8Array {
  return Buffer.concat([bytes.subarray(0, at), encode(text), bytes.subarray(at)]);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
