import { answerText } from '../core/answer.ts';
import { inferLabels } from './infer-labels.ts';
import { callsTools } from './json.ts';
import type { Validator } from './validator.ts';

/** Where the request names the labels to choose from, the answer is one of them and nothing else. */
export const oneOf: Validator = {
  name: 'one_of',
  // A label inside JSON is the schema's affair.
  applies: (call) => call.outputFormat === null && inferLabels(call) !== null,
  check(answer, call) {
    const labels = inferLabels(call);
    if (labels === null || callsTools(answer)) return null;
    const said = bareLabel(answerText(answer));
    return labels.some((label) => bareLabel(label) === said)
      ? null
      : `not one of the ${labels.length} labels the request names`;
  },
};

const DECORATION = new Set(['"', "'", '`', '*', '“', '”', '‘', '’', '.', '[', ']']);

/** A label without case and without what models put around it: spaces, quotes, bold, a final period. */
function bareLabel(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isDecoration(text[from])) from += 1;
  while (to > from && isDecoration(text[to - 1])) to -= 1;
  return text.slice(from, to).toLowerCase();
}

function isDecoration(character: string | undefined): boolean {
  return character !== undefined && (DECORATION.has(character) || character.trim() === '');
}
