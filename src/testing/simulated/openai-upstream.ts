import type { JsonObject } from '../../core/json.ts';
import { hashText } from '../seeded-random.ts';
import { sendJson, serveRoutes, writePiece, type Exchange, type Route } from './exchange.ts';
import { objectOr, textOr } from './loose-json.ts';
import { chunksOf, completionOf, type OpenaiDraft } from './openai-answer.ts';
import { readOpenaiRequest } from './openai-request.ts';
import { createResponder } from './responder.ts';
import { responseEventsOf, responseOf } from './responses-answer.ts';
import { readResponsesRequest } from './responses-request.ts';
import { countTokens, nominalMs, simulatedChatModel } from './simulated-model.ts';
import type { SimulatedRequest } from './simulated-request.ts';
import type { SimulatedSettings, SimulatedUpstream } from './simulated-upstream.ts';
import { createTally } from './tally.ts';
import { startTimeline } from './timeline.ts';

/** An OpenAI-compatible API on loopback that serves these model ids and no others. */
export async function startOpenaiUpstream(
  settings: SimulatedSettings,
  models: readonly string[],
): Promise<SimulatedUpstream> {
  const tally = createTally();
  const responder = createResponder({ ...settings, where: 'api' });

  const answering = (api: Api) => async (exchange: Exchange) => {
    const body = exchange.json ?? {};
    const problem = problemOf(exchange, models) ?? api.problem(body);
    if (problem !== null) {
      tally.note(textOr(body['model'], 'none'), 'refused');
      return sendError(exchange, problem);
    }
    const model = simulatedChatModel(textOr(body['model']));
    const request = api.read(body);
    const timeline = startTimeline(settings.speed);
    const response = responder.respond(request, model);
    if (response.kind !== 'answer') {
      tally.note(model.id, response.kind);
      await timeline.reach(model.firstTokenMs / 2);
      return sendError(exchange, response.kind === 'overloaded' ? OVERLOADED : SERVER_ERROR);
    }
    const promptTokens = countTokens(model, request.characters);
    const draft: OpenaiDraft = { answer: response, model, promptTokens };
    const at = (tokens: number) => timeline.reach(nominalMs(model, promptTokens, tokens));
    const isWhole = await send(api, { exchange, draft, at });
    tally.note(model.id, isWhole ? 'answered' : 'left');
  };

  const listModels = (exchange: Exchange) => {
    sendJson(exchange, 200, { object: 'list', data: models.map(modelInfo) });
  };

  const showModel = (exchange: Exchange) => {
    const id = exchange.captured[0] ?? '';
    if (!models.includes(id)) return sendError(exchange, unknownModel(id));
    sendJson(exchange, 200, modelInfo(id));
  };

  const routes: readonly Route[] = [
    { method: 'POST', path: /^\/v1\/chat\/completions$/, handle: withKey(answering(CHAT)) },
    { method: 'POST', path: /^\/v1\/responses$/, handle: withKey(answering(RESPONSES)) },
    { method: 'GET', path: /^\/v1\/models$/, handle: withKey(listModels) },
    { method: 'GET', path: /^\/v1\/models\/(.+)$/, handle: withKey(showModel) },
  ];
  const server = await serveRoutes(routes, (exchange) => sendError(exchange, NO_SUCH_PATH));
  return { ...server, counts: tally.read };
}

/** One of the two ways to ask for an answer. */
interface Api {
  problem(body: JsonObject): Problem | null;
  read(body: JsonObject): SimulatedRequest;
  whole(draft: OpenaiDraft): JsonObject;
  /** Events as they stand on the wire, and how many answer tokens are out by each. */
  events(
    draft: OpenaiDraft,
    body: JsonObject,
  ): Iterable<{ readonly event: string; readonly tokens: number }>;
}

const CHAT: Api = {
  problem: ({ messages }) =>
    Array.isArray(messages) && messages.length > 0 ? null : tooShort('messages'),
  read: readOpenaiRequest,
  whole: completionOf,
  *events(draft, body) {
    const includeUsage = objectOr(body['stream_options'])['include_usage'] === true;
    for (const { chunk, tokens } of chunksOf(draft, includeUsage)) {
      yield { event: `data: ${chunk}\n\n`, tokens };
    }
  },
};

const RESPONSES: Api = {
  problem: ({ input }) =>
    typeof input === 'string' || (Array.isArray(input) && input.length > 0)
      ? null
      : tooShort('input'),
  read: readResponsesRequest,
  whole: responseOf,
  events: responseEventsOf,
};

interface Sending {
  readonly exchange: Exchange;
  readonly draft: OpenaiDraft;
  readonly at: (tokens: number) => Promise<void>;
}

async function send(api: Api, { exchange, draft, at }: Sending): Promise<boolean> {
  const { response } = exchange;
  const body = exchange.json ?? {};
  if (body['stream'] !== true) {
    await at(draft.answer.outputTokens);
    if (response.destroyed) return false;
    sendJson(exchange, 200, api.whole(draft));
    return true;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  for (const { event, tokens } of api.events(draft, body)) {
    await at(tokens);
    if (!(await writePiece(response, event))) return false;
  }
  response.end();
  return true;
}

interface Problem {
  readonly status: number;
  readonly error: JsonObject;
}

const OVERLOADED = problemWith(
  503,
  'server_error',
  'The server is overloaded. Please try again later.',
);
const SERVER_ERROR = problemWith(
  500,
  'server_error',
  'The server had an error processing your request.',
);
const NO_SUCH_PATH = problemWith(404, 'invalid_request_error', 'Unknown request URL.');

function problemOf(exchange: Exchange, models: readonly string[]): Problem | null {
  const body = exchange.json;
  if (body === null)
    return problemWith(400, 'invalid_request_error', 'The body is not valid JSON.');
  const model = body['model'];
  if (typeof model !== 'string') {
    return problemWith(400, 'invalid_request_error', 'you must provide a model parameter');
  }
  return models.includes(model) ? null : unknownModel(model);
}

function tooShort(field: string): Problem {
  return problemWith(400, 'invalid_request_error', `[] is too short - '${field}'`);
}

function withKey(handle: Route['handle']): Route['handle'] {
  return (exchange) => {
    const content = JSON.stringify(exchange.json ?? exchange.path);
    exchange.response.setHeader('x-request-id', `req_simulated_${hashText(content)}`);
    exchange.response.setHeader('x-ratelimit-limit-requests', '5000');
    exchange.response.setHeader('x-ratelimit-remaining-requests', '4990');
    if (exchange.headers.authorization?.startsWith('Bearer ') !== true) {
      const message = 'You didn’t provide an API key.';
      return sendError(exchange, problemWith(401, 'invalid_request_error', message));
    }
    return handle(exchange);
  };
}

function unknownModel(id: string): Problem {
  const message = `The model \`${id}\` does not exist or you do not have access to it.`;
  return problemWith(404, 'invalid_request_error', message, 'model_not_found');
}

function problemWith(
  status: number,
  type: string,
  message: string,
  code: string | null = null,
): Problem {
  return { status, error: { message, type, param: null, code } };
}

function sendError(exchange: Exchange, { status, error }: Problem): void {
  sendJson(exchange, status, { error });
}

function modelInfo(id: string): JsonObject {
  return { id, object: 'model', created: 1_767_225_600, owned_by: 'modicum-simulated' };
}
