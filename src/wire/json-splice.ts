import type { JsonBody } from './json-body.ts';
import { joinBytes } from './join-bytes.ts';
import { scanObject } from './json-scan.ts';
import type { MemberSpan, ObjectSpan } from './json-scan.ts';

/** One change to a JSON object's own top-level fields, or to a field one level below. */
export interface JsonEdit {
  /** One or two names: `['model']`, `['output_config', 'effort']`. */
  readonly path: readonly string[];
  /** The new value as JSON text; `null` takes the field out. */
  readonly json: string | null;
}

/**
 * The body's bytes with some fields set or taken out, all others as they came: spacing, order, number
 * spellings and deeper duplicates included, because caches and signatures hang on them.
 *
 * Of two edits of one field the later counts, and an edit of a whole field beats those of its parts. A
 * missing field is added at the end, with its parent if need be; a parent that is no object is replaced
 * by one. Taking out what is not there changes nothing.
 */
export function spliceJson(body: JsonBody, edits: readonly JsonEdit[]): Uint8Array {
  return applyPatches(body.bytes, objectPatches(body.bytes, body.span, groupEdits(edits)));
}

/** What shall become of one member: JSON text, `null` for out, or edits to its own members. */
type MemberEdit = string | null | MemberEdits;
type MemberEdits = ReadonlyMap<string, MemberEdit>;

function groupEdits(edits: readonly JsonEdit[]): MemberEdits {
  const whole = new Map<string, string | null>();
  const parts = new Map<string, Map<string, MemberEdit>>();
  for (const { path, json } of edits) {
    const [name = '', part] = path;
    if (part === undefined) whole.set(name, json);
    else parts.set(name, (parts.get(name) ?? new Map<string, MemberEdit>()).set(part, json));
  }
  return new Map<string, MemberEdit>([...parts, ...whole]);
}

/** Bytes from `start` to `end` give way to `text`. */
interface Patch {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Rising and apart from each other. */
function objectPatches(
  bytes: Uint8Array,
  object: ObjectSpan,
  edits: MemberEdits,
): readonly Patch[] {
  const patches: Patch[] = [];
  let keptBefore = false;
  for (const [index, member] of object.members.entries()) {
    const edit = edits.get(member.name);
    if (edit === null) {
      const previous = keptBefore ? object.members[index - 1] : undefined;
      patches.push(removal(member, previous, object.members[index + 1]));
      continue;
    }
    keptBefore = true;
    if (edit !== undefined) patches.push(...valuePatches(bytes, member, edit));
  }
  const added = addedMembers(object, edits);
  if (added !== '') {
    const at = object.members.at(-1)?.valueEnd ?? object.open;
    patches.push({ start: at, end: at, text: keptBefore ? `,${added}` : added });
  }
  return patches;
}

/** A member goes with the comma before it, or, when nothing is kept before it, with the one behind. */
function removal(
  member: MemberSpan,
  previous: MemberSpan | undefined,
  next: MemberSpan | undefined,
): Patch {
  return previous === undefined
    ? { start: member.nameStart, end: next?.nameStart ?? member.valueEnd, text: '' }
    : { start: previous.valueEnd, end: member.valueEnd, text: '' };
}

function valuePatches(
  bytes: Uint8Array,
  member: MemberSpan,
  edit: Exclude<MemberEdit, null>,
): readonly Patch[] {
  const { valueStart: start, valueEnd: end } = member;
  if (typeof edit === 'string') return [{ start, end, text: edit }];
  // The whole body was scanned within its limit of depth, so any limit holds here.
  const object = scanObject(bytes, start, Infinity);
  if (object !== null && object !== 'too-deep') return objectPatches(bytes, object, edit);
  const text = newObject(edit);
  return text === null ? [] : [{ start, end, text }];
}

/** Members that the edits name and the object lacks, as JSON text. */
function addedMembers(object: ObjectSpan, edits: MemberEdits): string {
  const present = new Set(object.members.map((member) => member.name));
  return membersText([...edits].filter(([name]) => !present.has(name)));
}

function membersText(edits: readonly (readonly [name: string, edit: MemberEdit])[]): string {
  return edits
    .map(([name, edit]) => {
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
