import { DIALECTS } from '../wire/index.ts';
import type { Dialect } from '../wire/dialect.ts';
import { oneCall, recentCalls, totals } from './api.ts';
import { batches } from './batches.ts';
import { methodNotAllowed, notFound, responsesNotStored } from './client-errors.ts';
import { countTokens } from './count-tokens.ts';
import { errorReply } from './error-reply.ts';
import type { Gateway } from './gateway.ts';
import { handle } from './handle.ts';
import { health, readiness } from './health.ts';
import { jsonReply, type Inbound, type Reply } from './inbound.ts';
import { listModels, showModel } from './models-endpoint.ts';
import { dryRoute } from './route-endpoint.ts';
import { status } from './status.ts';

export interface Endpoint {
  /** As docs/http.md writes it: `{id}` for what the expression captures or skips. */
  readonly name: string;
  readonly path: RegExp;
  readonly methods: Readonly<Record<string, Answer>>;
}

type Answer = (gateway: Gateway, inbound: Inbound, parameter: string) => Reply | Promise<Reply>;

const {
  'anthropic-messages': anthropic,
  'openai-chat': openai,
  'openai-responses': responses,
} = DIALECTS;

/** Every path that is served. Anything else is answered in the shape of the dialect it looks like. */
export const ENDPOINTS: readonly Endpoint[] = [
  {
    name: '/v1/messages',
    path: /^\/v1\/messages$/,
    methods: { POST: (gateway, inbound) => handle(inbound, anthropic, gateway) },
  },
  {
    name: '/v1/chat/completions',
    path: /^\/v1\/chat\/completions$/,
    methods: { POST: (gateway, inbound) => handle(inbound, openai, gateway) },
  },
  {
    name: '/v1/responses',
    path: /^\/v1\/responses$/,
    methods: { POST: (gateway, inbound) => handle(inbound, responses, gateway) },
  },
  {
    name: '/v1/responses/{id}',
    path: /^\/v1\/responses\/[\w-]+$/,
    methods: { GET: noResponseKept, POST: noResponseKept, DELETE: noResponseKept },
  },
  {
    name: '/v1/responses/{id}/input_items',
    path: /^\/v1\/responses\/[\w-]+\/input_items$/,
    methods: { GET: noResponseKept },
  },
  {
    name: '/v1/responses/{id}/cancel',
    path: /^\/v1\/responses\/[\w-]+\/cancel$/,
    methods: { POST: noResponseKept },
  },
  {
    name: '/v1/messages/count_tokens',
    path: /^\/v1\/messages\/count_tokens$/,
    methods: { POST: countTokens },
  },
  {
    name: '/v1/messages/batches',
    path: /^\/v1\/messages\/batches$/,
    methods: { GET: batches, POST: batches },
  },
  {
    name: '/v1/messages/batches/{id}',
    path: /^\/v1\/messages\/batches\/[\w-]+$/,
    methods: { GET: batches, DELETE: batches },
  },
  {
    name: '/v1/messages/batches/{id}/results',
    path: /^\/v1\/messages\/batches\/[\w-]+\/results$/,
    methods: { GET: batches },
  },
  {
    name: '/v1/messages/batches/{id}/cancel',
    path: /^\/v1\/messages\/batches\/[\w-]+\/cancel$/,
    methods: { POST: batches },
  },
  { name: '/v1/models', path: /^\/v1\/models$/, methods: { GET: listModels } },
  { name: '/v1/models/{id}', path: /^\/v1\/models\/(.+)$/, methods: { GET: showModel } },
  { name: '/api/hello', path: /^\/api\/hello$/, methods: { GET: hello, HEAD: hello } },
  { name: '/healthz', path: /^\/healthz$/, methods: { GET: health, HEAD: health } },
  { name: '/readyz', path: /^\/readyz$/, methods: { GET: readiness } },
  {
    name: '/v1/modicum/calls',
    path: /^\/v1\/modicum\/calls$/,
    methods: { GET: (gateway, inbound) => recentCalls(gateway, inbound.query) },
  },
  {
    name: '/v1/modicum/calls/{id}',
    path: /^\/v1\/modicum\/calls\/([\w-]+)$/,
    methods: { GET: (gateway, _inbound, id) => oneCall(gateway, id) },
  },
  { name: '/v1/modicum/status', path: /^\/v1\/modicum\/status$/, methods: { GET: status } },
  { name: '/v1/modicum/route', path: /^\/v1\/modicum\/route$/, methods: { POST: dryRoute } },
  { name: '/v1/modicum/totals', path: /^\/v1\/modicum\/totals$/, methods: { GET: totals } },
];

export async function answer(gateway: Gateway, inbound: Inbound): Promise<Reply> {
  for (const endpoint of ENDPOINTS) {
    const match = endpoint.path.exec(inbound.path);
    if (match === null) continue;
    const run = Object.hasOwn(endpoint.methods, inbound.method)
      ? endpoint.methods[inbound.method]
      : undefined;
    if (run !== undefined) return run(gateway, inbound, match[1] ?? '');
    const allowed = Object.keys(endpoint.methods);
    const error = methodNotAllowed(gateway.redact(inbound.method), allowed);
    return errorReply(dialectOf(inbound), error, { allow: allowed.join(', ') });
  }
  return errorReply(dialectOf(inbound), notFound(gateway.redact(inbound.path)));
}

/** The dialect to answer in, also where there is no endpoint. */
export function dialectOf(inbound: Pick<Inbound, 'path' | 'headers'>): Dialect {
  if (inbound.path.startsWith('/v1/responses')) return responses;
  if (inbound.path.startsWith('/v1/chat') || inbound.path.startsWith('/v1/completions'))
    return openai;
  if (inbound.path.startsWith('/v1/messages') || 'anthropic-version' in inbound.headers)
    return anthropic;
  return 'authorization' in inbound.headers ? openai : anthropic;
}

/** Asking for an earlier response, its items, its compaction, or its end. */
function noResponseKept(gateway: Gateway, inbound: Inbound): Reply {
  return errorReply(responses, responsesNotStored(gateway.redact(inbound.path)));
}

/** Claude Code's connection warm-up. */
function hello(): Reply {
  return jsonReply(200, { hello: 'modicum' });
}
