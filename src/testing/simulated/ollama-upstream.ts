import type { JsonObject } from '../../core/json.ts';
import { hashText } from '../seeded-random.ts';
import { sendJson, serveRoutes, writePiece, type Exchange, type Route } from './exchange.ts';
import { textOr } from './loose-json.ts';
import { linesOf, wholeAnswer, type OllamaDraft } from './ollama-answer.ts';
import { readOllamaRequest } from './ollama-request.ts';
import { createResponder } from './responder.ts';
import { nominalMs, simulatedLocalModel } from './simulated-model.ts';
import type { SimulatedSettings, SimulatedUpstream } from './simulated-upstream.ts';
import { createTally } from './tally.ts';
import { startTimeline } from './timeline.ts';

/** An Ollama server on loopback that has pulled these models and no others. */
export async function startOllamaUpstream(
  settings: SimulatedSettings,
  models: readonly string[],
): Promise<SimulatedUpstream> {
  const tally = createTally();
  const responder = createResponder({ ...settings, where: 'local' });

  const chat = async (exchange: Exchange) => {
    const body = exchange.json;
    const name = pulledName(textOr(body?.['model']), models);
    if (body === null || name === null) {
      tally.note(textOr(body?.['model'], 'none'), 'refused');
      return sendUnusable(exchange);
    }
    const model = simulatedLocalModel(name);
    const { request, promptEvalCount } = readOllamaRequest(body, model);
    const timeline = startTimeline(settings.speed);
    const response = responder.respond(request, model);
    if (response.kind !== 'answer') {
      tally.note(name, response.kind);
      return sendFault(exchange, response.kind, name);
    }
    const draft: OllamaDraft = { answer: response, model, promptEvalCount };
    const at = (tokens: number) => timeline.reach(nominalMs(model, promptEvalCount, tokens));
    const send = isStream(exchange) ? streamLines : sendWhole;
    const isWhole = await send(exchange, draft, at);
    tally.note(name, isWhole ? OUTCOMES[response.quality] : 'left');
  };

  const show = (exchange: Exchange) => {
    const asked = textOr(exchange.json?.['model'] ?? exchange.json?.['name']);
    const name = pulledName(asked, models);
    if (name === null) return sendJson(exchange, 404, { error: `model '${asked}' not found` });
    sendJson(exchange, 200, {
      modified_at: PULLED_AT,
      details: detailsOf(),
      model_info: {
        'general.architecture': 'simulated',
        'simulated.context_length': simulatedLocalModel(name).contextTokens,
      },
      capabilities: ['completion', 'tools'],
    });
  };

  const tags = (exchange: Exchange) =>
    sendJson(exchange, 200, { models: models.map((name) => tagOf(name)) });
  const running = (exchange: Exchange) =>
    sendJson(exchange, 200, {
      models: models.slice(0, 1).map((name) => ({
        ...tagOf(name),
        expires_at: '2026-11-20T09:05:00Z',
        size_vram: 4_700_000_000,
        context_length: 4096,
      })),
    });

  const routes: readonly Route[] = [
    { method: 'POST', path: /^\/api\/chat$/, handle: chat },
    { method: 'POST', path: /^\/api\/show$/, handle: show },
    { method: 'GET', path: /^\/api\/tags$/, handle: tags },
    { method: 'GET', path: /^\/api\/ps$/, handle: running },
    {
      method: 'GET',
      path: /^\/api\/version$/,
      handle: (exchange) => sendJson(exchange, 200, { version: '0.40.12' }),
    },
    {
      method: 'GET',
      path: /^\/$/,
      handle: (exchange) => void exchange.response.end('Ollama is running'),
    },
  ];
  const server = await serveRoutes(routes, (exchange) => {
    exchange.response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
  });
  return { ...server, counts: tally.read };
}

const PULLED_AT = '2026-11-01T08:00:00Z';
const QUEUE_FULL = 'server busy, please try again. maximum pending requests exceeded';
const CRASHED = 'llama runner process has terminated: signal: killed';

/** `name` and `name:latest` are the same model. */
function pulledName(asked: string, models: readonly string[]): string | null {
  return models.find((name) => name === asked || name === `${asked}:latest`) ?? null;
}

function sendUnusable(exchange: Exchange): void {
  const model = exchange.json?.['model'];
  if (typeof model !== 'string') return sendJson(exchange, 400, { error: 'model is required' });
  sendJson(exchange, 404, { error: `model '${model}' not found` });
}

const OUTCOMES = { good: 'answered', bad: 'bad-answer' } as const;

/** Ollama streams unless told not to. */
function isStream(exchange: Exchange): boolean {
  return exchange.json?.['stream'] !== false;
}

function sendFault(
  exchange: Exchange,
  kind: 'overloaded' | 'server-error',
  model: string,
): Promise<void> | void {
  if (kind === 'overloaded') return sendJson(exchange, 503, { error: QUEUE_FULL });
  return isStream(exchange)
    ? breakOff(exchange, model)
    : sendJson(exchange, 500, { error: CRASHED });
}

/** How a local server dies in the middle: an error line after a 200, and no line that says done. */
async function breakOff(exchange: Exchange, model: string): Promise<void> {
  const { response } = exchange;
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const message = { role: 'assistant', content: 'The' };
  const first = { model, created_at: '2026-11-20T09:00:00Z', message, done: false };
  await writePiece(response, `${JSON.stringify(first)}\n`);
  response.end(`${JSON.stringify({ error: CRASHED })}\n`);
}

async function streamLines(
  exchange: Exchange,
  draft: OllamaDraft,
  at: (tokens: number) => Promise<void>,
): Promise<boolean> {
  const { response } = exchange;
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  for (const { line, tokens } of linesOf(draft)) {
    await at(tokens);
    if (!(await writePiece(response, `${JSON.stringify(line)}\n`))) return false;
  }
  response.end();
  return true;
}

async function sendWhole(
  exchange: Exchange,
  draft: OllamaDraft,
  at: (tokens: number) => Promise<void>,
): Promise<boolean> {
  await at(draft.answer.outputTokens);
  if (exchange.response.destroyed) return false;
  sendJson(exchange, 200, wholeAnswer(draft));
  return true;
}

function tagOf(name: string): JsonObject {
  const digest = hashText(name);
  return {
    name,
    model: name,
    modified_at: PULLED_AT,
    size: 4_700_000_000,
    digest,
    details: detailsOf(),
  };
}

function detailsOf(): JsonObject {
  return {
    format: 'gguf',
    family: 'simulated',
    families: ['simulated'],
    parameter_size: '7.6B',
    quantization_level: 'Q4_K_M',
  };
}
