import { isObject } from '../core/json.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { joinBytes } from './join-bytes.ts';
import { describeJsonFault } from './json-fault.ts';
import { opensObject, scanObject, skipSpace } from './json-scan.ts';
import type { MemberSpan, ObjectSpan } from './json-scan.ts';

/** Deeper than any honest call, and far from what recursion can bear. */
export const MAX_JSON_DEPTH = 200;

/** A JSON object as it came: its bytes, which may travel on, and what they say. */
export interface JsonBody {
  readonly bytes: Uint8Array;
  readonly json: JsonObject;
  /** Where its own fields stand in `bytes`. */
  readonly span: ObjectSpan;
}

export type JsonBodyResult =
  | { readonly ok: true; readonly body: JsonBody }
  /** A sentence for whoever sent it; quotes nothing of the content but a field's name. */
  | { readonly ok: false; readonly message: string };

/**
 * A request's body. Strict where two readers could understand it differently, because price, policy and
 * upstream must all see one truth: a field of the body itself may come only once, however it is spelled.
 * Deeper duplicates are left to the upstream.
 */
export function readJsonBody(bytes: Uint8Array): JsonBodyResult {
  const start = skipSpace(bytes, 0);
  if (start === bytes.length) return refuse('The body is empty; it must be a JSON object.');
  if (!opensObject(bytes, start)) return refuse('The body must be a JSON object.');
  // Before anything that recurses: nesting can make a small body expensive.
  const span = scanObject(bytes, start, MAX_JSON_DEPTH);
  if (span === 'too-deep')
    return refuse(`The body is nested deeper than ${MAX_JSON_DEPTH} levels.`);
  const json = span === null ? undefined : parseByMember(bytes, span);
  if (span === null || !isObject(json)) return refuse(describeFault(bytes));
  const twice = repeatedName(span.members);
  if (twice !== null) return refuse(`The field ${JSON.stringify(twice)} stands in the body twice.`);
  return { ok: true, body: { bytes, json, span } };
}

function refuse(message: string): JsonBodyResult {
  return { ok: false, message };
}

function describeFault(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  return text === null ? 'The body is not valid UTF-8.' : describeJsonFault(text);
}

/**
 * Longer values are decoded and parsed by themselves. The text of a whole call is one large allocation, of
 * two bytes a character as soon as one is not Latin, and making it takes longer than parsing it.
 */
const LARGE_VALUE_BYTES = 4096;

/**
 * As `JSON.parse` of the whole: what is left when large values give way to `null` is parsed too, so
 * nothing between them goes unread. `undefined`: not JSON, or not UTF-8.
 */
function parseByMember(bytes: Uint8Array, span: ObjectSpan): unknown {
  const large = span.members.filter(isLarge);
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (const { valueStart, valueEnd } of large) {
    pieces.push(bytes.subarray(from, valueStart), NULL);
    from = valueEnd;
  }
  pieces.push(bytes.subarray(from));
  const json = parseBytes(joinBytes(pieces));
  if (!isObject(json)) return undefined;
  const whole: Record<string, Json | undefined> = json;
  for (const { name, valueStart, valueEnd } of large) {
    const value = parseBytes(bytes.subarray(valueStart, valueEnd));
    if (value === undefined) return undefined;
    whole[name] = value;
  }
  return whole;
}

const NULL = new TextEncoder().encode('null');

/** Setting `__proto__` would do something else than add a field. */
function isLarge({ name, valueStart, valueEnd }: MemberSpan): boolean {
  return valueEnd - valueStart > LARGE_VALUE_BYTES && name !== '__proto__';
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** `undefined`: not JSON, or not UTF-8. JSON.parse makes `__proto__` an own field, so it pollutes nothing. */
function parseBytes(bytes: Uint8Array): Json | undefined {
  const text = decodeUtf8(bytes);
  try {
    return text === null ? undefined : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}

function repeatedName(members: readonly MemberSpan[]): string | null {
  const names = new Set<string>();
  for (const { name } of members) {
    if (names.has(name)) return name;
    names.add(name);
  }
  return null;
}
