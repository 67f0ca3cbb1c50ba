import { isGrave, isPassing, isTrial } from './objects.ts';
import {
  ADVERBS,
  ALSO_NOUNS,
  EFFECTS,
  JOINS,
  ONLY_LOOKS,
  TAKES_BACK,
  effectOfVerb,
  isDestroying,
  runsItsInput,
  type ToolEffect,
} from './verbs.ts';

/** What the words of a name, or of a sentence's beginning, say a tool does. */
export interface NamedEffect {
  readonly effect: ToolEffect;
  readonly verb: string;
  /** Its input says more than its name. */
  readonly runsItsInput: boolean;
}

/**
 * The verb that a name is about, with what goes before it and the thing it is done to. `get_payment` and
 * `list_deleted_items` read; `delete_draft_preview` takes away what nobody misses; `create_payment` is lasting.
 */
export function effectOfWords(words: readonly string[]): NamedEffect | null {
  const at = mainVerb(words);
  if (at === null) return null;
  const joined = joinedVerbs(words, at);
  const effects = joined.map((index) => effectAt(words, index));
  const worst = Math.max(...effects.map((effect) => EFFECTS.indexOf(effect)));
  const effect = EFFECTS[worst] ?? 'reading';
  const verb = words[joined[effects.indexOf(effect)] ?? at] ?? '';
  return { effect, verb, runsItsInput: runsItsInput(verb) };
}

/**
 * The first word that is a verb; one that is as often a noun only where the name begins, or where there is no
 * other: `issues_list`, `status_get`. What stands before it may be adverbs.
 */
function mainVerb(words: readonly string[]): number | null {
  const first = words.findIndex((word) => !ADVERBS.has(word));
  if (first < 0) return null;
  const last = words.length - 1;
  const isNoun = ALSO_NOUNS.has(words[first] ?? '') && !isDestroying(words[first] ?? '');
  if (isNoun && first < last && RECORDS.has(words[last] ?? '')) return last;
  if (effectOfVerb(words[first] ?? '') !== null) return first;
  const clear = words.findIndex((word) => effectOfVerb(word) !== null && !ALSO_NOUNS.has(word));
  if (clear >= 0) return clear;
  if (effectOfVerb(words[last] ?? '') !== null) return last;
  const unclear = words.findIndex((word) => MOSTLY_VERBS.has(word));
  return unclear < 0 ? null : unclear;
}

/** Of the words that are as often nouns, those that in the middle of a tool's name hardly ever are. */
const MOSTLY_VERBS: ReadonlySet<string> = new Set([
  'search',
  'list',
  'query',
  'export',
  'import',
  'download',
  'upload',
]);

/** What is told afterwards of what the words before them name: `bash_output`, `deploy_logs`. */
const RECORDS: ReadonlySet<string> = new Set(['output', 'log', 'logs', 'history', 'stats', 'info']);

/** `create_or_update_file`, `find_and_delete`, `read_write`: all that it does counts. */
function joinedVerbs(words: readonly string[], at: number): readonly number[] {
  const after = words[at + 1] ?? '';
  const next = JOINS.has(after) ? at + 2 : at + 1;
  const isVerb = effectOfVerb(words[next] ?? '') !== null;
  const isReading = effectOfVerb(words[at] ?? '') === 'reading';
  const isJoined = JOINS.has(after) || (!isReading && !ALSO_NOUNS.has(words[next] ?? ''));
  if (isVerb && isJoined) return looks(words[at]) ? [at] : [at, next];
  // `find_rows_and_delete`
  const join = words.findIndex((word, index) => index > at && JOINS.has(word));
  const far = join < 0 ? null : join + 1;
  return far !== null && effectOfVerb(words[far] ?? '') !== null ? [at, far] : [at];
}

function looks(verb: string | undefined): boolean {
  return verb !== undefined && (ONLY_LOOKS.has(verb) || TAKES_BACK.has(verb));
}

function effectAt(words: readonly string[], at: number): ToolEffect {
  const verb = words[at] ?? '';
  const effect = effectOfVerb(verb) ?? 'reading';
  const objects = words.filter((_, index) => index !== at);
  const before = words.slice(0, at);
  if (before.some((word) => ONLY_LOOKS.has(word))) return effect === 'lasting' ? 'reading' : effect;
  if (effect === 'lasting') return isMild(verb, objects, before) ? 'writing' : 'lasting';
  return effect === 'writing' && isGrave(objects) && !isTrial(objects) ? gravely(verb) : effect;
}

function isMild(verb: string, objects: readonly string[], before: readonly string[]): boolean {
  // What a request does, its method says; a patch is an edit.
  if (verb === 'send' && objects.includes('request')) return true;
  if (verb === 'apply' && objects.some((word) => EDITS.has(word))) return true;
  if (before.some((word) => TAKES_BACK.has(word))) return true;
  return isDestroying(verb) ? isPassing(objects) && !isGrave(objects) : isTrial(objects);
}

const EDITS: ReadonlySet<string> = new Set(['patch', 'diff', 'edit', 'edits', 'filter', 'style']);

/** Taking part of it back, or only sketching it, leaves things as they are. */
function gravely(verb: string): ToolEffect {
  return TAKES_BACK.has(verb) || runsItsInput(verb) ? 'writing' : 'lasting';
}
