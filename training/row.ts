import { withoutReminders } from '../src/classify/asked-text.ts';
import type { Reading } from '../src/classify/reading.ts';
import type { TaskType } from '../src/core/task.ts';
import type { Tier } from '../src/core/tier.ts';

/** One call to learn from or to measure on, and what is right about it. */
export interface Row {
  /** Where it comes from: `prompts`, `direct`, `traffic/sdk`, or the name of a permissive source. */
  readonly source: string;
  readonly text: string;
  readonly system?: string;
  readonly tools?: readonly string[];
  readonly turns?: readonly Turn[];
  readonly type: TaskType;
  /** Every type a careful reader would accept; the first is `type`. */
  readonly types: readonly TaskType[];
  /** The lowest tier that gets it right; of a permissive row its type's default. */
  readonly tier: Tier;
  readonly stakes: 'low' | 'high';
  readonly style: string;
}

export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/** A row as the classifier would see the call. */
export function readingOfRow(row: Pick<Row, 'text' | 'system' | 'tools' | 'turns'>): Reading {
  const turns = row.turns ?? [];
  const last = (role: Turn['role']) => turns.findLast((turn) => turn.role === role)?.text ?? '';
  return {
    ask: edges(withoutReminders(row.text)),
    system: (row.system ?? '').slice(0, 2_000),
    earlierAsk: withoutReminders(last('user')).slice(0, 800),
    earlierAnswer: last('assistant').slice(-800),
    turns: turns.filter(({ role }) => role === 'assistant').length,
    tools: row.tools ?? [],
    shape: null,
    purpose: 'call',
    hasAttachments: false,
  };
}

function edges(text: string): string {
  return text.length <= 7_500 ? text : `${text.slice(0, 6_000)}\n${text.slice(-1_500)}`;
}
