import { createHash } from 'node:crypto';
import type { Candidate } from '../core/decision.ts';
import { modelName } from '../core/model.ts';
import type { Inbound } from './inbound.ts';

/** Everything that could make two calls two: what is not in here must not change an answer. */
export interface RepeatKeyParts {
  readonly policyVersion: string;
  readonly catalogVersion: string;
  /** Its path stands for the dialect. Its headers say who asks, for whom, and how. */
  readonly inbound: Pick<Inbound, 'path' | 'query' | 'headers'>;
  /** The model that is meant to answer, and what is changed for it. */
  readonly candidate: Pick<Candidate, 'model' | 'changes'>;
  /** The client's own bytes, every field of them. */
  readonly body: Uint8Array;
}

/**
 * Two calls with the same key have the same answer. Headers count unless they are known to mean nothing,
 * so one that nobody thought of keeps calls apart; keys and organisations of clients are among those that
 * count. What was hashed cannot be read from the key.
 */
export function repeatKey(parts: RepeatKeyParts): string {
  const { inbound, candidate } = parts;
  const headers = Object.entries(inbound.headers)
    .filter(([name]) => !MEANINGLESS.has(name) && !name.startsWith('x-stainless-'))
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  const told = [
    parts.policyVersion,
    parts.catalogVersion,
    inbound.path,
    inbound.query,
    headers,
    modelName(candidate.model),
    candidate.model.effort,
    candidate.changes,
  ];
  return createHash('sha256')
    .update(JSON.stringify(told))
    .update('\0')
    .update(parts.body)
    .digest('base64');
}

/** They belong to one request or connection, and no answer depends on them. */
const MEANINGLESS: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'accept',
  'accept-encoding',
  'accept-language',
  'user-agent',
  'date',
  'expect',
  'sec-fetch-mode',
  'traceparent',
  'tracestate',
  'x-request-id',
  'x-client-request-id',
  'idempotency-key',
  'x-modicum-deadline-ms',
  'x-modicum-repeat',
]);
