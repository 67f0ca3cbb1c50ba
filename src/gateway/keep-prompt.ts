import { readingOf } from '../classify/reading.ts';
import type { Call, ContentBlock } from '../core/call.ts';
import type { PurposeReading } from '../core/purpose.ts';
import type { Gateway } from './gateway.ts';

interface Asked {
  readonly callId: string;
  readonly call: Call;
  readonly purpose: PurposeReading;
}

/**
 * Keeps what was asked, where the policy says so, as the classifier sees it. Beside the path of the call:
 * nobody waits for it, and that it fails is only logged.
 */
export function keepPrompt(gateway: Gateway, { callId, call, purpose }: Asked): void {
  const { policy, redact, ledger } = gateway;
  if (!policy.record.prompts || ledger.prompts === undefined) return;
  // Before it is cut: half a secret is not recognised any more.
  const reading = readingOf(withoutSecrets(call, redact), purpose);
  const { ask, system, earlierAsk, earlierAnswer, tools } = reading;
  if (ask === '') return;
  const prompt = {
    callId,
    ask,
    system,
    earlierAsk,
    earlierAnswer,
    tools,
    purpose: reading.purpose,
  };
  ledger.prompts
    .keep(prompt, policy.record)
    .catch((cause: unknown) => gateway.log('ledger_unavailable', cause));
}

function withoutSecrets(call: Call, redact: Gateway['redact']): Call {
  const clean = (block: ContentBlock): ContentBlock =>
    block.type === 'text' ? { ...block, text: redact(block.text) } : block;
  return {
    ...call,
    system: call.system.map(clean),
    messages: call.messages.map((one) => ({ ...one, content: one.content.map(clean) })),
    tools: call.tools.map((tool) => ({ ...tool, name: redact(tool.name) })),
  };
}
