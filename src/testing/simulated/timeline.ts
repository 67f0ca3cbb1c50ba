/** The course of one answer in simulated time: `speed` seconds of it pass in one real second. */
export interface Timeline {
  /** Waits until so many simulated milliseconds have passed since the start. */
  reach(simulatedMs: number): Promise<void>;
}

/** Timers have millisecond steps: what is nearer than this is not waited for, and evens out later. */
const SHORTEST_WAIT_MS = 1.5;

export function startTimeline(speed: number): Timeline {
  const startedAt = performance.now();
  return {
    reach: async (simulatedMs) => {
      const remaining = simulatedMs / speed - (performance.now() - startedAt);
      if (remaining < SHORTEST_WAIT_MS) return;
      await new Promise((resolve) => setTimeout(resolve, remaining));
    },
  };
}
