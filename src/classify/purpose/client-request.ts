import type { JsonObject } from '../../core/json.ts';

/** What of a request tells its purpose. Header names are lower-case. */
export interface ClientRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `null` for requests without one. */
  readonly body: JsonObject | null;
}
