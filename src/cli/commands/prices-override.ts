import { usage } from '../check-arguments.ts';
import { command } from '../command.ts';
import { CHANGE_JSON, CHANGE_OPTIONS } from './policy-set.ts';

export const override = command({
  meta: { name: 'override', description: 'Write your own price of a model into your policy' },
  args: {
    model: { type: 'positional', required: true, description: 'its id' },
    price: {
      type: 'positional',
      required: false,
      description: 'input=2 output=10 cache_read=0.1: dollars per million tokens',
    },
    from: {
      type: 'string',
      description: 'take it over from a list, as prices diff reads',
      valueHint: 'file',
    },
    ...CHANGE_OPTIONS,
  },
  severalWords: true,
  examples: [
    'modicum prices override claude-sonnet-5-5 input=1.8 output=9',
    'modicum prices override claude-haiku-5-5 1.input=0.4 --dry-run',
    'modicum prices override claude-opus-5-5 --from api.json',
  ],
  about:
    'Holds from now on for every figure and every day, in the gateway, the library and the command line; what is not named stays as it is. A model with prices by size of the prompt takes its band in front: `0.input=…`. Back to the catalog: `modicum policy unset models.<id>.price`.',
  json: CHANGE_JSON,
  async run({ args }) {
    const { priceEdit } = await import('../price-edit.ts');
    const { changeOwnPolicy } = await import('../policy-change.ts');
    const changes = args._.slice(1);
    if (changes.length > 0 === (args.from !== undefined)) {
      throw usage('Give either prices (input=2 output=10) or --from <file>.');
    }
    await changeOwnPolicy(args, () => [
      priceEdit({ id: args.model, changes, from: args.from, config: args.config }),
    ]);
  },
});
