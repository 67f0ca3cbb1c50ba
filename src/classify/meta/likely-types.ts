import type { Classification } from '../../core/classification.ts';
import type { TaskType } from '../../core/task.ts';

const MOST = 12;
const LEAST = 8;

/** The types worth defining for this call: what the classifier thinks of it, likeliest first, then the usual. */
export function likelyTypes({ taskType, alternatives }: Classification): readonly TaskType[] {
  const seen = [
    ...(taskType === null ? [] : [taskType]),
    ...alternatives.map((one) => one.taskType),
  ];
  const likely = [...new Set(seen)].slice(0, MOST);
  const usual = USUAL.filter((type) => !likely.includes(type));
  return [...likely, ...usual.slice(0, Math.max(0, LEAST - likely.length))];
}

/** Each stands for a part of the field, so that together they give the model its bearings. */
const USUAL: readonly TaskType[] = [
  'open_qa',
  'extract_fields',
  'summarize',
  'rewrite_text',
  'write_code',
  'debug_fix',
  'analyze_synthesize',
  'advice_recommend',
];
