import { contextOf, type Context } from './circumstances.ts';
import type { Reading } from '../reading.ts';
import { ideaVectorSize, type Vectors } from './features.ts';

const CONTEXTS: readonly Context[] = ['bare', 'program', 'agent'];

/** How long an idea vector is once the likely types are part of it. */
export function typedVectorSize(types: number): number {
  return ideaVectorSize() + CONTEXTS.length * types;
}

/**
 * Adds to a call's vectors which types it probably is, told apart by where it stands: exploring code asks for
 * less as a sub-agent's errand than as a question of its own.
 */
export function putTypes(vectors: Vectors, reading: Reading, likely: ArrayLike<number>): void {
  const context = contextOf(reading);
  const base = ideaVectorSize() + CONTEXTS.indexOf(context) * likely.length;
  for (let type = 0; type < likely.length; type += 1) {
    const share = likely[type] ?? 0;
    if (share < LEAST_SHARE) continue;
    vectors.features.putSlot(slotSalt(type, context), share * TYPE_WEIGHT);
    vectors.ideas.put(base + type, share);
  }
}

const LEAST_SHARE = 0.02;
const TYPE_WEIGHT = 1.5;

function slotSalt(type: number, context: Context): number {
  return Math.imul(type + 1, 0x9e3779b1) ^ Math.imul(CONTEXTS.indexOf(context) + 1, 0x7feb352d);
}
