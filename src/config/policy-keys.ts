import { nearestName } from '../core/nearest-name.ts';
import { isListOfPolicy, isNamedMap, knownKeys, SECTIONS } from './policy-schema.ts';
import type { KeyPath } from './problem.ts';

/** What a person meant by the name of a key. */
export type KeyReading =
  | { readonly ok: true; readonly path: KeyPath }
  /** `candidates`: all it could be; none when nothing is called so. */
  | { readonly ok: false; readonly candidates: readonly string[]; readonly nearest: string | null };

/**
 * Reads `tiers.0.timeout`, and shorter names that only one key ends with: `subagents` for
 * `claude_code.subagents`. Of several the one nearest to the top is meant, if it alone is that near.
 * `names` are the providers, models and tools there are.
 */
export function readKeyName(text: string, names: readonly KeyPath[]): KeyReading {
  const whole = readWholeKey(text, []);
  if (whole !== null) return { ok: true, path: whole };
  const known = knownPaths(names);
  const ending = known.filter((path) => path.join('.').endsWith(`.${text}`));
  const shortest = Math.min(...ending.map((path) => path.length));
  const [first, ...others] = ending.filter((path) => path.length === shortest);
  if (first !== undefined && others.length === 0) return { ok: true, path: first };
  return {
    ok: false,
    candidates: ending.map((path) => path.join('.')),
    nearest: nearestKey(text, known),
  };
}

/** The keys from the top that this text spells, or `null`. Names may hold dots themselves: `qwen2.5:7b`. */
function readWholeKey(text: string, at: KeyPath): KeyPath | null {
  if (text === '') return null;
  for (const key of childrenIn(text, at)) {
    if (key === text) return [...at, key];
    const rest = readWholeKey(text.slice(key.length + 1), [...at, key]);
    if (rest !== null) return rest;
  }
  return null;
}

/** The keys that the text may begin with at this place, the likeliest first. */
function childrenIn(text: string, at: KeyPath): readonly string[] {
  const isBeginning = (key: string) => text === key || text.startsWith(`${key}.`);
  const known = knownKeys(at).filter(isBeginning);
  if (isListOfPolicy(at)) return [...known, ...(/^\d{1,4}(?=\.|$)/.exec(text) ?? [])];
  if (!isNamedMap(at)) return known;
  const dots = [...text.matchAll(/\./g)].map(({ index }) => text.slice(0, index));
  return [...known, ...dots.toReversed().filter((name) => name !== ''), text];
}

/** Every key by its full path, with the names there are in the place of `*`. */
function knownPaths(names: readonly KeyPath[]): readonly KeyPath[] {
  const paths = new Map<string, KeyPath>();
  const add = (path: KeyPath) => paths.set(path.join('.'), path);
  for (const name of names) for (let end = 1; end <= name.length; end++) add(name.slice(0, end));
  for (const section of Object.keys(SECTIONS)) {
    for (const place of placesOf(section, [...paths.values()])) {
      for (const key of knownKeys(place)) add([...place, key]);
    }
  }
  return [...paths.values()];
}

function placesOf(section: string, paths: readonly KeyPath[]): readonly KeyPath[] {
  const pattern = section === '' ? [] : section.split('.');
  if (!pattern.includes('*')) return [pattern];
  return paths.filter(
    (path) =>
      path.length === pattern.length &&
      pattern.every((part, index) => part === '*' || part === String(path[index])),
  );
}

function nearestKey(text: string, known: readonly KeyPath[]): string | null {
  const whole = known.map((path) => path.join('.'));
  const nearest = nearestName(text, whole);
  if (nearest !== null) return nearest;
  const lasts = new Map(known.map((path) => [String(path.at(-1)), path.join('.')]));
  const last = nearestName(text.split('.').at(-1) ?? '', [...lasts.keys()]);
  return last === null ? null : (lasts.get(last) ?? null);
}
