import type { JsonObject } from '../../core/json.ts';
import { seededRandom, type Random } from '../seeded-random.ts';
import { codeFor } from './answers/code-answer.ts';
import { askedFields, jsonFor, jsonForFields } from './answers/json-answer.ts';
import { bestLabel, offeredLabels } from './answers/label-answer.ts';
import { proseAbout } from './answers/prose-answer.ts';
import { materialOf, summaryOf } from './answers/summary-answer.ts';
import { clipWords, sentences, subjectWords } from './answers/words.ts';
import { objectOr } from './loose-json.ts';
import { instructionOf, type SimulatedRequest, type SimulatedTool } from './simulated-request.ts';

/** What a simulated model says, free of any dialect. */
export type ComposedReply =
  | { readonly kind: 'text'; readonly shape: ReplyShape; readonly text: string }
  | { readonly kind: 'tool'; readonly name: string; readonly input: JsonObject };

/** What sort of text it is: decides how a bad answer is bad. */
export type ReplyShape = 'json' | 'label' | 'prose';

/** An answer that fits what was asked. The same request and seed give the same answer. */
export function composeReply(request: SimulatedRequest, seed: number): ComposedReply {
  const random = seededRandom(seed, request.key, 'answer');
  const tool = toolToCall(request);
  if (tool !== null) {
    const input = objectOr(jsonFor(tool.schema, { text: request.prompt, random }));
    return { kind: 'tool', name: tool.name, input };
  }
  for (const answer of ANSWERS) {
    const reply = answer(request, random);
    if (reply !== null) return reply;
  }
  return textReply('prose', proseAbout(request.prompt, roomFor(request, 900), random));
}

type AnswerKind = (request: SimulatedRequest, random: Random) => ComposedReply | null;

/** In order: what binds the form of an answer comes before what it is about. */
const ANSWERS: readonly AnswerKind[] = [
  formattedAnswer,
  labelAnswer,
  decisionAnswer,
  fieldsAnswer,
  summaryAnswer,
  titleAnswer,
  codeAnswer,
  sizedProse,
];

function toolToCall(request: SimulatedRequest): SimulatedTool | null {
  const { tools, toolChoice } = request;
  if (toolChoice.kind === 'none' || tools.length === 0) return null;
  if (toolChoice.kind === 'tool') {
    return tools.find(({ name }) => name === toolChoice.name) ?? null;
  }
  if (toolChoice.kind === 'required') return mentionedTool(request) ?? tools[0] ?? null;
  return request.afterToolResult ? null : mentionedTool(request);
}

/** The tool that the prompt names, or nearly: `look up` counts for `look_up_order`. */
function mentionedTool(request: SimulatedRequest): SimulatedTool | null {
  const text = request.prompt.toLowerCase();
  return (
    request.tools.find(({ name }) => text.includes(name.toLowerCase())) ??
    request.tools.find(({ name }) => {
      const words = name.toLowerCase().split(/[_\W]+/);
      return text.includes(words.slice(0, 2).join(' '));
    }) ??
    null
  );
}

function formattedAnswer(request: SimulatedRequest, random: Random): ComposedReply | null {
  if (request.format === null) return null;
  const material = { text: request.prompt, random };
  if (request.format.schema !== null) return json(jsonFor(request.format.schema, material));
  const fields = askedFields(instructionOf(request));
  return json(jsonForFields(fields.length > 0 ? fields : ['result'], material));
}

function labelAnswer(request: SimulatedRequest, random: Random): ComposedReply | null {
  const instruction = instructionOf(request);
  if (/\b(?:JSON|fields|keys)\b/.test(instruction)) return null;
  const labels = offeredLabels(instruction);
  if (labels.length === 0) return null;
  return textReply('label', bestLabel(labels, request.prompt, random));
}

function decisionAnswer(request: SimulatedRequest, random: Random): ComposedReply | null {
  const asked = /\b(yes)(?: or |\/)no\b|\b(true)(?: or |\/)false\b/i.exec(instructionOf(request));
  if (asked === null) return null;
  const isYes = random.chance(0.65);
  if (asked[1] !== undefined) return textReply('label', isYes ? 'yes' : 'no');
  return textReply('label', String(isYes));
}

function fieldsAnswer(request: SimulatedRequest, random: Random): ComposedReply | null {
  const instruction = instructionOf(request);
  if (!/\bJSON\b|\bfields:/.test(instruction)) return null;
  const fields = askedFields(instruction);
  const material = { text: materialOf(request.prompt), random };
  return json(jsonForFields(fields.length > 0 ? fields : ['result'], material));
}

function summaryAnswer(request: SimulatedRequest): ComposedReply | null {
  if (!/\bsummar|tl;dr|\bcondense\b/i.test(instructionOf(request))) return null;
  return textReply('prose', summaryOf(request.prompt));
}

function titleAnswer(request: SimulatedRequest): ComposedReply | null {
  if (
    !/\b(?:a|the|one) (?:short )?(?:title|headline|subject line)\b/i.test(instructionOf(request))
  ) {
    return null;
  }
  const material = materialOf(request.prompt);
  const first = sentences(material)[0] ?? subjectWords(material, 6).join(' ');
  return textReply('prose', clipWords(first, 9).replace(/[.,;:!?]+$/, ''));
}

function codeAnswer(request: SimulatedRequest, random: Random): ComposedReply | null {
  const instruction = instructionOf(request);
  const asksForCode =
    /\b(?:write|implement|refactor|fix|rewrite|add)\b[^.]{0,80}\b(?:function|class|module|script|typescript|python|sql|code|endpoint|tests?|parser)\b/i;
  if (!asksForCode.test(instruction)) return null;
  return textReply('prose', codeFor(request.prompt, roomFor(request, 6000), random));
}

function sizedProse(request: SimulatedRequest, random: Random): ComposedReply | null {
  const words = /(\d[\d,]{1,6}) words/i.exec(instructionOf(request))?.[1];
  if (words === undefined) return null;
  const characters = Number(words.replaceAll(',', '')) * 5.6;
  return textReply('prose', proseAbout(request.prompt, roomFor(request, characters), random));
}

/** No longer than what fits into four fifths of `max_tokens`: models end by themselves. */
function roomFor(request: SimulatedRequest, characters: number): number {
  return Math.min(characters, request.maxTokens * 3.1 * 0.8);
}

function json(value: unknown): ComposedReply {
  return textReply('json', JSON.stringify(value));
}

function textReply(shape: ReplyShape, content: string): ComposedReply {
  return { kind: 'text', shape, text: content };
}
