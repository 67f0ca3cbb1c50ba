import { isObject } from '../core/json.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { ReadingNotes } from './reading-notes.ts';

/** A value as it stands in a body. OpenAI's API takes `null` for "not given" everywhere. */
export type Field = Json | undefined;

/** A field of a body with its name, for readers that say what is wrong with it. */
export interface NamedField {
  readonly path: string;
  readonly value: Field;
}

export function requiredText({ path, value }: NamedField, notes: ReadingNotes): string {
  if (typeof value === 'string' && value !== '') return value;
  notes.wrong(path, 'a string that is not empty');
  return '';
}

export function optionalText({ path, value }: NamedField, notes: ReadingNotes): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  notes.wrong(path, 'a string');
  return null;
}

export function optionalNumber({ path, value }: NamedField, notes: ReadingNotes): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  notes.wrong(path, 'a number');
  return null;
}

/** A limit: a whole number of at least 1. */
export function optionalLimit({ path, value }: NamedField, notes: ReadingNotes): number | null {
  if (value === undefined || value === null) return null;
  if (Number.isSafeInteger(value) && Number(value) >= 1) return Number(value);
  notes.wrong(path, 'a whole number of at least 1');
  return null;
}

export function optionalBoolean({ path, value }: NamedField, notes: ReadingNotes): boolean | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value;
  notes.wrong(path, 'true or false');
  return null;
}

export function requiredObject({ path, value }: NamedField, notes: ReadingNotes): JsonObject {
  if (isObject(value)) return value;
  notes.wrong(path, 'an object');
  return {};
}

export function optionalObject(field: NamedField, notes: ReadingNotes): JsonObject | null {
  return field.value === undefined || field.value === null ? null : requiredObject(field, notes);
}

export function optionalList({ path, value }: NamedField, notes: ReadingNotes): readonly Json[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value as readonly Json[];
  notes.wrong(path, 'a list');
  return [];
}
