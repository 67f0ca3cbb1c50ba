import type { AskedProvider, CheckedModel } from '../check-models.ts';
import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { JSON_OPTION, SETUP_OPTIONS } from '../options.ts';
import { note, paint, printJson, printLine } from '../output.ts';
import { renderTable } from '../render/table.ts';

export const check = command({
  meta: { name: 'check', description: 'Ask the providers whether your models can be used' },
  args: {
    offline: { type: 'boolean', description: 'ask nobody, look only into the catalog' },
    config: SETUP_OPTIONS.config,
    ...JSON_OPTION,
  },
  examples: ['modicum models check', 'modicum models check --offline --json'],
  about:
    'Each provider is asked for its list of models, with its own key; no model is called and nothing is spent. What cannot be found out, as for a provider that takes each client’s own credential, is no failure.',
  json: '`providers`: `name`, `kind`, `state` (`listed`, `no_key`, `client`, `refused`, `offline`, `unclear`, `not_asked`), `models` (how many, or null); `models`: `model`, `tier`, `state` (`usable`, `unusable`, `unknown`), `problem`, `warnings`',
  exits: { 4: 'a model that a tier is bound to cannot be used' },
  async run({ args }) {
    const { loadOwnPolicy } = await import('../policy-setup.ts');
    const { askProviders, checkBoundModels, unaskedProviders } = await import('../check-models.ts');
    const loaded = loadOwnPolicy(args.config);
    const isOffline = args.offline === true;
    const asked = isOffline ? unaskedProviders(loaded) : await askProviders(loaded, process.env);
    const today = new Date().toISOString().slice(0, 10);
    const checked = checkBoundModels(loaded, asked, today);
    if (args.json) {
      const providers = asked.map(({ models, ...rest }) => ({
        ...rest,
        models: models?.length ?? null,
      }));
      printJson({ providers, models: checked });
    } else print(asked, checked);
    if (checked.some(({ state }) => state === 'unusable')) process.exitCode = EXIT.upstream;
  },
});

function print(asked: readonly AskedProvider[], checked: readonly CheckedModel[]): void {
  const rows = checked.map(({ model, tier, state, problem }) => [
    String(tier),
    model,
    paint(COLOURS[state], state),
    problem ?? '',
  ]);
  printLine(
    renderTable(
      ['tier', 'model', '', ''].map((title) => ({ title })),
      rows,
    ),
  );
  printLine();
  for (const { name, state, models } of asked) {
    const count = models === null ? '' : `, ${models.length} models`;
    printLine(`${name.padEnd(14)} ${STATES[state]}${count}`);
  }
  for (const { model, warnings } of checked) {
    for (const warning of warnings) note(`${model}: ${warning}`);
  }
}

const COLOURS = { usable: 'green', unusable: 'red', unknown: 'yellow' } as const;

const STATES: Readonly<Record<AskedProvider['state'], string>> = {
  listed: 'answers',
  no_key: 'has no key, was not asked',
  client: 'takes what each client shows, was not asked',
  refused: 'does not take its key',
  offline: 'does not answer',
  unclear: 'answers, but with no list of models',
  not_asked: 'was not asked',
};
