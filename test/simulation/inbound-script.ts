import type { JsonObject } from '../../src/core/json.ts';
import type { BodyRead } from '../../src/gateway/inbound.ts';
import { seededRandom, type Random } from '../../src/testing/seeded-random.ts';
import { CLIENT_KEY, SIMULATED_TASKS } from './world.ts';

/** What clients speak, and where. */
const PATHS = {
  'anthropic-messages': '/v1/messages',
  'openai-chat': '/v1/chat/completions',
  'openai-responses': '/v1/responses',
} as const;

export type ClientDialect = keyof typeof PATHS;

/** One client: what it asks, how it reads, and when it loses interest. */
export interface ClientScript {
  readonly number: number;
  readonly dialect: ClientDialect;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: JsonObject;
  readonly body: BodyRead;
  readonly stream: boolean;
  readonly asksForUsage: boolean;
  /** Not a call: nothing of it may reach a ledger or an upstream. */
  readonly isNoCall: boolean;
  readonly startMs: number;
  /** `null`: it stays. */
  readonly leaves: Leaving | null;
  /** The gateway stops this long after the start. */
  readonly shutdownMs: number | null;
  /** Pauses between two chunks. */
  readonly pauseMs: number;
}

export type Leaving =
  | { readonly kind: 'before' }
  | { readonly kind: 'after-ms'; readonly ms: number }
  | { readonly kind: 'after-chunks'; readonly chunks: number };

export function scriptClient(seed: number, number: number): ClientScript {
  const random = seededRandom(seed, 'client', number);
  const dialect = random.pick(Object.keys(PATHS) as ClientDialect[]);
  const stream = random.chance(0.65);
  const asksForUsage = dialect === 'openai-chat' && stream && random.chance(0.5);
  const json = bodyOf(random, { dialect, stream, asksForUsage, number });
  const headers = headersOf(random, number);
  const body = receivedBody(random, json);
  return {
    number,
    dialect,
    path: PATHS[dialect],
    headers,
    json,
    body: body.read,
    stream,
    asksForUsage,
    isNoCall: body.isBroken || 'x-modicum-dry-run' in headers || 'x-modicum-typo' in headers,
    startMs: random.pick([0, 0, 3, 25]),
    leaves: random.chance(0.35) ? leavingOf(random) : null,
    shutdownMs: random.chance(0.06) ? random.integer(0, 120) : null,
    pauseMs: random.pick([0, 0, 0, 2, 60]),
  };
}

function leavingOf(random: Random): Leaving {
  const kind = random.pick([
    'before',
    'after-ms',
    'after-ms',
    'after-chunks',
    'after-chunks',
  ] as const);
  if (kind === 'after-ms') return { kind, ms: random.pick([0, 1, 2, 5, 20, 90, 300]) };
  return kind === 'before' ? { kind } : { kind, chunks: random.integer(0, 6) };
}

const MODEL_NAMES = [
  'modicum/auto',
  'modicum/auto',
  'modicum/auto',
  'modicum/auto',
  'modicum/tier-0',
  'modicum/tier-1',
  'modicum/tier-2',
  'modicum/auto:task=summarize',
  'sample-cheap',
  'sample-work-20261101',
  'sample-best',
  'sample-gpt',
  'north/house-model',
  'south/small:7b',
  'no-such-model',
  'sample-old',
] as const;

const SCHEMA: JsonObject = {
  type: 'object',
  properties: { answer: { type: 'string' } },
  required: ['answer'],
  additionalProperties: false,
};

interface Shape {
  readonly dialect: ClientDialect;
  readonly stream: boolean;
  readonly asksForUsage: boolean;
  readonly number: number;
}

function bodyOf(random: Random, shape: Shape): JsonObject {
  const labels = random.chance(0.4) ? ' Answer with exactly one of: bug, billing.' : '';
  const content = `This is simulated call ${shape.number}: ${'a word '.repeat(random.integer(1, 50))}${labels}`;
  const said = [{ role: 'user', content }];
  return {
    model: random.pick(MODEL_NAMES),
    ...REST[shape.dialect](random),
    ...(shape.dialect === 'openai-responses' ? { input: said } : { messages: said }),
    ...(shape.stream && { stream: true }),
    ...(shape.asksForUsage && { stream_options: { include_usage: true } }),
    ...(random.chance(0.2) && { temperature: 0.5 }),
  };
}

function anthropicRest(random: Random): JsonObject {
  const tool = { name: 'weather', description: 'Tells it', input_schema: { type: 'object' } };
  return {
    max_tokens: random.pick([64, 1_024]),
    ...(random.chance(0.2) && { tools: [tool] }),
    ...(random.chance(0.2) && {
      output_config: { format: { type: 'json_schema', schema: SCHEMA } },
    }),
    ...(random.chance(0.1) && { new_field_of_next_year: { anything: [1, 2.5, 'é'] } }),
    ...(random.chance(0.1) && { speed: 'fast' }),
  };
}

function openaiRest(random: Random): JsonObject {
  const tool = { type: 'function', function: { name: 'weather', parameters: { type: 'object' } } };
  const format = { type: 'json_schema', json_schema: { name: 'answer', schema: SCHEMA } };
  return {
    ...(random.chance(0.5) && { max_completion_tokens: 512 }),
    ...(random.chance(0.2) && { tools: [tool] }),
    ...(random.chance(0.2) && { response_format: format }),
    ...(random.chance(0.1) && { new_field_of_next_year: { anything: [1, 2.5, 'é'] } }),
  };
}

function responsesRest(random: Random): JsonObject {
  const tool = { type: 'function', name: 'weather', parameters: { type: 'object' } };
  const format = { type: 'json_schema', name: 'answer', schema: SCHEMA };
  return {
    ...(random.chance(0.5) && { max_output_tokens: 512 }),
    ...(random.chance(0.2) && { tools: [tool] }),
    ...(random.chance(0.2) && { text: { format } }),
    ...(random.chance(0.3) && { reasoning: { effort: 'low', summary: 'auto' } }),
    ...(random.chance(0.5) && { store: false }),
    ...(random.chance(0.1) && { new_field_of_next_year: { anything: [1, 2.5, 'é'] } }),
  };
}

const REST: Readonly<Record<ClientDialect, (random: Random) => JsonObject>> = {
  'anthropic-messages': anthropicRest,
  'openai-chat': openaiRest,
  'openai-responses': responsesRest,
};

function headersOf(random: Random, number: number): Record<string, string> {
  const given: Record<string, () => string> = {
    'x-modicum-task': () => random.pick(SIMULATED_TASKS),
    'x-modicum-tier': () => String(random.integer(0, 3)),
    'x-modicum-min-tier': () => String(random.integer(0, 2)),
    'x-modicum-max-tier': () => String(random.integer(1, 3)),
    'x-modicum-background': () => 'true',
    'x-modicum-deadline-ms': () => String(random.pick([1, 15, 80, 400, 2_000])),
    'x-modicum-dry-run': () => 'true',
    'x-modicum-typo': () => 'true',
  };
  const chances: Readonly<Record<string, number>> = {
    'x-modicum-task': 0.7,
    'x-modicum-deadline-ms': 0.3,
    'x-modicum-dry-run': 0.02,
    'x-modicum-typo': 0.02,
  };
  const chosen = Object.entries(given).filter(([name]) => random.chance(chances[name] ?? 0.08));
  return {
    'content-type': 'application/json',
    'x-modicum-session': `client ${number}`,
    authorization: `Bearer ${CLIENT_KEY}`,
    'x-api-key': CLIENT_KEY,
    cookie: `key=${CLIENT_KEY}`,
    ...Object.fromEntries(chosen.map(([name, value]) => [name, value()])),
  };
}

function receivedBody(random: Random, json: JsonObject): { read: BodyRead; isBroken: boolean } {
  const spaces = random.chance(0.3) ? 2 : 0;
  const text = JSON.stringify(json, null, spaces);
  const bytes = new TextEncoder().encode(text);
  if (random.chance(0.96)) return { read: { ok: true, bytes }, isBroken: false };
  const read = random.pick<BodyRead>([
    { ok: false, why: 'too_large' },
    { ok: false, why: 'broken_off' },
    { ok: true, bytes: bytes.subarray(0, -1) },
    { ok: true, bytes: new TextEncoder().encode('[]') },
  ]);
  return { read, isBroken: true };
}
