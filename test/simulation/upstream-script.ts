import type { DialectName } from '../../src/core/dialect.ts';
import {
  anthropicError,
  anthropicErrorEvent,
  ollamaError,
  ollamaLine,
  openaiError,
  openaiEvent,
  responsesErrorEvent,
} from '../../src/testing/index.ts';
import type { Random } from '../../src/testing/seeded-random.ts';
import { scriptAnswer, type AnswerQuestion, type ScriptedAnswer } from './answer-script.ts';

/** What one upstream does with one request. */
export interface UpstreamScript {
  /** For people who read a failing run. */
  readonly plot: string;
  readonly headMs: number;
  /** `null`: it answers. */
  readonly headFault: 'unreachable' | 'cut' | 'silent' | null;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly chunks: readonly { readonly afterMs: number; readonly bytes: Uint8Array }[];
  readonly end: 'ends' | 'cut' | 'silent';
  /** The answer it gives, or would give if it were not spoiled; `null` when there is none. */
  readonly answer: ScriptedAnswer | null;
  /** It gives the answer whole. */
  readonly isGood: boolean;
  /** Every byte it sends if it is let. */
  readonly bytes: Uint8Array;
}

export interface ScriptQuestion extends AnswerQuestion {
  /** The key the upstream was given; some of them quote it. */
  readonly key: string;
}

type Plot = (random: Random, question: ScriptQuestion) => Partial<Told>;

/** What a plot decides; everything else is filled in. */
interface Told {
  readonly headFault: UpstreamScript['headFault'];
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly content: string;
  /** How many bytes of the content come. */
  readonly bytes: number;
  readonly end: UpstreamScript['end'];
  readonly answer: ScriptedAnswer;
  readonly isGood: boolean;
}

const PLOTS: Readonly<Record<string, { readonly weight: number; readonly plot: Plot }>> = {
  good: { weight: 50, plot: good },
  'good, then more': { weight: 8, plot: goodThenMore },
  'cut or silent somewhere': { weight: 12, plot: brokenOff },
  'error status': { weight: 14, plot: errorStatus },
  'error event': { weight: 8, plot: errorEvent },
  'not an answer': { weight: 5, plot: notAnAnswer },
  'no head': {
    weight: 7,
    plot: (random) => ({ headFault: random.pick(['unreachable', 'cut', 'silent'] as const) }),
  },
};

export function scriptUpstream(random: Random, question: ScriptQuestion): UpstreamScript {
  const name = pickPlot(random);
  const told = PLOTS[name]?.plot(random, question) ?? {};
  const all = new TextEncoder().encode(told.content ?? '');
  const bytes = all.subarray(0, told.bytes ?? all.length);
  return {
    plot: name,
    headMs: random.pick([0, 0, 1, 5, 30]),
    headFault: told.headFault ?? null,
    status: told.status ?? 200,
    headers: { ...typeOf(question), 'request-id': `req_${question.marker}`, ...told.headers },
    chunks: cutUp(random, bytes),
    end: told.end ?? 'ends',
    answer: told.answer ?? null,
    isGood: told.isGood ?? false,
    bytes,
  };
}

function pickPlot(random: Random): string {
  const total = Object.values(PLOTS).reduce((sum, { weight }) => sum + weight, 0);
  let rest = random.integer(1, total);
  for (const [name, { weight }] of Object.entries(PLOTS)) {
    rest -= weight;
    if (rest <= 0) return name;
  }
  return 'good';
}

function typeOf({ dialect, stream }: ScriptQuestion): Record<string, string> {
  if (!stream) return { 'content-type': 'application/json' };
  return {
    'content-type': dialect === 'ollama-chat' ? 'application/x-ndjson' : 'text/event-stream',
  };
}

/** Few large pieces or many small ones, some at once and some after a while. */
function cutUp(random: Random, bytes: Uint8Array): UpstreamScript['chunks'] {
  const largest = random.pick([7, 60, 400, 5_000]);
  const chunks: { afterMs: number; bytes: Uint8Array }[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = random.integer(1, largest);
    const afterMs = largest < 100 ? 0 : random.pick([0, 0, 1, 8, 40]);
    chunks.push({
      afterMs: random.chance(0.3) ? afterMs : 0,
      bytes: bytes.subarray(at, at + size),
    });
    at += size;
  }
  return chunks;
}

function good(random: Random, question: ScriptQuestion): Partial<Told> {
  const answer = scriptAnswer(random, question);
  const content = answer.pieces.join('');
  // Some servers leave out the last line's end, and some keep the connection open behind it.
  const isBare = question.stream && question.dialect === 'ollama-chat' && random.chance(0.2);
  if (isBare) return { answer, isGood: true, content: content.trimEnd() };
  const end = question.stream && random.chance(0.1) ? 'silent' : 'ends';
  return { answer, isGood: true, content, end };
}

function goodThenMore(random: Random, question: ScriptQuestion): Partial<Told> {
  if (!question.stream) return good(random, question);
  const answer = scriptAnswer(random, question);
  const more = random.pick([
    answer.pieces.join(''),
    '\n\n',
    errorEventOf(question.dialect, 'too late'),
  ]);
  return { answer, isGood: true, content: answer.pieces.join('') + more };
}

function brokenOff(random: Random, question: ScriptQuestion): Partial<Told> {
  const answer = scriptAnswer(random, question);
  const content = answer.pieces.join('');
  const last = new TextEncoder().encode(answer.pieces.at(-1)).length;
  const most = new TextEncoder().encode(content).length - last;
  const end = random.pick(['ends', 'cut', 'silent'] as const);
  // The last event is never whole; a body that is one piece loses at least its last byte.
  const bytes = random.integer(0, most + last - (question.dialect === 'ollama-chat' ? 2 : 3));
  return { answer, content, bytes, end };
}

const STATUSES = [
  301, 400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 429, 500, 502, 503, 504, 529,
];

function errorStatus(random: Random, question: ScriptQuestion): Partial<Told> {
  const { key, dialect } = question;
  const message = random.pick(['It failed.', `The key ${key} is wrong.`, '']);
  const json = JSON.stringify(errorBody(dialect, message));
  const content = random.pick([
    json,
    json,
    `<html><body>${message}</body></html>`,
    '',
    json.slice(0, -2),
  ]);
  return {
    status: random.pick(STATUSES),
    content,
    end: random.pick(['ends', 'ends', 'cut', 'silent']),
    headers: {
      'content-type': content.startsWith('<') ? 'text/html' : 'application/json',
      ...(random.chance(0.3) && { 'retry-after': random.pick(['0', '1', '60', 'soon', '-1']) }),
      ...(random.chance(0.1) && { 'x-should-retry': random.pick(['true', 'false']) }),
      ...(random.chance(0.2) && { 'www-authenticate': `Bearer error="${key}"` }),
    },
  };
}

function errorBody(dialect: DialectName, message: string) {
  if (dialect === 'anthropic-messages') return anthropicError('api_error', message);
  return dialect === 'ollama-chat' ? ollamaError(message) : openaiError('server_error', message);
}

function errorEventOf(dialect: DialectName, message: string): string {
  if (dialect === 'anthropic-messages') return anthropicErrorEvent('overloaded_error', message);
  if (dialect === 'openai-responses') return responsesErrorEvent('server_error', message);
  const body = errorBody(dialect, message);
  return dialect === 'openai-chat' ? openaiEvent(body) : ollamaLine(body);
}

function errorEvent(random: Random, question: ScriptQuestion): Partial<Told> {
  if (!question.stream) return errorStatus(random, question);
  const answer = scriptAnswer(random, question);
  const before = random.integer(0, answer.pieces.length - 1);
  const message = random.pick(['Overloaded', `Overloaded, says ${question.key}`]);
  const error = errorEventOf(question.dialect, message);
  const behind = random.chance(0.3) ? answer.pieces.slice(before) : [];
  return { answer, content: [...answer.pieces.slice(0, before), error, ...behind].join('') };
}

function notAnAnswer(random: Random, question: ScriptQuestion): Partial<Told> {
  const whole = scriptAnswer(random, { ...question, stream: !question.stream });
  if (random.chance(0.2)) {
    return { content: whole.pieces.join(''), headers: { 'content-encoding': 'gzip' } };
  }
  return {
    content: random.pick([
      '<html><body>Welcome to this network.</body></html>',
      '',
      '{}\n\n',
      '[1,2]',
      'data: [DONE]\n\n',
      ...(question.stream && question.dialect === 'ollama-chat' ? [] : [whole.pieces.join('')]),
    ]),
  };
}
