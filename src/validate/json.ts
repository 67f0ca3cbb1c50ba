import type { Answer } from '../core/answer.ts';
import { answerText } from '../core/answer.ts';
import type { Json } from '../core/json.ts';
import { isObject } from '../core/json.ts';
import type { Validator } from './validator.ts';

/** Where JSON was asked for, the whole text is JSON: no fence and no prose around it. */
export const json: Validator = {
  name: 'json',
  applies: (call) => call.outputFormat !== null,
  check(answer, call) {
    if (callsTools(answer)) return null;
    const parsed = parseAnswer(answer);
    if (parsed === null) return whyNotJson(answer);
    const objectAsked = call.outputFormat?.kind === 'json-object';
    return objectAsked && !isObject(parsed.value) ? 'JSON, but not an object' : null;
  },
};

/** An answer that calls tools is not the final one; the format holds for that. */
export function callsTools(answer: Answer): boolean {
  return answer.content.some((block) => block.type === 'tool-use');
}

/** The text of an answer as JSON, or `null` when it is not JSON. */
export function parseAnswer(answer: Answer): { readonly value: Json } | null {
  try {
    return { value: JSON.parse(answerText(answer)) as Json };
  } catch {
    return null;
  }
}

function whyNotJson(answer: Answer): string {
  const text = answerText(answer).trim();
  if (text === '') return 'no text where JSON was asked for';
  if (text.startsWith('```')) return 'a code fence around the answer';
  if (!/^[[{"\-\dtfn]/.test(text)) return 'prose where JSON was asked for';
  if (answer.finishReason === 'max_tokens') return 'JSON cut off by the token limit';
  return 'not valid JSON';
}
