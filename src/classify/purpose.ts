import type { JsonObject } from '../core/json.ts';
import { PLAIN_CALL, type PurposeReading } from '../core/purpose.ts';

/** What of a request tells its purpose. Header names are lower-case. */
export interface ClientRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `null` for requests without one. */
  readonly body: JsonObject | null;
}

/** What the client is doing. Pure, and never wrong about what is protected. */
export function recognisePurpose(_request: ClientRequest): PurposeReading {
  return PLAIN_CALL;
}
