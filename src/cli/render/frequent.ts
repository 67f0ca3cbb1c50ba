import { formatUsd } from '../../core/money.ts';
import type { FrequentAction } from '../../gateway/action-memory.ts';

/** `412 calls of one action kept on tier 1, saved $0.84`: one line per action, the latest first. */
export function frequentLines(actions: readonly FrequentAction[]): readonly string[] {
  return actions.map(({ calls, kept, tier, savedNanoUsd, unknown }) => {
    const some = kept === calls ? '' : ` of its ${calls}`;
    const rest = unknown === 0 ? '' : ` (unknown for ${unknown})`;
    const what = `${kept} ${kept === 1 ? 'call' : 'calls'} of one action kept on tier ${tier}${some}`;
    return `  ${what}, saved ${formatUsd(savedNanoUsd)}${rest}`;
  });
}
