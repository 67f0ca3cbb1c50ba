import type { ClaudeCodeLane, LaneMode } from '../core/purpose.ts';
import { paint } from './output.ts';
import { askGateway, type Running } from './running.ts';

/** As `GET /readyz` answers. */
export interface Readiness {
  readonly status: string;
  readonly simulated: boolean;
  readonly policy: string;
  /** `null` or left out by a gateway that follows no file. */
  readonly policyFile?: PolicyFileStatus | null;
  /** What happens to Claude Code's calls, by lane. */
  readonly claudeCode: Readonly<Record<ClaudeCodeLane, LaneMode>>;
  readonly catalog: string;
  readonly tiers: Readonly<Record<string, boolean>>;
  readonly providers: readonly {
    readonly name: string;
    readonly kind: string;
    readonly hasKey: boolean;
    /** It takes what a client shows of itself when it has no key of its own. */
    readonly passesClientCredential: boolean;
    readonly state: string;
    readonly models: number | null;
  }[];
}

export interface PolicyFileStatus {
  readonly path: string | null;
  /** When it was last read, Unix milliseconds. */
  readonly readAt: number;
  readonly problem: { readonly since: number; readonly text: string } | null;
}

/** Which tiers of a gateway can serve; `null` when it does not answer, or with something else. */
export async function askReadiness(running: Pick<Running, 'url'>): Promise<Readiness | null> {
  try {
    const response = await askGateway(running, '/readyz', 5_000);
    const body = (await response.json()) as Partial<Readiness>;
    return body.tiers === undefined || body.providers === undefined ? null : (body as Readiness);
  } catch {
    return null;
  }
}

export function isReady(readiness: Readiness): boolean {
  return readiness.status === 'ready';
}

/** Ready, but for clients that show a credential of their own and for nobody else. */
export function isForClientsAlone(readiness: Readiness): boolean {
  const isOpen = readiness.providers.some(({ hasKey, state }) => hasKey && state !== 'down');
  return isReady(readiness) && !isOpen;
}

/** `tier 0 ready · tier 1 not available · …` */
export function tiersLine({ tiers }: Readiness): string {
  return Object.entries(tiers)
    .map(([tier, usable]) => {
      const state = usable ? paint('green', 'ready') : paint('yellow', 'not available');
      return `tier ${tier} ${state}`;
    })
    .join(' · ');
}
