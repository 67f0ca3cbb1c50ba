import { isObject } from '../core/json.ts';
import type { Provider } from './provider.ts';

/**
 * Ollama's own API. Not its OpenAI-compatible one, which ignores `num_ctx` and so cuts long prompts at
 * the front without a sign.
 */
export const ollama: Provider = {
  kind: 'ollama',
  paths: { 'ollama-chat': '/api/chat' },
  modelsPath: '/api/tags',
  // A local server needs no key, and none is ever sent to it.
  authorize: () => ({}),
  defaultHeaders: {},
  forwardedHeaders: [],
  readModels(body) {
    if (!isObject(body) || !Array.isArray(body['models'])) return null;
    return body['models'].flatMap((entry: unknown) =>
      isObject(entry) && typeof entry['name'] === 'string' ? [entry['name']] : [],
    );
  },
  // Names with this ending run on Ollama's servers even through the local port.
  isRemote: (modelId) => modelId.endsWith(':cloud') || modelId.endsWith('-cloud'),
};
