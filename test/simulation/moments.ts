/** Numbers what happens in a run, so that any two things can be put in order. */
export interface Moments {
  next(): number;
}

export function countMoments(): Moments {
  let count = 0;
  return { next: () => ++count };
}
