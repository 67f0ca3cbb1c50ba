import type { JsonBody } from './json-body.ts';
import { joinBytes } from './join-bytes.ts';
import { scanList, scanObject } from './json-scan.ts';
import type { ItemSpan, ListSpan, MemberSpan, ObjectSpan } from './json-scan.ts';

/** One change to a value somewhere in a JSON object. */
export interface JsonEdit {
  /** Names of fields and numbers of items: `['model']`, `['messages', 2, 'content']`. Never empty. */
  readonly path: readonly JsonStep[];
  /** The new value as JSON text; `null` takes the field out. */
  readonly json: string | null;
}

export type JsonStep = string | number;

/**
 * The body's bytes with some fields set or taken out, all others as they came: spacing, order, number
 * spellings and deeper duplicates included, because caches and signatures hang on them.
 *
 * Of two edits of one field the later counts, and an edit of a whole field beats those of its parts. A
 * missing field is added at the end, with its parent if need be; a parent that is no object is replaced
 * by one. Taking out what is not there changes nothing. Items are counted as they came, and what a list
 * does not have is not added to it.
 */
export function spliceJson(body: JsonBody, edits: readonly JsonEdit[]): Uint8Array {
  return applyPatches(body.bytes, memberPatches(body.bytes, body.span, groupEdits(edits)));
}

/** What shall become of one member: JSON text, `null` for out, or edits to its own members. */
type MemberEdit = string | null | MemberEdits;
type MemberEdits = ReadonlyMap<JsonStep, MemberEdit>;
type AnyMember = MemberSpan | ItemSpan;

function groupEdits(edits: readonly JsonEdit[]): MemberEdits {
  const groups = new Map<JsonStep, { whole?: string | null; parts: JsonEdit[] }>();
  for (const { path, json } of edits) {
    const [step = '', ...rest] = path;
    const group = groups.get(step) ?? { parts: [] };
    groups.set(step, group);
    if (rest.length === 0) group.whole = json;
    else group.parts.push({ path: rest, json });
  }
  return new Map(
    [...groups].map(([step, { whole, parts }]) => [
      step,
      whole === undefined ? groupEdits(parts) : whole,
    ]),
  );
}

/** Bytes from `start` to `end` give way to `text`. */
interface Patch {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Fields of an object by name, items of a list by number. Rising and apart from each other. */
function memberPatches(
  bytes: Uint8Array,
  { open, members }: ObjectSpan | ListSpan,
  edits: MemberEdits,
): readonly Patch[] {
  const patches: Patch[] = [];
  let keptBefore = false;
  for (const [index, member] of members.entries()) {
    const edit = edits.get(member.name);
    if (edit === null) {
      const previous = keptBefore ? members[index - 1] : undefined;
      patches.push(removal(member, previous, members[index + 1]));
      continue;
    }
    keptBefore = true;
    if (edit !== undefined) patches.push(...valuePatches(bytes, member, edit));
  }
  const added = addedMembers(members, edits);
  if (added !== '') {
    const at = members.at(-1)?.valueEnd ?? open;
    patches.push({ start: at, end: at, text: keptBefore ? `,${added}` : added });
  }
  return patches;
}

/** A member goes with the comma before it, or, when nothing is kept before it, with the one behind. */
function removal(
  member: AnyMember,
  previous: AnyMember | undefined,
  next: AnyMember | undefined,
): Patch {
  return previous === undefined
    ? { start: member.nameStart, end: next?.nameStart ?? member.valueEnd, text: '' }
    : { start: previous.valueEnd, end: member.valueEnd, text: '' };
}

function valuePatches(
  bytes: Uint8Array,
  member: AnyMember,
  edit: Exclude<MemberEdit, null>,
): readonly Patch[] {
  const { valueStart: start, valueEnd: end } = member;
  if (typeof edit === 'string') return [{ start, end, text: edit }];
  // The whole body was scanned within its limit of depth, so any limit holds here.
  const scan = [...edit.keys()].some((step) => typeof step === 'number') ? scanList : scanObject;
  const parts = scan(bytes, start, Infinity);
  if (parts !== null && parts !== 'too-deep') return memberPatches(bytes, parts, edit);
  const text = newObject(edit);
  return text === null ? [] : [{ start, end, text }];
}

/** Members that the edits name and the object lacks, as JSON text. */
function addedMembers(members: readonly AnyMember[], edits: MemberEdits): string {
  const present = new Set<JsonStep>(members.map((member) => member.name));
  return membersText([...edits].filter(([name]) => !present.has(name)));
}

function membersText(edits: readonly (readonly [name: JsonStep, edit: MemberEdit])[]): string {
  return edits
    .map(([name, edit]) => {
      if (typeof name === 'number') return '';
      const value = edit === null || typeof edit === 'string' ? edit : newObject(edit);
      return value === null ? '' : `${JSON.stringify(name)}:${value}`;
    })
    .filter((text) => text !== '')
    .join(',');
}

/** `null` when the edits only take out. */
function newObject(edits: MemberEdits): string | null {
  const members = membersText([...edits]);
  return members === '' ? null : `{${members}}`;
}

const utf8 = new TextEncoder();

function applyPatches(bytes: Uint8Array, patches: readonly Patch[]): Uint8Array {
  if (patches.length === 0) return bytes;
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (const { start, end, text } of patches) {
    pieces.push(bytes.subarray(from, start), utf8.encode(text));
    from = end;
  }
  pieces.push(bytes.subarray(from));
  return joinBytes(pieces);
}
