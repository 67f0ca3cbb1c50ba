import type { JsonObject } from '../../src/core/json.ts';
import {
  anthropicMessage,
  anthropicStream,
  ollamaAnswer,
  ollamaStream,
  openaiCompletion,
  openaiStream,
  type ScriptedReply,
} from '../../src/testing/index.ts';
import type { ScriptedGateway } from './start-gateway.ts';

/** One upstream's way of saying the same answer, so that a test can ask any client against any upstream. */
export interface Voice {
  readonly name: 'anthropic' | 'openai' | 'ollama';
  /** A model that only this upstream serves. */
  readonly model: string;
  reply(answer: SpokenAnswer): ScriptedReply;
  /** What the upstream saw of the first call. */
  sent(gateway: ScriptedGateway): JsonObject;
}

export interface SpokenAnswer {
  readonly stream: boolean;
  readonly text?: string;
  readonly tools?: readonly {
    readonly id: string;
    readonly name: string;
    readonly input: JsonObject;
  }[];
}

/** Every voice reports 211 tokens read and 37 written, as the ready-made answers do. */
export const TOKENS = { read: 211, written: 37 } as const;

export const VOICES: readonly Voice[] = [
  {
    name: 'anthropic',
    model: 'claude-haiku-5-5',
    reply: ({ stream, ...rest }) => {
      const answer = { ...rest, model: 'claude-haiku-5-5' };
      return stream ? { sse: anthropicStream(answer) } : { body: anthropicMessage(answer) };
    },
    sent: (gateway) => firstBody(gateway, 'anthropic'),
  },
  {
    name: 'openai',
    model: 'gpt-5.4-mini',
    reply: ({ stream, ...rest }) => {
      const answer = { ...rest, model: 'gpt-5.4-mini' };
      return stream ? { sse: openaiStream(answer) } : { body: openaiCompletion(answer) };
    },
    sent: (gateway) => firstBody(gateway, 'openai'),
  },
  {
    name: 'ollama',
    model: 'qwen2.5:7b',
    reply: ({ stream, ...answer }) =>
      stream ? { ndjson: ollamaStream(answer) } : { body: ollamaAnswer(answer) },
    sent: (gateway) => firstBody(gateway, 'ollama'),
  },
];

function firstBody(gateway: ScriptedGateway, name: Voice['name']): JsonObject {
  const [request] = gateway.upstreams[name].requests;
  if (request === undefined) throw new Error(`${name} was not called.`);
  return request.json() as JsonObject;
}
