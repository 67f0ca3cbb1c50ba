import type { CallOptions } from './call-options.ts';
import type { Catalog } from './catalog.ts';
import type { DialectName } from './dialect.ts';

/** What `route` must know of the world besides the policy: it reads no clock and asks nobody. */
export interface Conditions {
  /** Unix milliseconds. */
  readonly now: number;
  readonly catalog: Catalog;
  readonly options: CallOptions;
  /** By provider name; one that is missing counts as unknown and is tried. */
  readonly upstreams: Readonly<Record<string, UpstreamState>>;
  /** Per dialect, what of this call it cannot carry (`Dialect.request.cannotCarry`). The call's own: empty. */
  readonly untranslatable: Readonly<Record<DialectName, readonly string[]>>;
  /** Per dialect, what of this call it says in another form (`Dialect.request.reworded`). */
  readonly reworded: Readonly<Record<DialectName, readonly string[]>>;
}

/** What is known of one provider without sending it a call. */
export interface UpstreamState {
  /** `false` only when it needs a key and none was found. */
  readonly hasKey: boolean;
  readonly state: 'up' | 'down' | 'unknown';
  /** Models it says it has; `null` when it was not asked. */
  readonly models: readonly string[] | null;
}
