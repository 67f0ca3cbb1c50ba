import type { Vectors } from '../features/features.ts';
import { SLOT_BITS } from '../features/sink.ts';
import type { Example, Target } from './learn.ts';

/** Copies what a feature reader has just read, together with what is to be learned from it. */
export function exampleOf(
  { features, ideas }: Vectors,
  { target, weight = 1 }: { readonly target: Target; readonly weight?: number },
): Example {
  return {
    slots: features.slots.slice(0, features.count),
    values: features.values.slice(0, features.count),
    ideas: ideas.ids.slice(0, ideas.count),
    ideaValues: ideas.values.slice(0, ideas.count),
    target,
    weight,
  };
}

/**
 * Leaves out the features that fewer than `least` examples have: nothing can be learned from them but the
 * example itself, and each would be a weight to ship.
 */
export function withoutRare(examples: readonly Example[], least: number): readonly Example[] {
  const seen = new Uint16Array(1 << SLOT_BITS);
  for (const { slots } of examples) {
    for (const slot of new Set(slots)) seen[slot] = Math.min(65_535, (seen[slot] ?? 0) + 1);
  }
  return examples.map((example) => {
    const kept = [...example.slots.keys()].filter(
      (at) => (seen[example.slots[at] ?? 0] ?? 0) >= least,
    );
    return {
      ...example,
      slots: Int32Array.from(kept, (at) => example.slots[at] ?? 0),
      values: Float32Array.from(kept, (at) => example.values[at] ?? 0),
    };
  });
}
