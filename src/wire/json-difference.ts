import { isObject } from '../core/json.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { JsonEdit, JsonStep } from './json-splice.ts';

/**
 * The edits that make one value of another, each as deep as it can be, so that what is the same on both
 * sides keeps its bytes. Items of a list are recognised by identity: whoever makes `after` hands on what
 * it does not change.
 */
export function jsonDifference(before: JsonObject, after: JsonObject): readonly JsonEdit[] {
  return fieldEdits(before, after, []);
}

type Path = readonly JsonStep[];

function valueEdits(
  before: Json | undefined,
  after: Json | undefined,
  path: Path,
): readonly JsonEdit[] {
  if (before === after) return [];
  if (after === undefined) return [{ path, json: null }];
  if (isObject(before) && isObject(after)) return fieldEdits(before, after, path);
  if (isList(before) && isList(after)) return listEdits(before, after, path);
  return [{ path, json: JSON.stringify(after) }];
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function fieldEdits(before: JsonObject, after: JsonObject, path: Path): readonly JsonEdit[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) =>
    valueEdits(own(before, name), own(after, name), [...path, name]),
  );
}

/** `valueOf` may be a field like any other. */
function own(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A list that has grown is written anew: there is no edit that adds an item. */
function listEdits(
  before: readonly Json[],
  after: readonly Json[],
  path: Path,
): readonly JsonEdit[] {
  const origins = originsOf(before, after);
  if (origins === null) return [{ path, json: JSON.stringify(after) }];
  const edits: JsonEdit[] = [];
  const kept = new Set(origins);
  for (const [index, item] of after.entries()) {
    const origin = origins[index] ?? index;
    edits.push(...valueEdits(before[origin], item, [...path, origin]));
  }
  for (const index of before.keys()) {
    if (!kept.has(index)) edits.push({ path: [...path, index], json: null });
  }
  return edits;
}

/** For each item, the one it was made from: itself where it still stands, else the next that is free. */
function originsOf(before: readonly Json[], after: readonly Json[]): readonly number[] | null {
  const places = new Map(before.map((item, index) => [item, index]));
  const origins: number[] = [];
  let free = 0;
  for (const item of after) {
    const place = places.get(item);
    const origin = place !== undefined && place >= free ? place : free;
    if (origin >= before.length) return null;
    origins.push(origin);
    free = origin + 1;
  }
  return origins;
}
