import type { DialectName } from '../core/dialect.ts';
import type { ProviderKind } from '../core/model.ts';
import type { UpstreamError } from '../core/error.ts';

/**
 * The adapter for a family of upstreams: small declarative pieces, one file per family. What is the same
 * for all (sockets, limits, headers that never travel) is in `upstream-client.ts`.
 */
export interface Provider {
  readonly kind: ProviderKind;
  /** Path of the call by the dialect it is written in, joined to the base URL: one for each it can speak. */
  readonly paths: Readonly<Partial<Record<DialectName, string>>>;
  /** Path that lists models, for the check before tier 0 is used. */
  readonly modelsPath: string;
  /** The headers that carry the key. Called only when there is one. */
  authorize(key: string): Readonly<Record<string, string>>;
  /** Headers this family needs on every call unless the client sent them. */
  readonly defaultHeaders: Readonly<Record<string, string>>;
  /** Client headers that travel to this family on the untouched lane: prefixes in lower case. */
  readonly forwardedHeaders: readonly string[];
  /** Ids in the answer of `modelsPath`; `null` when it is not one. */
  readModels(body: unknown): readonly string[] | null;
  /** Does this id run elsewhere although the server is local? */
  isRemote(modelId: string): boolean;
}

/** One request to one upstream. */
export interface UpstreamRequest {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'HEAD';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `null` for none; what is iterated is passed on as it comes. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array> | null;
  readonly signal: AbortSignal;
  /** Longest wait for the head of the answer. */
  readonly headTimeoutMs: number;
  /** Longest silence within the body. */
  readonly idleTimeoutMs: number;
}

export type UpstreamResult =
  | { readonly ok: true; readonly response: UpstreamResponse }
  /** `sent`: the request left before it failed, so it may have been paid for. */
  | { readonly ok: false; readonly error: UpstreamError; readonly sent: boolean };

export interface UpstreamResponse {
  readonly status: number;
  /** Lower-case names; repeated ones joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The body as it comes; reading slowly slows the upstream down, and leaving the loop closes it.
   * Throws `UpstreamFailure` when it is cut or silent too long.
   */
  readonly body: AsyncIterable<Uint8Array>;
}

/** A body that ended badly. `error` says how, as a value. */
export class UpstreamFailure extends Error {
  override readonly name = 'UpstreamFailure';
  readonly error: UpstreamError;

  constructor(error: UpstreamError, options?: ErrorOptions) {
    super(error.message, options);
    this.error = error;
  }
}
