import { answerText, type Answer } from '../../core/answer.ts';
import { isObject, type Json } from '../../core/json.ts';
import { META_SURE, type MetaAnswer, type MetaProblem } from '../../core/meta.ts';
import { TASK_TYPES, type TaskType } from '../../core/task.ts';
import { isTier } from '../../core/tier.ts';

export type MetaReading =
  | { readonly ok: true; readonly answer: MetaAnswer }
  /** `detail` is Modicum's own words: nothing of the answer is in it but a task type. */
  | { readonly ok: false; readonly problem: MetaProblem; readonly detail: string };

/** What a model answered, held to what it was asked: every other word it says is no answer. */
export function readMetaAnswer(answer: Answer): MetaReading {
  if (answer.finishReason === 'refusal') return no('refused', 'it said so');
  if (answer.finishReason === 'max_tokens') return no('not_an_answer', 'it ran too long');
  const value = parsed(withoutFence(answerText(answer).trim()));
  if (!isObject(value)) return no('not_an_answer', 'no JSON object');
  const { task_type: type, tier, confidence } = value;
  if (!isTaskType(type)) return no('not_an_answer', 'no known task type');
  if (!isTier(tier)) return no('not_an_answer', 'no tier');
  if (typeof confidence !== 'number' || !(confidence >= 0 && confidence <= 1)) {
    return no('not_an_answer', 'no confidence from 0 to 1');
  }
  if (confidence < META_SURE) {
    return no('unsure', `${type}, only ${Math.round(confidence * 100)} % sure`);
  }
  return { ok: true, answer: { taskType: type, tier, confidence } };
}

function no(problem: MetaProblem, detail: string): MetaReading {
  return { ok: false, problem, detail };
}

/** Small models like to dress JSON up as Markdown. */
function withoutFence(text: string): string {
  const fenced = /^```(?:json)?\s*\n([^`]*)\n?```$/.exec(text);
  return fenced?.[1] ?? text;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function isTaskType(value: unknown): value is TaskType {
  return typeof value === 'string' && (TASK_TYPES as readonly string[]).includes(value);
}
