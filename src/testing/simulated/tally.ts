/** How requests ended at one upstream. `refused`: a 4xx; `left`: the client closed early. */
export type SimulatedOutcome =
  | 'answered'
  | 'bad-answer'
  | 'overloaded'
  | 'server-error'
  | 'refused'
  | 'left';

/** Counts by model, then by outcome; what never happened is absent. */
export type UpstreamCounts = Readonly<
  Record<string, Readonly<Partial<Record<SimulatedOutcome, number>>>>
>;

export interface Tally {
  note(model: string, outcome: SimulatedOutcome): void;
  read(): UpstreamCounts;
}

export function createTally(): Tally {
  const counts = new Map<string, Partial<Record<SimulatedOutcome, number>>>();
  return {
    note: (model, outcome) => {
      const row = counts.get(model) ?? {};
      row[outcome] = (row[outcome] ?? 0) + 1;
      counts.set(model, row);
    },
    read: () => Object.fromEntries([...counts].map(([model, row]) => [model, { ...row }])),
  };
}
