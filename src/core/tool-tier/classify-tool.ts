import type { Call } from '../call.ts';
import { irreversibleTool } from '../irreversible/tools.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Tier } from '../tier.ts';
import { effectOfWords } from './name-effect.ts';
import { readToolName, wordsOf } from './tool-words.ts';
import { EFFECTS, type ToolEffect } from './verbs.ts';

/** A tool that no table knows: what is known of it without running it. */
export interface ToolSeen {
  readonly name: string;
  /** As its definition says; `null` when it has none. */
  readonly description: string | null;
  readonly inputSchema: JsonObject | null;
  /** What it is called with; `null` when nobody calls it yet. */
  readonly input: JsonObject | null;
}

/** What a tool seems to do, and on what evidence. */
export interface ToolOpinion {
  readonly effect: ToolEffect;
  readonly signals: readonly ToolSignal[];
}

export interface ToolSignal {
  /** `verb:delete`, `description:deletes`, `input:method=DELETE`. */
  readonly signal: string;
  readonly effect: ToolEffect;
  /** How much it counts beside the others. */
  readonly weight: number;
}

/**
 * Classifies a tool by its name, its description, and what it is called with. The input counts most, because
 * it is what will be done; then the name; a description only where the name says nothing, or where it admits
 * to more. `null` when nothing of it is understood: no opinion is better than a guess.
 */
export function classifyTool(tool: ToolSeen, call: Call): ToolOpinion | null {
  const signals = [
    ...nameSignals(tool, call),
    ...descriptionSignals(tool),
    ...inputSignals(tool),
    ...schemaSignals(tool),
  ];
  const heaviest = Math.max(...signals.map(({ weight }) => weight));
  const decisive = signals.filter(({ weight }) => weight === heaviest || weight >= ADMITS);
  if (decisive.length === 0) return null;
  const worst = Math.max(...decisive.map(({ effect }) => EFFECTS.indexOf(effect)));
  const effect = EFFECTS[worst] ?? 'reading';
  return { effect, signals: signals.toSorted((one, other) => other.weight - one.weight) };
}

/** The tier that work of this effect belongs to. */
export const TIER_OF_EFFECT: Readonly<Record<ToolEffect, Tier>> = {
  processing: 0,
  reading: 1,
  writing: 2,
  lasting: 3,
};

/** What is as heavy as this counts beside whatever is heavier. */
const ADMITS = 3;

function nameSignals(tool: ToolSeen, call: Call): readonly ToolSignal[] {
  const named = effectOfWords(readToolName(tool.name).words);
  const found = irreversibleTool(tool.name, tool.input ?? {}, call);
  const lasting: ToolSignal = { signal: `irreversible:${found}`, effect: 'lasting', weight: 5 };
  if (named === null) return found === null ? [] : [lasting];
  const { verb, effect, runsItsInput } = named;
  const isRead = runsItsInput && found === null && tool.input !== null;
  const said: ToolSignal = {
    signal: `verb:${verb}`,
    effect: isRead ? readEffect(tool.input ?? {}, effect) : effect,
    // What only its name calls lasting is not talked out of it.
    weight: effect === 'lasting' ? ADMITS : 2,
  };
  // A name that only looks is not made worse by the words that follow: `get_payment`, `list_roles`.
  return found === null || !isWorse('lasting', effect) || isLookup(effect, verb)
    ? [said]
    : [said, lasting];
}

function isLookup(effect: ToolEffect, verb: string): boolean {
  return (effect === 'reading' || effect === 'processing') && verb !== 'query';
}

/** A statement that only asks is reading, whatever its tool could do. */
function readEffect(input: JsonObject, otherwise: ToolEffect): ToolEffect {
  const script = ['sql', 'query', 'statement'].map((key) => input[key]).find(isText);
  return script !== undefined && /^\s*(select|show|describe|explain)\b/i.test(script)
    ? 'reading'
    : otherwise;
}

/** Of a description the first sentence: what it does stands there, what it warns of further on. */
function descriptionSignals({ description }: ToolSeen): readonly ToolSignal[] {
  if (description === null) return [];
  const [first = ''] = description.trimStart().slice(0, 400).split(/[.\n]/);
  const words = wordsOf(first);
  const verb = infinitive(words[0] ?? '');
  const said = effectOfWords([verb, ...words.slice(1, 6)]);
  if (said === null || said.verb !== verb) return [];
  const isFinal = /\b(permanent|irrevers|cannot be undone|can't be undone)/i.test(description);
  const weight = isFinal && said.effect === 'lasting' ? ADMITS : 1;
  return [{ signal: `description:${verb}`, effect: said.effect, weight }];
}

/** `Deletes`, `searches`, `queries`. */
function infinitive(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(ch|sh|ss|x)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

const ACTION_KEYS = ['action', 'operation', 'op', 'command', 'subcommand'];

/** Tools that do many things say in their input which. */
function inputSignals({ name, input }: ToolSeen): readonly ToolSignal[] {
  if (input === null) return [];
  const method = input['method'] ?? input['http_method'];
  const verb = isText(method) ? method.toUpperCase() : '';
  const byMethod = Object.hasOwn(EFFECT_OF_METHOD, verb) ? EFFECT_OF_METHOD[verb] : undefined;
  if (byMethod !== undefined) {
    return [{ signal: `input:method=${verb}`, effect: byMethod, weight: 4 }];
  }
  // What a shell is told is a script, not the name of what it does.
  const isShell = effectOfWords(readToolName(name).words)?.runsItsInput === true;
  const keys = isShell ? [] : ACTION_KEYS;
  const action = keys.map((key) => input[key]).find(isShortText);
  const said = action === undefined || /\s/.test(action) ? null : effectOfWords(wordsOf(action));
  if (said === null || said.runsItsInput) return [];
  return [{ signal: `input:${said.verb}`, effect: said.effect, weight: 4 }];
}

const EFFECT_OF_METHOD: Readonly<Record<string, ToolEffect>> = {
  GET: 'reading',
  HEAD: 'reading',
  OPTIONS: 'reading',
  POST: 'writing',
  PUT: 'writing',
  PATCH: 'writing',
  DELETE: 'lasting',
};

/** Where a schema lists what may be asked of the tool, and nobody asks yet, the worst of it. */
function schemaSignals({ input, inputSchema }: ToolSeen): readonly ToolSignal[] {
  if (input !== null || inputSchema === null) return [];
  const properties = inputSchema['properties'];
  if (!isObject(properties)) return [];
  const actions = ACTION_KEYS.flatMap((key) => listed(properties[key]));
  const effects = actions.flatMap((action) => effectOfWords(wordsOf(action))?.effect ?? []);
  if (effects.length === 0) return [];
  const effect = EFFECTS[Math.max(...effects.map((one) => EFFECTS.indexOf(one)))] ?? 'reading';
  return [{ signal: 'schema:actions', effect, weight: 2 }];
}

function listed(property: Json | undefined): readonly string[] {
  const values = isObject(property) ? property['enum'] : undefined;
  return Array.isArray(values) ? values.slice(0, 50).filter(isShortText) : [];
}

function isWorse(one: ToolEffect, other: ToolEffect): boolean {
  return EFFECTS.indexOf(one) > EFFECTS.indexOf(other);
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string';
}

function isShortText(value: Json | undefined): value is string {
  return isText(value) && value !== '' && value.length <= 60;
}
