import { hashText } from '../seeded-random.ts';
import { eventsOf, messageOf, outputTokensOf, type AnthropicDraft } from './anthropic-answer.ts';
import { createBatches } from './anthropic-batches.ts';
import { charactersOf, readAnthropicRequest, refusalOf } from './anthropic-request.ts';
import { sendJson, serveRoutes, writePiece, type Exchange, type Route } from './exchange.ts';
import { textOr } from './loose-json.ts';
import { createPromptCache } from './prompt-cache.ts';
import { createResponder } from './responder.ts';
import type { SimulatedSettings, SimulatedUpstream } from './simulated-upstream.ts';
import {
  countTokens,
  nominalMs,
  SIMULATED_CLAUDE_MODELS,
  type SimulatedModel,
} from './simulated-model.ts';
import { createTally } from './tally.ts';
import { startTimeline } from './timeline.ts';
import type { JsonObject } from '../../core/json.ts';

/** The Anthropic API on loopback: messages, token counts, models and batches. */
export async function startAnthropicUpstream(
  settings: SimulatedSettings,
): Promise<SimulatedUpstream> {
  const tally = createTally();
  const responder = createResponder({ ...settings, where: 'api' });
  const cache = createPromptCache();

  const draftOf = (body: JsonObject, model: SimulatedModel) => {
    const request = readAnthropicRequest(body);
    const response = responder.respond(request, model);
    const promptTokens = countTokens(model, request.characters);
    if (response.kind !== 'answer') return { response, promptTokens, draft: null };
    const split = cache.split(body, model, promptTokens);
    const draft = { answer: response, model, cache: split, thinks: request.thinks };
    return { response, promptTokens, draft };
  };

  const messages = async (exchange: Exchange) => {
    const read = readCall(exchange);
    if (!read.ok) {
      tally.note(textOr(exchange.json?.['model'], 'none'), 'refused');
      return sendError(exchange, read.problem);
    }
    const { body, model } = read;
    const timeline = startTimeline(settings.speed);
    const { response, promptTokens, draft } = draftOf(body, model);
    const at = (tokens: number) => timeline.reach(nominalMs(model, promptTokens, tokens));
    if (draft === null) {
      tally.note(model.id, response.kind === 'overloaded' ? 'overloaded' : 'server-error');
      await timeline.reach(model.firstTokenMs / 2);
      return sendError(exchange, response.kind === 'overloaded' ? OVERLOADED : SERVER_ERROR);
    }
    const isWhole =
      body['stream'] === true
        ? await streamMessage(exchange, draft, at)
        : await sendMessage(exchange, draft, at);
    tally.note(model.id, isWhole ? 'answered' : 'left');
  };

  const batches = createBatches((body) => {
    const model = modelNamed(textOr(body['model']));
    const message = model === null ? unknownModel(body['model']).message : refusalOf(body, model);
    if (model === null || message !== null) return { ok: false, message: message ?? '' };
    const { draft } = draftOf(body, model);
    return draft === null
      ? { ok: false, message: SERVER_ERROR.message }
      : { ok: true, message: messageOf(draft) };
  });

  const routes: readonly Route[] = [
    { method: 'POST', path: /^\/v1\/messages$/, handle: messages },
    { method: 'POST', path: /^\/v1\/messages\/count_tokens$/, handle: countPrompt },
    { method: 'GET', path: /^\/v1\/models$/, handle: listModels },
    { method: 'GET', path: /^\/v1\/models\/([^/]+)$/, handle: showModel },
    ...batches,
  ].map((route) => ({ ...route, handle: withHeadersAndKey(route.handle) }) as Route);
  const server = await serveRoutes(routes, (exchange) => sendError(exchange, NO_SUCH_PATH));
  return { ...server, counts: tally.read };
}

async function sendMessage(
  exchange: Exchange,
  draft: AnthropicDraft,
  at: (tokens: number) => Promise<void>,
): Promise<boolean> {
  await at(outputTokensOf(draft));
  if (exchange.response.destroyed) return false;
  sendJson(exchange, 200, messageOf(draft));
  return true;
}

async function streamMessage(
  exchange: Exchange,
  draft: AnthropicDraft,
  at: (tokens: number) => Promise<void>,
): Promise<boolean> {
  const { response } = exchange;
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  for (const { event, tokens } of eventsOf(draft)) {
    await at(tokens);
    if (!(await writePiece(response, event))) return false;
  }
  response.end();
  return true;
}

interface Problem {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

const OVERLOADED: Problem = { status: 529, type: 'overloaded_error', message: 'Overloaded' };
const SERVER_ERROR: Problem = { status: 500, type: 'api_error', message: 'Internal server error' };
const NO_SUCH_PATH: Problem = { status: 404, type: 'not_found_error', message: 'Not Found' };

type ReadCall =
  | { readonly ok: true; readonly body: JsonObject; readonly model: SimulatedModel }
  | { readonly ok: false; readonly problem: Problem };

function readCall(exchange: Exchange): ReadCall {
  const body = exchange.json;
  if (body === null) return { ok: false, problem: invalid('The request body is not valid JSON') };
  if (typeof body['model'] !== 'string')
    return { ok: false, problem: invalid('model: Field required') };
  const model = modelNamed(body['model']);
  if (model === null) return { ok: false, problem: unknownModel(body['model']) };
  const refusal = refusalOf(body, model);
  return refusal === null ? { ok: true, body, model } : { ok: false, problem: invalid(refusal) };
}

function countPrompt(exchange: Exchange): void {
  const body = exchange.json ?? {};
  const model = modelNamed(textOr(body['model']));
  if (model === null) return sendError(exchange, unknownModel(body['model']));
  sendJson(exchange, 200, { input_tokens: countTokens(model, charactersOf(body)) });
}

function listModels(exchange: Exchange): void {
  const data = SIMULATED_CLAUDE_MODELS.map(modelInfo);
  const ids = SIMULATED_CLAUDE_MODELS.map(({ id }) => id);
  const edges = { first_id: ids[0] ?? null, last_id: ids.at(-1) ?? null };
  sendJson(exchange, 200, { data, has_more: false, ...edges });
}

function showModel(exchange: Exchange): void {
  const model = modelNamed(exchange.captured[0] ?? '');
  if (model === null) return sendError(exchange, unknownModel(exchange.captured[0]));
  sendJson(exchange, 200, modelInfo(model));
}

function modelInfo(model: SimulatedModel): JsonObject {
  return {
    type: 'model',
    id: model.id,
    display_name: `${model.id} (simulated)`,
    created_at: '2026-01-01T00:00:00Z',
    max_input_tokens: model.contextTokens,
    max_tokens: model.outputTokens,
  };
}

/** Every answer carries an id and the limits; every path but none wants a key and the API's version. */
function withHeadersAndKey(handle: Route['handle']): Route['handle'] {
  return (exchange) => {
    const content = JSON.stringify(exchange.json ?? exchange.path);
    exchange.response.setHeader('request-id', `req_simulated_${hashText(content)}`);
    for (const [name, value] of Object.entries(LIMITS)) {
      exchange.response.setHeader(`anthropic-ratelimit-${name}`, value);
    }
    const { headers } = exchange;
    if (headers['x-api-key'] === undefined && headers.authorization === undefined) {
      const message = 'x-api-key header is required';
      return sendError(exchange, { status: 401, type: 'authentication_error', message });
    }
    if (headers['anthropic-version'] === undefined) {
      return sendError(exchange, invalid('anthropic-version: header is required'));
    }
    return handle(exchange);
  };
}

const LIMITS = {
  'requests-limit': '4000',
  'requests-remaining': '3990',
  'requests-reset': '2026-11-20T09:01:00Z',
  'input-tokens-limit': '2000000',
  'input-tokens-remaining': '1990000',
  'input-tokens-reset': '2026-11-20T09:01:00Z',
  'output-tokens-limit': '400000',
  'output-tokens-remaining': '399000',
  'output-tokens-reset': '2026-11-20T09:01:00Z',
} as const;

function sendError(exchange: Exchange, { status, type, message }: Problem): void {
  const requestId = exchange.response.getHeader('request-id') ?? null;
  const body = { type: 'error', error: { type, message }, request_id: String(requestId) };
  sendJson(exchange, status, body);
}

function invalid(message: string): Problem {
  return { status: 400, type: 'invalid_request_error', message };
}

function unknownModel(id: unknown): Problem {
  return { status: 404, type: 'not_found_error', message: `model: ${textOr(id)}` };
}

function modelNamed(id: string): SimulatedModel | null {
  return SIMULATED_CLAUDE_MODELS.find((model) => model.id === id) ?? null;
}
