/** A wire format. Clients speak the first two; upstreams any of them. */
export type DialectName = 'anthropic-messages' | 'openai-chat' | 'ollama-chat';

export const DIALECT_NAMES: readonly DialectName[] = [
  'anthropic-messages',
  'openai-chat',
  'ollama-chat',
];
