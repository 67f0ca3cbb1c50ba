import type { DialectName } from './dialect.ts';

/** How hard a model is asked to think. Which values a model takes is in its catalog entry. */
export type Effort = 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

export const EFFORTS: readonly Effort[] = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** One model at one provider: what an attempt is sent to. */
export interface Model {
  /** Name of a provider in the policy, e.g. `anthropic`. */
  readonly provider: string;
  /** The id the upstream knows, e.g. `claude-haiku-5-5`. */
  readonly id: string;
  /** `null` leaves the effort to the client or the upstream's default. */
  readonly effort: Effort | null;
}

/** Families of upstreams. Each is one file in `provider/`. */
export type ProviderKind = 'anthropic' | 'openai-compatible' | 'ollama';

/**
 * What each family can speak. The first is what every one of its servers speaks, and what a call from any
 * other dialect is translated into; which of the rest a provider speaks is policy (`spoken-dialect.ts`).
 */
export const PROVIDER_DIALECTS: Readonly<
  Record<ProviderKind, readonly [DialectName, ...DialectName[]]>
> = {
  anthropic: ['anthropic-messages'],
  'openai-compatible': ['openai-chat', 'openai-responses'],
  ollama: ['ollama-chat'],
};

/** `provider/id`, the form used in the policy, in rows and on screens. */
export function modelName(model: Pick<Model, 'provider' | 'id'>): string {
  return `${model.provider}/${model.id}`;
}
