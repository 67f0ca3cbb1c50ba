import type { JsonObject } from '../../core/json.ts';
import { sendJson, type Exchange, type Route } from './exchange.ts';
import { objectOr, objectsIn, textOr } from './loose-json.ts';

/** What one request of a batch comes to. */
export type BatchAnswer =
  | { readonly ok: true; readonly message: JsonObject }
  | { readonly ok: false; readonly message: string };

interface Batch {
  readonly id: string;
  readonly requests: readonly JsonObject[];
  state: 'in_progress' | 'canceling' | 'ended';
  wasCanceled: boolean;
}

/**
 * Message batches in memory. A batch ends once it has been looked at: the first retrieval says
 * `in_progress`, the next one `ended`. Results come in reverse order, since the API promises none.
 */
export function createBatches(answer: (params: JsonObject) => BatchAnswer): readonly Route[] {
  const batches = new Map<string, Batch>();

  const create = (exchange: Exchange) => {
    const requests = objectsIn(exchange.json?.['requests']);
    if (requests.length === 0)
      return sendProblem(exchange, 400, 'requests: at least one is required');
    const id = `msgbatch_simulated_${batches.size + 1}`;
    const batch: Batch = { id, requests, state: 'in_progress', wasCanceled: false };
    batches.set(id, batch);
    sendJson(exchange, 200, describe(batch, exchange.origin));
  };

  const withBatch = (act: (batch: Batch, exchange: Exchange) => void) => (exchange: Exchange) => {
    const batch = batches.get(exchange.captured[0] ?? '');
    if (batch === undefined) return sendProblem(exchange, 404, 'no such batch');
    act(batch, exchange);
  };

  const retrieve = withBatch((batch, exchange) => {
    sendJson(exchange, 200, describe(batch, exchange.origin));
    batch.state = 'ended';
  });

  const cancel = withBatch((batch, exchange) => {
    if (batch.state !== 'ended') Object.assign(batch, { state: 'canceling', wasCanceled: true });
    sendJson(exchange, 200, describe(batch, exchange.origin));
  });

  const results = withBatch((batch, exchange) => {
    if (batch.state !== 'ended') return sendProblem(exchange, 400, 'the batch has not ended');
    const lines = batch.requests
      .toReversed()
      .map((request) => JSON.stringify(resultOf(batch, request)));
    exchange.response.writeHead(200, { 'content-type': 'application/x-jsonl' });
    exchange.response.end(lines.map((line) => `${line}\n`).join(''));
  });

  const resultOf = (batch: Batch, request: JsonObject): JsonObject => {
    const custom_id = textOr(request['custom_id']);
    if (batch.wasCanceled) return { custom_id, result: { type: 'canceled' } };
    const made = answer(objectOr(request['params']));
    if (made.ok) return { custom_id, result: { type: 'succeeded', message: made.message } };
    const error = {
      type: 'error',
      error: { type: 'invalid_request_error', message: made.message },
    };
    return { custom_id, result: { type: 'errored', error } };
  };

  const list = (exchange: Exchange) => {
    const data = [...batches.values()].map((batch) => describe(batch, exchange.origin));
    sendJson(exchange, 200, { data, has_more: false, first_id: null, last_id: null });
  };

  return [
    { method: 'POST', path: /^\/v1\/messages\/batches$/, handle: create },
    { method: 'GET', path: /^\/v1\/messages\/batches$/, handle: list },
    { method: 'GET', path: /^\/v1\/messages\/batches\/([^/]+)$/, handle: retrieve },
    { method: 'POST', path: /^\/v1\/messages\/batches\/([^/]+)\/cancel$/, handle: cancel },
    { method: 'GET', path: /^\/v1\/messages\/batches\/([^/]+)\/results$/, handle: results },
  ];
}

function describe(batch: Batch, origin: string): JsonObject {
  const total = batch.requests.length;
  const hasEnded = batch.state === 'ended';
  return {
    id: batch.id,
    type: 'message_batch',
    processing_status: batch.state,
    request_counts: {
      processing: hasEnded ? 0 : total,
      succeeded: hasEnded && !batch.wasCanceled ? total : 0,
      errored: 0,
      canceled: hasEnded && batch.wasCanceled ? total : 0,
      expired: 0,
    },
    created_at: '2026-11-20T09:00:00Z',
    expires_at: '2026-11-21T09:00:00Z',
    ended_at: hasEnded ? '2026-11-20T09:20:00Z' : null,
    cancel_initiated_at: batch.wasCanceled ? '2026-11-20T09:10:00Z' : null,
    archived_at: null,
    results_url: hasEnded ? `${origin}/v1/messages/batches/${batch.id}/results` : null,
  };
}

function sendProblem(exchange: Exchange, status: number, message: string): void {
  const type = status === 404 ? 'not_found_error' : 'invalid_request_error';
  sendJson(exchange, status, { type: 'error', error: { type, message } });
}
