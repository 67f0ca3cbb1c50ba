import type { CommandNode, OptionNode } from '../command-tree.ts';
import type { Values } from '../option-values.ts';

/** What can be typed at one place of the command tree: all that the scripts of every shell need. */
export interface CompletionPlace {
  /** `''` for the top, `/ledger/tail` below it. */
  readonly at: string;
  readonly commands: readonly Suggestion[];
  readonly options: readonly Suggestion[];
  /** What may stand as the first word, where commands do not. */
  readonly words: Values;
  /** Options that take a value, by all their spellings. */
  readonly values: readonly OptionValues[];
  readonly optionNodes: readonly OptionNode[];
}

export interface Suggestion {
  readonly text: string;
  readonly description: string;
}

export interface OptionValues {
  readonly spellings: readonly string[];
  readonly values: Values;
}

/** Every place of the tree, the top first. */
export function completionTable(top: CommandNode): readonly CompletionPlace[] {
  return [placeOf(top), ...top.subCommands.flatMap(completionTable)];
}

function placeOf(node: CommandNode): CompletionPlace {
  const options = [...node.options, ...EVERYWHERE, ...(node.path.length === 0 ? AT_THE_TOP : [])];
  return {
    at: node.path.map((name) => `/${name}`).join(''),
    commands: node.subCommands.map(({ name, description }) => ({ text: name, description })),
    options: options.flatMap((option) =>
      spellingsOf(option).map((text) => ({ text, description: option.description })),
    ),
    words: node.words[0]?.values ?? { kind: 'any' },
    values: options
      .filter(({ valueHint }) => valueHint !== null)
      .map((option) => ({ spellings: spellingsOf(option), values: option.values })),
    optionNodes: options,
  };
}

function spellingsOf({ name, letters }: OptionNode): readonly string[] {
  return [...letters, `--${name}`];
}

const SWITCH = { valueHint: null, default: null, values: { kind: 'any' } } as const;

const EVERYWHERE: readonly OptionNode[] = [
  { ...SWITCH, name: 'help', letters: ['-h'], description: 'help' },
  { ...SWITCH, name: 'no-color', letters: [], description: 'no colour' },
];

const AT_THE_TOP: readonly OptionNode[] = [
  { ...SWITCH, name: 'version', letters: ['-v'], description: 'the version' },
];
