import { OPTION_HEADERS, optionHeaders, type SpokenOptions } from '../core/option-headers.ts';
import { ModicumError, type CallError } from '../core/error.ts';
import type { JsonObject } from '../core/json.ts';
import { PLAIN_CALL } from '../core/purpose.ts';
import type { Dialect } from '../wire/dialect.ts';
import { DIALECTS } from '../wire/index.ts';
import { readJsonBody } from '../wire/json-body.ts';
import { prepare } from './ask.ts';
import { dialectOfBody, type ClientDialect } from './body-dialect.ts';
import { readCallOptions } from './call-options.ts';
import { invalidRequest } from './client-errors.ts';
import { decide, type Question } from './decide.ts';
import { decideAsking } from './decide-asking.ts';
import { dryRunReply } from './dry-run.ts';
import { errorReply } from './error-reply.ts';
import type { Gateway } from './gateway.ts';
import type { Inbound, Reply } from './inbound.ts';
import { parse, receive } from './parse.ts';
import type { RunInput } from './run-input.ts';

/** Where calls in each dialect that clients speak would go. */
const CALL_PATHS = {
  'anthropic-messages': '/v1/messages',
  'openai-chat': '/v1/chat/completions',
  'openai-responses': '/v1/responses',
} as const satisfies Record<ClientDialect, string>;

/**
 * `POST /v1/modicum/route`: what would become of a call, and why. The body is the call itself, in any
 * dialect clients speak, or `{ "text": "…" }` with the options of the library. No model is called and
 * nothing is booked; with `ask=true` in the query a cheap model may be asked what the call is, where the
 * policy allows it, and that is booked.
 */
export async function dryRoute(gateway: Gateway, inbound: Inbound): Promise<Reply> {
  const received = await receive(inbound, gateway.policy.limits.bodyBytes);
  if (!received.ok) return refused(received.error);
  const body = readJsonBody(received.bytes);
  if (!body.ok) return refused(invalidRequest(body.message, 'invalid_json'));
  const read = readQuestion({ gateway, inbound, bytes: received.bytes, json: body.body.json });
  if (!read.ok) return refused(read.error);
  const { seen, question } = read;
  const isAsked = new URLSearchParams(inbound.query).get('ask') === 'true';
  const decided = isAsked
    ? await decideAsking(seen, question, inbound.clientGone)
    : await decide(seen, question);
  return dryRunReply(decided);
}

interface Asked {
  readonly gateway: Gateway;
  readonly inbound: Inbound;
  readonly bytes: Uint8Array;
  readonly json: JsonObject;
}

type QuestionRead =
  | { readonly ok: true; readonly question: Question; readonly seen: Gateway }
  | { readonly ok: false; readonly error: CallError };

function readQuestion(asked: Asked): QuestionRead {
  const { gateway, inbound, json } = asked;
  if ('text' in json) return readText(asked);
  const dialect = dialectOf(inbound, json);
  if (dialect === null) return { ok: false, error: invalidRequest(NO_DIALECT) };
  const path = CALL_PATHS[dialect];
  const parsed = parse({
    bytes: asked.bytes,
    inbound: { ...inbound, path, query: '' },
    dialect: DIALECTS[dialect],
    gateway,
  });
  if (!parsed.ok) return parsed;
  // As the call itself would see it: a credential of Anthropic's counts only for Anthropic's dialect.
  return { ok: true, question: parsed, seen: gateway.asSeenFrom?.(path) ?? gateway };
}

const NO_DIALECT = `The query must name the dialect of the body: dialect=${Object.keys(CALL_PATHS).join(', ')}.`;

/** A text and what the library would be told with it. What the body says counts over what headers say. */
function readText({ gateway, inbound, json }: Asked): QuestionRead {
  const { text, ...rest } = json;
  if (typeof text !== 'string') return { ok: false, error: invalidRequest('text must be text.') };
  const input = { ...rest, input: text } as RunInput;
  try {
    const { call } = prepare(gateway, input);
    const headers = { ...optionsIn(inbound.headers), ...optionHeaders(spoken(json)) };
    const options = readCallOptions(headers);
    if (!options.ok) {
      return { ok: false, error: invalidRequest(options.message, 'invalid_header') };
    }
    const question = { call, options: options.options, purpose: PLAIN_CALL };
    return { ok: true, question, seen: gateway };
  } catch (cause) {
    if (!(cause instanceof ModicumError)) throw cause;
    return { ok: false, error: invalidRequest(cause.message, cause.code) };
  }
}

function spoken(json: JsonObject): SpokenOptions {
  const names = Object.keys(OPTION_HEADERS);
  const given = Object.entries(json).filter(([name]) => names.includes(name));
  return Object.fromEntries(given);
}

function optionsIn(headers: Inbound['headers']): Record<string, string> {
  const ours = Object.entries(headers).filter(([name]) => name.startsWith('x-modicum-'));
  return Object.fromEntries(ours);
}

/** What the query names; else what the body looks like. `null`: it names another. */
function dialectOf({ query, headers }: Inbound, json: JsonObject): ClientDialect | null {
  const named = new URLSearchParams(query).get('dialect');
  if (named !== null) return isClientDialect(named) ? named : null;
  return dialectOfBody(json, headers);
}

function isClientDialect(name: string): name is ClientDialect {
  return Object.hasOwn(CALL_PATHS, name);
}

function refused(error: CallError): Reply {
  const dialect: Dialect = DIALECTS['anthropic-messages'];
  return errorReply(dialect, error);
}
