import { modelName } from '../../core/model.ts';
import type { CacheForesight, Receipt } from '../../ledger/ledger.ts';
import { cacheText, renderSwitch } from './switch.ts';
import type { Field } from './fields.ts';

/** What the cache was expected to do, what was reported, and the sums where a model might have changed. */
export function cacheFields(receipt: Receipt): readonly Field[] {
  const { cachePrediction, switchAccount } = receipt.call;
  return [
    [
      'cache',
      cachePrediction === null
        ? []
        : [`expected ${cacheText(cachePrediction)}${missText(receipt)}`],
    ],
    ['switch', switchAccount === null ? [] : renderSwitch(switchAccount)],
  ];
}

/** Predicted against reported; `null` where the model answered that nothing was predicted for. */
export interface CacheMiss {
  readonly predictedReadTokens: number;
  readonly readTokens: number;
  readonly promptTokens: number;
  readonly offTokens: number;
}

export function cacheMiss({ call: { cachePrediction }, attempts }: Receipt): CacheMiss | null {
  const asked = attempts.filter(({ opened }) => opened.role !== undefined).length;
  const first = attempts.find(({ opened }) => opened.number === asked + 1);
  if (cachePrediction === null || first?.closed?.usage.state !== 'reported') return null;
  const { provider, requestedModel } = first.opened;
  if (modelName({ provider, id: requestedModel }) !== cachePrediction.model) return null;
  const { usage } = first.closed.usage;
  const { freshInputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens } = usage;
  return {
    predictedReadTokens: cachePrediction.readTokens,
    readTokens: cacheReadTokens,
    promptTokens: freshInputTokens + cacheReadTokens + cacheWrite5mTokens + cacheWrite1hTokens,
    offTokens: Math.abs(cachePrediction.readTokens - cacheReadTokens),
  };
}

function missText(receipt: Receipt): string {
  const miss = cacheMiss(receipt);
  if (miss === null) return '';
  const read = miss.readTokens.toLocaleString('en-US');
  return `; reported read ${read}, off by ${percent(miss.offTokens, miss.promptTokens)} of the prompt`;
}

/** How well caches were foreseen, a line per state that was expected. */
export function renderForesight(foresight: readonly CacheForesight[]): readonly string[] {
  return foresight.map((one) => {
    const turns = `${one.calls} ${one.calls === 1 ? 'turn' : 'turns'}`;
    const expected = one.predictedReadTokens.toLocaleString('en-US');
    const read = one.readTokens.toLocaleString('en-US');
    return `${one.state.padEnd(6)} ${turns}, expected to read ${expected}, read ${read}, off by ${percent(one.offTokens, one.promptTokens)} of the prompts`;
  });
}

/** The same in a single line; none before the first turn. */
export function foresightLine(foresight: readonly CacheForesight[]): readonly string[] {
  const sum = (field: 'calls' | 'promptTokens' | 'offTokens') =>
    foresight.reduce((total, one) => total + one[field], 0);
  if (sum('calls') === 0) return [];
  const turns = sum('calls') === 1 ? '1 turn' : `${sum('calls')} turns`;
  return [
    `  caches         ${turns} foreseen, off by ${percent(sum('offTokens'), sum('promptTokens'))} of the prompts`,
  ];
}

function percent(part: number, whole: number): string {
  return `${whole === 0 ? '0.0' : ((100 * part) / whole).toFixed(1)} %`;
}
