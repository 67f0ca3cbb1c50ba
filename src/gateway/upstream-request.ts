import { promptWithMargin } from '../core/answer-room.ts';
import { findModel } from '../core/catalog.ts';
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
export const BASE_HEADERS = {
  'content-type': 'application/json',
  'accept-encoding': 'identity',
} as const;

function translatedBody(job: Job, candidate: Candidate): Uint8Array {
  const written = DIALECTS[candidate.dialect].request.write(job.call, {
    model: candidate.model.id,
    stream: job.call.stream,
    changes: candidate.changes,
    contextTokens: contextFor(job, candidate),
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

/** The context that this candidate's server is asked to allocate for the call. */
export function contextFor(
  { call, decision, gateway }: Pick<Job, 'call' | 'decision' | 'gateway'>,
  { model, changes }: Candidate,
): number {
  const lowered = changes.find((change) => change.field === 'max_tokens');
  return contextTokens({
    ...decision.estimate,
    maxOutputTokens: lowered?.to ?? call.maxOutputTokens,
    windowTokens: findModel(gateway.catalog, model.id)?.limits.contextTokens ?? null,
  });
}

interface Room {
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** `null`: the client sets no limit. */
  readonly maxOutputTokens: number | null;
  /** `null`: nobody knows how much the model takes. */
  readonly windowTokens: number | null;
}

/**
 * Context for a local server to allocate: the prompt, and the longest answer it may give. Doubling steps,
 * because a changed size makes Ollama load the model anew, up to the model's window; a quarter on top of
 * the prompt, because the estimate may be low and a cut prompt gives no sign.
 */
export function contextTokens(room: Room): number {
  const { promptTokens, outputTokens, maxOutputTokens, windowTokens } = room;
  const answer = Math.max(512, outputTokens * 2, maxOutputTokens ?? 0);
  const needed = promptWithMargin(promptTokens) + answer;
  let size = 4096;
  while (size < needed) size *= 2;
  return Math.min(size, windowTokens ?? size);
}
