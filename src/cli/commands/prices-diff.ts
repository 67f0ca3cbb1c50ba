import type { PriceDiff, PriceDifference } from '../../config/price-diff.ts';
import { decimalUsd } from '../../core/money.ts';
import { command } from '../command.ts';
import { JSON_OPTION, SETUP_OPTIONS } from '../options.ts';
import { paint, printJson, printLine, remark } from '../output.ts';
import { renderTable } from '../render/table.ts';

export const diff = command({
  meta: { name: 'diff', description: 'Compare another list of prices, from a file, with yours' },
  args: {
    file: { type: 'positional', required: true, description: 'a JSON file' },
    config: SETUP_OPTIONS.config,
    ...JSON_OPTION,
  },
  examples: ['modicum prices diff api.json', 'modicum prices diff litellm.json --json'],
  about:
    'Takes a catalog of Modicum, `api.json` of models.dev, or the list of LiteLLM. Nothing is fetched. What the other list does not say, as one-hour cache writes at models.dev, is no difference. `prices override <model> --from <file>` takes a price over.',
  json: '`format`, `changed` (`model`, `field`, `upToPromptTokens`, `ours`, `theirs` in dollars per million as text, `percent`), `new`, `missing`, `same` (how many)',
  async run({ args }) {
    const { loadOwnPolicy } = await import('../policy-setup.ts');
    const { readPriceList } = await import('../../config/price-lists.ts');
    const { diffPrices } = await import('../../config/price-diff.ts');
    const today = new Date().toISOString().slice(0, 10);
    const { catalog } = loadOwnPolicy(args.config);
    const { format, prices } = readPriceList(args.file, today);
    const found = diffPrices(catalog, prices, today);
    if (args.json) {
      const { added, changed, ...rest } = found;
      const told = changed.map((one) => ({
        ...one,
        ours: dollars(one.ours),
        theirs: dollars(one.theirs),
      }));
      printJson({ format, changed: told, new: added, ...rest });
    } else print(found, format);
  },
});

/** More new names than this are a catalogue of everything, not news. */
const SHOWN = 20;

function print({ changed, added, missing, same }: PriceDiff, format: string): void {
  if (changed.length > 0) printLine(renderTable(COLUMNS, changed.map(rowOf)));
  else printLine('No price differs.');
  if (missing.length > 0) printLine(`\nnot in the other list: ${missing.join(', ')}`);
  if (added.length > 0) {
    const more = added.length > SHOWN ? ` and ${added.length - SHOWN} more` : '';
    printLine(`\nonly in the other list: ${added.slice(0, SHOWN).join(', ')}${more}`);
  }
  remark(`${format} list: ${same} models the same, ${changed.length} figures differ`);
}

const COLUMNS = [
  { title: 'model' },
  { title: 'price' },
  { title: 'ours', align: 'right' },
  { title: 'theirs', align: 'right' },
  { title: '', align: 'right' },
] as const;

function rowOf({ model, field, upToPromptTokens, ours, theirs, percent }: PriceDifference) {
  const band =
    upToPromptTokens === null ? '' : ` to ${upToPromptTokens.toLocaleString('en')} tokens`;
  const sign = percent !== null && percent > 0 ? '+' : '';
  const change = percent === null ? '' : `${sign}${Math.round(percent * 10) / 10} %`;
  return [
    model,
    field === 'bands' ? 'other steps by size of the prompt' : `${field}${band}`,
    dollars(ours) ?? '',
    dollars(theirs) ?? '',
    paint(percent !== null && percent < 0 ? 'green' : 'yellow', change),
  ];
}

function dollars(nanoUsd: number | null): string | null {
  return nanoUsd === null ? null : decimalUsd(nanoUsd);
}
