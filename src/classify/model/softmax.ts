/** Turns scores into probabilities, in place. A temperature above 1 makes them less sure of themselves. */
export function softmax(
  scores: Float64Array | Float32Array,
  classes: number,
  temperature: number,
): void {
  let most = -Infinity;
  for (let one = 0; one < classes; one += 1) most = Math.max(most, scores[one] ?? 0);
  let sum = 0;
  for (let one = 0; one < classes; one += 1) {
    const likely = Math.exp(((scores[one] ?? 0) - most) / temperature);
    scores[one] = likely;
    sum += likely;
  }
  for (let one = 0; one < classes; one += 1) scores[one] = (scores[one] ?? 0) / sum;
}

/** The class with the highest score; the first of several. */
export function highest(scores: ArrayLike<number>, classes: number): number {
  let best = 0;
  for (let one = 1; one < classes; one += 1) {
    if ((scores[one] ?? 0) > (scores[best] ?? 0)) best = one;
  }
  return best;
}
