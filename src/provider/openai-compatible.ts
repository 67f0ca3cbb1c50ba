import { readDataIds } from './anthropic.ts';
import type { Provider } from './provider.ts';

/**
 * OpenAI's two APIs, aggregators, and local servers (llama.cpp, LM Studio, vLLM). All of them speak Chat
 * Completions; who speaks Responses as well is policy.
 */
export const openaiCompatible: Provider = {
  kind: 'openai-compatible',
  paths: { 'openai-chat': '/v1/chat/completions', 'openai-responses': '/v1/responses' },
  modelsPath: '/v1/models',
  authorize: (key) => ({ authorization: `Bearer ${key}` }),
  defaultHeaders: {},
  // Not `openai-organization` and `openai-project`: they would bill Modicum's key to the client's choice.
  forwardedHeaders: ['openai-beta', 'x-client-request-id', 'user-agent'],
  readModels: readDataIds,
  isRemote: () => true,
};
