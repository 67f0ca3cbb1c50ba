import type { CatalogModel, DatedPrice } from '../../core/catalog.ts';
import { decimalUsd } from '../../core/money.ts';
import { usage } from '../check-arguments.ts';
import { command } from '../command.ts';
import { JSON_OPTION, SETUP_OPTIONS } from '../options.ts';
import { paint, printJson, printLine, remark } from '../output.ts';
import { renderTable } from '../render/table.ts';

export const list = command({
  meta: { name: 'list', description: 'Prices by model, with the days they hold from' },
  args: {
    model: { type: 'positional', required: false, description: 'one model, with its past prices' },
    config: SETUP_OPTIONS.config,
    ...JSON_OPTION,
  },
  examples: ['modicum prices list', 'modicum prices list claude-sonnet-5-5 --json'],
  about:
    'Dollars per million tokens, from the catalog that came with this version and your policy over it. A prompt above a band is priced whole by the next one. A model whose price nobody told is unknown, never free.',
  json: '`catalog` (`version`, `ageDays`), `models`: `id`, `label`, `kind`, `source`, `isOwn` (priced by your policy), `retired`, `prices` (`from`, `isInForce`, `bands` in dollars per million as text, `modifiers`)',
  async run({ args }) {
    const { loadOwnPolicy } = await import('../policy-setup.ts');
    const { catalog } = loadOwnPolicy(args.config);
    const { findModel } = await import('../../core/catalog.ts');
    const found = args.model === undefined ? null : findModel(catalog, args.model);
    if (args.model !== undefined && found === null) {
      throw usage(`No model ${args.model} is known. modicum prices list shows all of them.`);
    }
    const today = new Date().toISOString().slice(0, 10);
    const models = found === null ? catalog.models : [found];
    const ageDays = ageOf(catalog.version, today);
    if (args.json) {
      const told = models.map((model) => describe(model, today));
      printJson({ catalog: { version: catalog.version, ageDays }, models: told });
      return;
    }
    const rows = models.flatMap((model) => rowsOf(model, today, found !== null));
    printLine(renderTable(COLUMNS, rows));
    for (const { source } of found === null ? [] : [found]) printLine(`\nsource  ${source}`);
    remark(`catalog ${catalog.version}, ${ageDays} days old; dollars per million tokens`);
  },
});

const COLUMNS = [
  { title: 'model' },
  { title: 'since' },
  { title: 'prompt up to', align: 'right' },
  { title: 'input', align: 'right' },
  { title: 'output', align: 'right' },
  { title: 'cache read', align: 'right' },
  { title: 'write 5m', align: 'right' },
  { title: 'write 1h', align: 'right' },
  { title: '' },
] as const;

/** The price in force, or all there ever were. */
function rowsOf(model: CatalogModel, today: string, isWhole: boolean): readonly string[][] {
  const inForce = model.prices.findLast(({ from }) => from <= today) ?? null;
  const shown = isWhole ? model.prices : model.prices.filter((price) => price === inForce);
  if (shown.length === 0) return [[model.id, '', '', paint('yellow', 'unknown')]];
  return shown.flatMap((price) =>
    price.bands.map((band, index) => [
      index === 0 ? model.id : '',
      index === 0 ? price.from : '',
      band.upToPromptTokens === null ? '' : band.upToPromptTokens.toLocaleString('en'),
      decimalUsd(band.input),
      decimalUsd(band.output),
      decimalUsd(band.cacheRead),
      decimalUsd(band.cacheWrite5m),
      decimalUsd(band.cacheWrite1h),
      index > 0 ? '' : remarkOn(model, price, inForce),
    ]),
  );
}

function remarkOn(model: CatalogModel, price: DatedPrice, inForce: DatedPrice | null): string {
  const remarks = [
    isOwn(model) && 'your policy',
    model.retired !== null && `retired ${model.retired.on}`,
    price !== inForce && (inForce === null || price.from > inForce.from ? 'to come' : 'past'),
  ];
  return remarks.filter((text) => text !== false).join(', ');
}

function describe(model: CatalogModel, today: string) {
  const { id, label, kind, source, retired } = model;
  const inForce = model.prices.findLast(({ from }) => from <= today);
  return {
    id,
    label,
    kind,
    source,
    isOwn: isOwn(model),
    retired,
    prices: model.prices.map((price) => ({
      from: price.from,
      isInForce: price === inForce,
      bands: price.bands.map(({ upToPromptTokens, ...fields }) => ({
        upToPromptTokens,
        ...Object.fromEntries(
          Object.entries(fields).map(([key, value]) => [key, decimalUsd(value)]),
        ),
      })),
      modifiers: price.modifiers,
    })),
  };
}

function isOwn({ source }: CatalogModel): boolean {
  return source === 'the policy file';
}

/** Days since the data was collected. */
function ageOf(version: string, today: string): number {
  const days = (Date.parse(today) - Date.parse(version.slice(0, 10))) / 86_400_000;
  return Math.max(0, Math.round(days));
}
