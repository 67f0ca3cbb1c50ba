import type { CallError } from '../core/error.ts';
import { listedModels } from '../core/model-list.ts';
import { readModelName } from '../core/model-name.ts';
import type { Dialect } from '../wire/dialect.ts';
import { DIALECTS } from '../wire/index.ts';
import { invalidRequest } from './client-errors.ts';
import { errorReply } from './error-reply.ts';
import type { Gateway } from './gateway.ts';
import { jsonReply, type Inbound, type Reply } from './inbound.ts';
import { readPage } from './page.ts';

/** `GET /v1/models`: one list that Anthropic's and OpenAI's clients can both read. */
export function listModels(gateway: Gateway, inbound: Inbound): Reply {
  const read = readPage(listedModels(gateway.catalog, gateway.policy), inbound.query);
  if (!read.ok) {
    return errorReply(dialectOfClient(inbound), invalidRequest(read.message, 'invalid_query'));
  }
  const data = read.page.entries.map(describe);
  return jsonReply(200, {
    object: 'list',
    data,
    has_more: read.page.hasMore,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  });
}

/** `GET /v1/models/{id}`. */
export function showModel(gateway: Gateway, inbound: Inbound, encodedId: string): Reply {
  const id = decode(encodedId);
  const found = listedModels(gateway.catalog, gateway.policy).find((model) => model.id === id);
  if (found !== undefined) return jsonReply(200, describe(found));
  const name = readModelName(id, gateway.catalog, gateway.policy);
  if (name.kind === 'pin') return jsonReply(200, describe({ id, label: id, createdDay: null }));
  return errorReply(dialectOfClient(inbound), unknownModel(gateway.redact(id), name));
}

/** The path is the same for both; this header only Anthropic's clients send. */
function dialectOfClient({ headers }: Inbound): Dialect {
  return DIALECTS['anthropic-version' in headers ? 'anthropic-messages' : 'openai-chat'];
}

interface Listed {
  readonly id: string;
  readonly label: string;
  readonly createdDay: string | null;
}

function describe(model: Listed) {
  const createdAt = `${model.createdDay ?? '2026-01-01'}T00:00:00Z`;
  return {
    id: model.id,
    type: 'model',
    object: 'model',
    display_name: model.label,
    created_at: createdAt,
    created: Date.parse(createdAt) / 1000,
    owned_by: model.id.includes('modicum') ? 'modicum' : 'upstream',
  };
}

function unknownModel(id: string, name: ReturnType<typeof readModelName>): CallError {
  const retired =
    name.kind === 'retired' ? ` It is retired; ${name.replacedBy} took its place.` : '';
  return {
    status: 404,
    kind: 'not_found',
    code: name.kind === 'retired' ? 'retired_model' : 'unknown_model',
    message: `There is no model ${JSON.stringify(id.slice(0, 200))} here.${retired} GET /v1/models lists them.`,
    retryAfterMs: null,
    shouldRetry: false,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
