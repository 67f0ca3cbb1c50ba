import { TASK_TYPES, type TaskType } from '../src/core/task.ts';
import { TASK_CONTRACTS } from '../src/core/tasks/index.ts';

/** What a router without a trained classifier does: counts the words of each type, and takes the most. */
export type KeywordScorer = (text: string) => TaskType | null;

/** One expression a type: its names, and the words that only its own examples hold. */
export function createKeywordScorer(): KeywordScorer {
  const rules = TASK_TYPES.map((type) => ({ type, words: expressionOf(wordsOf(type)) }));
  return (text) => {
    let best: TaskType | null = null;
    let most = 0;
    for (const { type, words } of rules) {
      const count = text.match(words)?.length ?? 0;
      if (count <= most) continue;
      best = type;
      most = count;
    }
    return best;
  };
}

function wordsOf(type: TaskType): readonly string[] {
  const { aliases, examples } = TASK_CONTRACTS[type];
  const others = new Set(TASK_TYPES.filter((other) => other !== type).flatMap(exampleWords));
  const own = wordsIn(examples.join(' ')).filter((word) => !others.has(word));
  return [...new Set([...type.split('_'), ...aliases, ...own.slice(0, MOST_WORDS)])];
}

/** As many as peers write by hand for one type. */
const MOST_WORDS = 12;

function exampleWords(type: TaskType): readonly string[] {
  return wordsIn(TASK_CONTRACTS[type].examples.join(' '));
}

function wordsIn(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z]{4,}/g) ?? [];
}

function expressionOf(words: readonly string[]): RegExp {
  return new RegExp(`\\b(?:${words.join('|')})\\b`, 'gi');
}
