import type { ProviderKind } from '../core/model.ts';
import { anthropic } from './anthropic.ts';
import { ollama } from './ollama.ts';
import { openaiCompatible } from './openai-compatible.ts';
import type { Provider } from './provider.ts';

/** Every family of upstreams. A new one: one file, one line here. */
export const PROVIDERS: Readonly<Record<ProviderKind, Provider>> = {
  anthropic,
  'openai-compatible': openaiCompatible,
  ollama,
};
