import type { Call, ContentBlock } from '../core/call.ts';
import { hashOf } from './conversation-key.ts';
import { createRecentMap } from './recent-map.ts';

/**
 * Which model signed which thinking, where another one answered than the client named: the client sends
 * the blocks back as if the model it named had made them.
 */
export interface SignatureMemory {
  note(signatures: readonly string[], modelId: string): void;
  /** The known signers of the call's thinking blocks, by signature. */
  signersIn(call: Call): ReadonlyMap<string, string>;
  /** Those that nobody is known to have signed are this model's. */
  claim(call: Call, modelId: string): void;
}

/** Each takes about 100 bytes. */
const MOST_SIGNATURES = 50_000;

export function createSignatureMemory(limit = MOST_SIGNATURES): SignatureMemory {
  const signers = createRecentMap<string>(limit);
  // Signatures can be long; a few bytes tell them apart.
  const keyOf = (signature: string) => hashOf([signature]);
  return {
    note(signatures, modelId) {
      for (const signature of signatures) signers.set(keyOf(signature), modelId);
    },
    signersIn(call) {
      const found = new Map<string, string>();
      if (signers.size === 0) return found;
      for (const signature of signaturesIn(call)) {
        const signer = signers.get(keyOf(signature));
        if (signer !== undefined) found.set(signature, signer);
      }
      return found;
    },
    claim(call, modelId) {
      for (const signature of signaturesIn(call)) {
        const key = keyOf(signature);
        if (signers.get(key) === undefined) signers.set(key, modelId);
      }
    },
  };
}

function signaturesIn(call: Call): readonly string[] {
  return call.messages
    .flatMap(({ content }) => content.map(signatureOf))
    .filter((one) => one !== '');
}

function signatureOf(block: ContentBlock): string {
  return block.type === 'thinking' ? (block.signature ?? '') : '';
}
