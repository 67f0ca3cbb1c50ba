import { readDataIds } from './anthropic.ts';
import type { Provider } from './provider.ts';

/** OpenAI's Chat Completions, aggregators, and local servers that speak it (llama.cpp, LM Studio, vLLM). */
export const openaiCompatible: Provider = {
  kind: 'openai-compatible',
  dialect: 'openai-chat',
  path: '/v1/chat/completions',
  modelsPath: '/v1/models',
  authorize: (key) => ({ authorization: `Bearer ${key}` }),
  defaultHeaders: {},
  // Not `openai-organization` and `openai-project`: they would bill Modicum's key to the client's choice.
  forwardedHeaders: ['openai-beta', 'x-client-request-id', 'user-agent'],
  readModels: readDataIds,
  isRemote: () => true,
};
