import type { Candidate } from '../core/decision.ts';
import type { Provider } from '../provider/provider.ts';
import { changedHeaders } from '../wire/changed-headers.ts';
import { DIALECTS } from '../wire/index.ts';
import { spliceJson } from '../wire/json-splice.ts';
import type { Job } from './job.ts';

export interface OutgoingRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Usage is counted in the stream for Modicum alone: the client did not ask to see it. */
  readonly hidesMetering: boolean;
}

/** The call as this candidate's upstream wants it: the client's own bytes, or a translation. */
export function requestFor(job: Job, candidate: Candidate, provider: Provider): OutgoingRequest {
  if (candidate.lane === 'translated') {
    return {
      headers: changedHeaders(BASE_HEADERS, candidate.changes),
      body: translatedBody(job, candidate),
      hidesMetering: false,
    };
  }
  const metering = job.call.stream ? job.dialect.request.meteringEdits(job.body.json) : [];
  const edits = [...job.dialect.request.edits(job.body.json, candidate.changes), ...metering];
  return {
    headers: {
      ...changedHeaders(
        forwardedHeaders(job.inbound.headers, provider.forwardedHeaders),
        candidate.changes,
      ),
      ...BASE_HEADERS,
    },
    body: edits.length === 0 ? job.body.bytes : spliceJson(job.body, edits),
    hidesMetering: metering.length > 0,
  };
}

/** Compressed answers would have to be unpacked before their events can be read. */
const BASE_HEADERS = { 'content-type': 'application/json', 'accept-encoding': 'identity' } as const;

function translatedBody(job: Job, candidate: Candidate): Uint8Array {
  const written = DIALECTS[candidate.dialect].request.write(job.call, {
    model: candidate.model.id,
    stream: job.call.stream,
    changes: candidate.changes,
    contextTokens: contextTokens(job.decision.estimate),
  });
  return Buffer.from(JSON.stringify(written));
}

/** An open list; everything else (keys, cookies, Origin, Host, hop-by-hop) stays here. */
export function forwardedHeaders(
  headers: Readonly<Record<string, string>>,
  prefixes: readonly string[],
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (isForwarded(name, prefixes)) kept[name] = value;
  }
  return kept;
}

/** A name that ends in `-` stands for all that begin so, but for those that would carry a key. */
function isForwarded(name: string, list: readonly string[]): boolean {
  if (SECRET_NAME.test(name)) return false;
  return list.some((entry) => (entry.endsWith('-') ? name.startsWith(entry) : name === entry));
}

const SECRET_NAME = /(key|token|secret|authorization|password)$/i;

/** The query as it travels. A key that a client put there stays here. */
export function forwardedQuery(query: string): string {
  const search = new URLSearchParams(query);
  const secrets = [...search.keys()].filter((name) => SECRET_NAME.test(name));
  if (secrets.length === 0) return query;
  for (const name of secrets) search.delete(name);
  return search.size === 0 ? '' : `?${search.toString()}`;
}

/**
 * Context for a local server to allocate. Doubling steps, because a changed size makes Ollama load the
 * model anew; a quarter on top, because the estimate may be low and a cut prompt gives no sign.
 */
export function contextTokens(estimate: { promptTokens: number; outputTokens: number }): number {
  const needed = Math.ceil(estimate.promptTokens * 1.25) + Math.max(512, estimate.outputTokens * 2);
  let size = 4096;
  while (size < needed) size *= 2;
  return size;
}
