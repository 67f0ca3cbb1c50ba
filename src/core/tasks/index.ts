import type { TaskType } from '../task.ts';
import { ANALYSIS } from './analysis.ts';
import { CODE_READING } from './code-reading.ts';
import { CODE_WRITING } from './code-writing.ts';
import type { TaskContract, TaskFamily } from './contract.ts';
import { HIGHEST_STAKES } from './highest-stakes.ts';
import { LABELS } from './labels.ts';
import { QUESTIONS } from './questions.ts';
import { SHORT_TEXTS } from './short-texts.ts';
import { STRUCTURED } from './structured.ts';
import { TEXT_PROCESSING } from './text-processing.ts';
import { WRITING } from './writing.ts';

/** From what a small local model does to what nothing but the best may do. */
export const TASK_FAMILIES: readonly TaskFamily[] = [
  LABELS,
  TEXT_PROCESSING,
  STRUCTURED,
  SHORT_TEXTS,
  QUESTIONS,
  CODE_WRITING,
  CODE_READING,
  ANALYSIS,
  WRITING,
  HIGHEST_STAKES,
];

/** The contract of every task type: what the policy says of it unless the user's file changes it. */
export const TASK_CONTRACTS: Readonly<Record<TaskType, TaskContract>> = Object.fromEntries(
  TASK_FAMILIES.flatMap(({ contracts }) => contracts).map((contract) => [contract.type, contract]),
  // `fromEntries` cannot say that every task type is there; a test does.
) as Record<TaskType, TaskContract>;
