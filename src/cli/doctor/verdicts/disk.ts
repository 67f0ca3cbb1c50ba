import { ok, problem, warning, type Verdict } from '../verdict.ts';
import { size } from './ledger.ts';

export interface DiskFacts {
  readonly folder: string;
  /** `null`: the system does not say. */
  readonly freeBytes: number | null;
  /** Why Modicum cannot keep its files there; `null` when it can. */
  readonly trouble: string | null;
}

const LITTLE_BYTES = 512 * 1024 * 1024;
const NOTHING_BYTES = 16 * 1024 * 1024;

/** A call whose row cannot be written is not made: a full disk stops everything. */
export function judgeDisk({ folder, freeBytes, trouble }: DiskFacts): readonly Verdict[] {
  if (trouble !== null) return [problem(trouble, 'docs/errors.md explains state_folder_unusable')];
  if (freeBytes === null) return [ok(folder)];
  const says = `${size(freeBytes)} free for ${folder}`;
  if (freeBytes < NOTHING_BYTES)
    return [problem(says, 'Make room: no call is made without its row.')];
  return freeBytes < LITTLE_BYTES ? [warning(says, 'Make room soon.')] : [ok(says)];
}
