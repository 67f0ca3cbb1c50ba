import { command } from '../command.ts';
import { usage } from '../check-arguments.ts';
import { JSON_OPTION, readWholeNumber, SETUP_OPTIONS } from '../options.ts';
import { printLine } from '../output.ts';

export const demo = command({
  meta: {
    name: 'demo',
    description: 'A day of agent work through simulated upstreams: no key, no model, no money',
  },
  args: {
    seed: {
      type: 'string',
      description: 'another seed makes another day, default 1',
      valueHint: 'number',
    },
    keep: { type: 'boolean', description: 'leave the gateway running afterwards, until Ctrl-C' },
    port: {
      type: 'string',
      alias: 'p',
      description: 'port of the gateway, default any free one',
      valueHint: 'number',
    },
    real: {
      type: 'boolean',
      description: 'send eight small calls to your own models instead; may cost a cent',
    },
    config: { ...SETUP_OPTIONS.config, description: 'with --real: path of a modicum.yaml' },
    ...JSON_OPTION,
  },
  examples: ['modicum demo', 'modicum demo --seed 7 --keep --port 4242'],
  about:
    'A real gateway, the vendors’ SDKs and a ledger of its own. The same seed gives the same table. Your policy, keys and ledger are not touched; two demos at once do not disturb each other. Look into it afterwards with `modicum explain --demo`.',
  json: '`baselineTier`, `sent`, `unserved` and `totals` by task type, in billionths of a dollar; not with `--real`',
  exits: { 130: 'ended with Ctrl-C before its end; `--keep` is meant to be ended so, with 0' },
  async run({ args }) {
    const seed = readWholeNumber('seed', args.seed, { least: 0, most: 1_000_000_000 }) ?? 1;
    const port = readWholeNumber('port', args.port, { least: 0, most: 65_535 }) ?? 0;
    const json = args.json === true;
    if (args.real) {
      if (json) throw usage('--json is for the simulated day: leave out --real.');
      const { runRealSample } = await import('../demo/run-real-sample.ts');
      await runRealSample(args.config);
      return;
    }
    if (args.config !== undefined)
      throw usage('--config goes with --real: the demo has a policy of its own.');
    const { runDemo } = await import('../demo/run-demo.ts');
    await runDemo({ seed, port, keep: args.keep === true, json });
    if (json) return;
    const { offerRealThing } = await import('../demo/real-thing.ts');
    for (const line of await offerRealThing(process.env)) printLine(line);
  },
});
