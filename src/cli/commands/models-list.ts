import type { Capabilities, Catalog, CatalogModel } from '../../core/catalog.ts';
import { decimalUsd } from '../../core/money.ts';
import type { Policy } from '../../core/policy.ts';
import { TIERS } from '../../core/tier.ts';
import { command } from '../command.ts';
import { JSON_OPTION, SETUP_OPTIONS } from '../options.ts';
import { paint, printJson, printLine, remark } from '../output.ts';
import { renderTable } from '../render/table.ts';

export const list = command({
  meta: { name: 'list', description: 'Every model a call may name, and what it can and costs' },
  args: {
    all: { type: 'boolean', alias: 'a', description: 'retired ones too' },
    config: SETUP_OPTIONS.config,
    ...JSON_OPTION,
  },
  examples: ['modicum models list', 'modicum models list --all --json'],
  about:
    'First those your tiers are bound to. Besides them a call may name `modicum/auto`, `modicum/auto:task=<type>` and `modicum/tier-0` to `-3`. Nobody is asked: `models check` does that.',
  json: '`names` (what Modicum itself answers to), `models`: `id`, `aliases`, `label`, `kind`, `providers`, `tiers`, `contextTokens`, `outputTokens`, `capabilities`, `price` (first band in force: `input`, `output` as text, or null), `retired`, `source`',
  async run({ args }) {
    const { loadOwnPolicy } = await import('../policy-setup.ts');
    const { policy, catalog } = loadOwnPolicy(args.config);
    const today = new Date().toISOString().slice(0, 10);
    const shown = catalog.models
      .filter(({ retired }) => args.all === true || retired === null)
      .map((model) => describe({ model, policy, catalog, today }))
      .toSorted((one, other) => firstTier(one.tiers) - firstTier(other.tiers));
    if (args.json) printJson({ names: OWN_NAMES, models: shown });
    else {
      printLine(renderTable(COLUMNS, shown.map(rowOf)));
      const retired = catalog.models.length - shown.length;
      if (retired > 0) remark(`${retired} retired models are not shown; --all does`);
    }
  },
});

const OWN_NAMES = ['modicum/auto', ...TIERS.map((tier) => `modicum/tier-${tier}`)];

interface Described {
  readonly id: string;
  readonly providers: readonly string[];
  readonly tiers: readonly number[];
  readonly contextTokens: number;
  readonly outputTokens: number;
  readonly capabilities: Capabilities;
  readonly price: { readonly input: string; readonly output: string } | null;
  readonly retired: CatalogModel['retired'];
}

function describe(input: {
  readonly model: CatalogModel;
  readonly policy: Policy;
  readonly catalog: Catalog;
  readonly today: string;
}) {
  const { model, policy, today } = input;
  const { id, aliases, label, kind, limits, capabilities, retired, source } = model;
  const names = [id, ...aliases];
  const band = model.prices.findLast(({ from }) => from <= today)?.bands[0] ?? null;
  const bindings = TIERS.flatMap((tier) =>
    policy.tiers[tier].bindings.map((binding) => ({ tier, ...binding })),
  ).filter((binding) => names.includes(binding.id));
  const serving = policy.providers.filter(
    (provider) =>
      provider.models.some((one) => names.includes(one)) ||
      (provider.kind === kind && kind !== 'ollama' && provider.models.length === 0),
  );
  const providers = [
    ...bindings.map(({ provider }) => provider),
    ...serving.map(({ name }) => name),
  ];
  return {
    id,
    aliases,
    label,
    kind,
    providers: [...new Set(providers)],
    tiers: [...new Set(bindings.map(({ tier }) => tier))],
    ...limits,
    capabilities,
    price:
      band === null ? null : { input: decimalUsd(band.input), output: decimalUsd(band.output) },
    retired,
    source,
  };
}

function firstTier(tiers: readonly number[]): number {
  return tiers[0] ?? TIERS.length;
}

const COLUMNS = [
  { title: 'model' },
  { title: 'tier' },
  { title: 'provider' },
  { title: 'context', align: 'right' },
  { title: 'answer', align: 'right' },
  { title: 'in / out $ per M', align: 'right' },
  { title: 'can' },
] as const;

function rowOf(model: Described): string[] {
  const { id, tiers, providers, contextTokens, outputTokens, price, retired } = model;
  const cost = price === null ? paint('yellow', 'unknown') : `${price.input} / ${price.output}`;
  return [
    id,
    tiers.join(', '),
    providers.join(', '),
    thousands(contextTokens),
    thousands(outputTokens),
    cost,
    retired === null ? short(model.capabilities) : paint('yellow', retiredText(retired)),
  ];
}

function retiredText({ on, replacedBy }: NonNullable<CatalogModel['retired']>): string {
  return `retired ${on}; ${replacedBy} replaces it`;
}

/** What differs between models, in a few words. */
function short(can: Capabilities): string {
  const parts = [
    can.tools && 'tools',
    can.forcedToolChoice && 'forced tools',
    can.images && 'images',
    can.structuredOutput && 'schemas',
    can.thinking.length > 0 && 'thinking',
    can.efforts.length > 0 && 'effort',
    can.samplingParameters && 'temperature',
  ];
  return parts.filter((part) => part !== false).join(' ');
}

function thousands(tokens: number): string {
  if (tokens >= 1_000_000) return `${Math.round(tokens / 100_000) / 10}M`;
  return tokens >= 1_000 ? `${Math.round(tokens / 1_000)}k` : String(tokens);
}
