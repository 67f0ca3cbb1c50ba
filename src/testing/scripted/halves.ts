/** A text as the two deltas a ready-made stream sends it in; never cut inside a character. */
export function halves(text: string): readonly string[] {
  const points = Array.from(text);
  const middle = Math.ceil(points.length / 2);
  const parts = [points.slice(0, middle).join(''), points.slice(middle).join('')];
  return parts.filter((part) => part !== '');
}
