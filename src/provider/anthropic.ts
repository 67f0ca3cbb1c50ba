import { isObject } from '../core/json.ts';
import type { Provider } from './provider.ts';

/** Anthropic's Messages API, and every server that speaks it. */
export const anthropic: Provider = {
  kind: 'anthropic',
  paths: { 'anthropic-messages': '/v1/messages' },
  modelsPath: '/v1/models?limit=1000',
  authorize: (key) => ({ 'x-api-key': key }),
  defaultHeaders: { 'anthropic-version': '2023-06-01' },
  // An open list: betas and attribution headers change with every client release.
  forwardedHeaders: ['anthropic-', 'x-claude-code-', 'x-client-request-id', 'x-app', 'user-agent'],
  readModels: readDataIds,
  isRemote: () => true,
};

/** `{ data: [{ id }] }`, the list both Anthropic and OpenAI give. */
export function readDataIds(body: unknown): readonly string[] | null {
  if (!isObject(body) || !Array.isArray(body['data'])) return null;
  return body['data'].flatMap((entry: unknown) =>
    isObject(entry) && typeof entry['id'] === 'string' ? [entry['id']] : [],
  );
}
