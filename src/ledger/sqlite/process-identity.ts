import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who writes to a ledger: enough to tell later, from another process, whether it still lives. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** Differs between two processes that had the same pid; `null` where the system does not say. */
  readonly start: string | null;
}

export function ownIdentity(): ProcessIdentity {
  return { host: hostname(), pid: process.pid, start: processStat(process.pid)?.start ?? null };
}

/** `unknown`: it ran on another host or in another container, whose processes cannot be seen. */
export function lifeOf(identity: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  if (identity.host !== hostname()) return 'unknown';
  if (!exists(identity.pid)) return 'dead';
  const stat = processStat(identity.pid);
  if (stat?.hasEnded === true) return 'dead';
  const start = stat?.start ?? null;
  return identity.start === null || start === null || identity.start === start ? 'alive' : 'dead';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to someone else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

interface ProcessStat {
  /** A zombie: it does nothing any more, and only waits for its parent to ask how it ended. */
  readonly hasEnded: boolean;
  /** Boot and start time. */
  readonly start: string;
}

/** As Linux tells it; elsewhere, `null`, a reused pid keeps its rows open for longer. */
function processStat(pid: number): ProcessStat | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the command, in brackets, may hold anything: count the fields after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return { hasEnded: /^[ZXx]$/.test(String(fields[0])), start: `${boot}:${fields[19]}` };
  } catch {
    return null;
  }
}
