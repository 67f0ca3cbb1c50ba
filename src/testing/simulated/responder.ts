import { hashText } from '../seeded-random.ts';
import { composeReply, type ComposedReply } from './compose-reply.ts';
import { fateOf } from './fate.ts';
import { countTokens, type SimulatedModel } from './simulated-model.ts';
import type { SimulatedRequest } from './simulated-request.ts';
import { spoilReply } from './spoil-reply.ts';

/** Decides what becomes of requests; remembers how often each content came. One per upstream. */
export interface Responder {
  respond(request: SimulatedRequest, model: SimulatedModel): SimulatedResponse;
}

/** What one request gets: an answer, or a fault for the upstream to word. */
export type SimulatedResponse =
  | SimulatedAnswer
  | { readonly kind: 'overloaded' | 'server-error'; readonly id: string };

export interface SimulatedAnswer {
  readonly kind: 'answer';
  readonly quality: 'good' | 'bad';
  /** Names this answer in ids; the same for the same seed, content and occurrence. */
  readonly id: string;
  readonly reply: ComposedReply;
  readonly finish: 'end' | 'max_tokens' | 'stop_sequence' | 'tool_use';
  readonly stopSequence: string | null;
  readonly outputTokens: number;
}

export interface ResponderOptions {
  readonly seed: number;
  readonly failures: boolean;
  readonly where: 'api' | 'local';
}

export function createResponder(options: ResponderOptions): Responder {
  const { seed, failures, where } = options;
  const occurrences = new Map<string, number>();
  return {
    respond: (request, model) => {
      const key = hashText(`${model.id}\u0000${request.key}`);
      const occurrence = (occurrences.get(key) ?? 0) + 1;
      occurrences.set(key, occurrence);
      const id = hashText(`${seed}:${key}:${occurrence}`);
      const fate = failures ? fateOf({ seed, where, key, occurrence }) : { kind: 'good-answer' };
      if (fate.kind === 'overloaded' || fate.kind === 'server-error')
        return { kind: fate.kind, id };
      const good = composeReply(request, seed);
      const reply = fate.kind === 'bad-answer' ? spoilReply(good, seed, key) : good;
      return {
        kind: 'answer',
        quality: reply === good ? 'good' : 'bad',
        id,
        ...ended(reply, request, model),
      };
    },
  };
}

/** Where the answer stops: at a stop sequence, at `max_tokens`, or by itself. */
function ended(reply: ComposedReply, request: SimulatedRequest, model: SimulatedModel) {
  if (reply.kind === 'tool') {
    const outputTokens = countTokens(model, JSON.stringify(reply.input).length + 60);
    return { reply, finish: 'tool_use' as const, stopSequence: null, outputTokens };
  }
  const stop = firstStop(reply.text, request.stopSequences);
  const stopped = stop === null ? reply.text : reply.text.slice(0, stop.at);
  const room = Math.floor(request.maxTokens * model.charactersPerToken);
  const text = stopped.slice(0, room);
  const isCut = text.length < stopped.length;
  return {
    reply: { ...reply, text },
    finish: isCut
      ? ('max_tokens' as const)
      : stop === null
        ? ('end' as const)
        : ('stop_sequence' as const),
    stopSequence: isCut ? null : (stop?.sequence ?? null),
    outputTokens: Math.max(1, countTokens(model, text.length)),
  };
}

function firstStop(
  text: string,
  sequences: readonly string[],
): { readonly at: number; readonly sequence: string } | null {
  const found = sequences
    .map((sequence) => ({ sequence, at: sequence === '' ? -1 : text.indexOf(sequence) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at);
  return found[0] ?? null;
}
