/** A wire format. Clients speak all but the last; upstreams any of them. */
export type DialectName = 'anthropic-messages' | 'openai-chat' | 'openai-responses' | 'ollama-chat';

export const DIALECT_NAMES: readonly DialectName[] = [
  'anthropic-messages',
  'openai-chat',
  'openai-responses',
  'ollama-chat',
];
