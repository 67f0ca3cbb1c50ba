import type { CallOptions } from '../core/call-options.ts';
import type { Call } from '../core/call.ts';
import type { CallError } from '../core/error.ts';
import type { PurposeReading } from '../core/purpose.ts';
import { recognisePurpose } from '../classify/purpose.ts';
import type { Dialect } from '../wire/dialect.ts';
import { readJsonBody, type JsonBody } from '../wire/json-body.ts';
import { readCallOptions } from './call-options.ts';
import { invalidRequest, tooLarge } from './client-errors.ts';
import type { Gateway } from './gateway.ts';
import type { Inbound } from './inbound.ts';
import { toldHeaders, toldModel } from './told-texts.ts';

export type Parsed =
  | {
      readonly ok: true;
      readonly call: Call;
      readonly body: JsonBody;
      readonly options: CallOptions;
      readonly purpose: PurposeReading;
      readonly sender: Pick<Inbound, 'path' | 'query' | 'headers'>;
    }
  | { readonly ok: false; readonly error: CallError };

export interface ToParse {
  readonly bytes: Uint8Array;
  readonly inbound: Inbound;
  readonly dialect: Dialect;
  /** `redact` takes out what the client shows of itself, and the keys that Modicum holds. */
  readonly gateway: Pick<Gateway, 'redact' | 'policy' | 'catalog'>;
}

/**
 * Room 2: the bytes become a call, or a clear no. Nothing has been spent or written yet. A secret that was
 * also written into an option or the model's name ends here, before anything cuts or compares that text.
 */
export function parse(received: ToParse): Parsed {
  const parsed = parseCall(received);
  if (parsed.ok) return parsed;
  const { error } = parsed;
  return { ok: false, error: { ...error, message: received.gateway.redact(error.message) } };
}

function parseCall({ bytes, inbound, dialect, gateway }: ToParse): Parsed {
  const options = readCallOptions(toldHeaders(inbound.headers, gateway));
  if (!options.ok) return { ok: false, error: invalidRequest(options.message, 'invalid_header') };
  const body = readJsonBody(bytes);
  if (!body.ok) return { ok: false, error: invalidRequest(body.message, 'invalid_json') };
  const read = dialect.request.read(body.body.json);
  if (!read.ok) return { ok: false, error: invalidRequest(read.message, read.code) };
  const purpose = recognisePurpose({ ...inbound, body: body.body.json });
  const { labels } = options.options;
  const call = {
    ...read.call,
    requestedModel: toldModel(read.call.requestedModel, gateway),
    ...(labels !== null && { labels }),
  };
  return { ok: true, call, body: body.body, options: options.options, purpose, sender: inbound };
}

export type Received =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly error: CallError };

export async function receive(inbound: Inbound, limitBytes: number): Promise<Received> {
  const read = await inbound.readBody(limitBytes);
  if (read.ok) return read;
  return {
    ok: false,
    error:
      read.why === 'too_large'
        ? tooLarge(limitBytes)
        : invalidRequest('The request broke off before its body was whole.', 'broken_request'),
  };
}
