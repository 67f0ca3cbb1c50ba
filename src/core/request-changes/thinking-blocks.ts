import type { Call } from '../call.ts';
import { isSameModel } from '../catalog.ts';
import { readDirectName } from '../model-name.ts';
import type { Target } from './target.ts';
import type { RoutingInput } from '../routing-input.ts';

/**
 * Signatures of thinking in this call that another model made: this one would refuse them, or take them
 * for words nobody said. `''` stands for thinking without a signature. Translated calls lose all of it.
 */
export function foreignThinking({ input, model, lane }: Target): readonly string[] {
  const { catalog, signers } = input.conditions;
  const signatures = lane === 'translated' ? [] : signaturesIn(input.call);
  if (signatures.length === 0) return [];
  const usual = usualSigner(input);
  return signatures.filter((signature) => {
    const signer = signers.get(signature) ?? usual;
    return signer === null || !isSameModel(catalog, signer, model.id);
  });
}

/**
 * Who made what nobody noted: the model the client names, or, when it names none, the model its
 * conversation is on. `null`: unknown.
 */
function usualSigner({ call, policy, conditions }: RoutingInput): string | null {
  const name = readDirectName(call.requestedModel, conditions.catalog, policy);
  if (name.kind === 'retired') return name.name;
  if (name.kind === 'pin') return name.candidates[0]?.id ?? name.entry?.id ?? name.name;
  return conditions.kept?.id ?? null;
}

function signaturesIn({ messages }: Call): readonly string[] {
  const signatures = new Set<string>();
  for (const { content } of messages) {
    for (const block of content) {
      if (block.type === 'thinking') signatures.add(block.signature ?? '');
    }
  }
  return [...signatures];
}
