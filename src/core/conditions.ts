import type { CallOptions } from './call-options.ts';
import type { Catalog } from './catalog.ts';
import type { Classification } from './classification.ts';
import type { ConversationState } from './conversation-state.ts';
import type { DialectName } from './dialect.ts';
import type { MetaFinding } from './meta.ts';
import type { Model } from './model.ts';
import type { ModelSpeed } from './model-speed.ts';
import type { PurposeReading } from './purpose.ts';

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
  /** What the client is doing with this call. */
  readonly purpose: PurposeReading;
  /**
   * The model the conversation is on, which this call must not leave; `null` at a safe point (its first
   * turn, after compaction, a call that stands alone) and when nothing is known of it.
   */
  readonly kept: Model | null;
  /** What its caches hold and where it stands; left out where nothing of conversations is remembered. */
  readonly conversation?: ConversationState;
  /**
   * The model that signed each thinking block of the call, by its signature, where another one answered
   * than the client named. A signature that is not here was made by the model the client names.
   */
  readonly signers: ReadonlyMap<string, string>;
  /** How fast models have been, by `provider/id`; left out where nothing was measured. */
  readonly speeds?: Readonly<Record<string, ModelSpeed>>;
  /**
   * What the classifier makes of the call's trusted part (`trustedPart`), which alone has a say in its
   * bounds; left out where that is all of it.
   */
  readonly trusted?: Classification;
  /** Calls of the same user action so far, this one included; left out where nobody counts. */
  readonly actionCalls?: number;
  /** What came of asking a cheap model what the call is; left out where none was asked. */
  readonly meta?: MetaFinding;
}

/** What is known of one provider without sending it a call. */
export interface UpstreamState {
  /** `false` only when it needs a key and none was found. */
  readonly hasKey: boolean;
  readonly state: 'up' | 'down' | 'unknown';
  /** Models it says it has; `null` when it was not asked. */
  readonly models: readonly string[] | null;
}
