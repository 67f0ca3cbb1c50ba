import { ModicumError } from '../../core/error.ts';

export type SdkClients = Awaited<ReturnType<typeof createSdkClients>>;

/** The vendors' own SDKs, pointed at the gateway: what a user's program would do, and nothing else. */
export async function createSdkClients(gatewayUrl: string) {
  const [{ default: Anthropic }, { default: OpenAI }] = await loadSdks();
  return {
    anthropic: new Anthropic({ baseURL: gatewayUrl, apiKey: 'not-needed-on-loopback' }),
    openai: new OpenAI({ baseURL: `${gatewayUrl}/v1`, apiKey: 'not-needed-on-loopback' }),
  };
}

/** They are no dependencies of Modicum: a checkout has them for its tests, a user's program its own. */
async function loadSdks() {
  try {
    return await Promise.all([import('@anthropic-ai/sdk'), import('openai')]);
  } catch (cause) {
    throw new ModicumError(
      'sdk_missing',
      'The demo sends its traffic through the real SDKs. Install them: npm install @anthropic-ai/sdk openai',
      { cause },
    );
  }
}
