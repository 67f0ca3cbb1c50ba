import type { UpstreamCounts } from './tally.ts';

/** What the three simulated upstreams have in common. */
export interface SimulatedUpstream {
  readonly url: string;
  counts(): UpstreamCounts;
  close(): Promise<void>;
}

export interface SimulatedSettings {
  readonly seed: number;
  /** Seconds of simulated time per real second; `Infinity` waits for nothing. */
  readonly speed: number;
  /** Whether a few requests fail and a few local answers are bad. */
  readonly failures: boolean;
}
