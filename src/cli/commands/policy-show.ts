import { command } from '../command.ts';
import { JSON_OPTION, SETUP_OPTIONS } from '../options.ts';
import { printJson, printLine, screenWidth } from '../output.ts';

export const show = command({
  meta: {
    name: 'show',
    description: 'The policy in force, each value with where it came from',
  },
  args: {
    key: {
      type: 'positional',
      required: false,
      description: 'only what is there: tiers.0.timeout, tiers.0, subagents; default everything',
    },
    config: SETUP_OPTIONS.config,
    ...JSON_OPTION,
  },
  examples: [
    'modicum policy show',
    'modicum policy show tiers.0.timeout',
    'modicum policy show claude_code --json',
  ],
  about:
    'Values come from the built-in policy, your file (`--config`, `MODICUM_CONFIG`, or the config folder, in this order) and environment variables, the later the stronger. A key may be shortened to its end where only one key ends so.',
  json: '`file` (`path`, `namedBy`: `flag`, `environment`, `folder` or null), `policy` (its version), `values`: `key`, `value` as written, `from` (`default`, `file` or `environment`), `line`, `variable`',
  async run({ args }) {
    const { loadOwnPolicy } = await import('../policy-setup.ts');
    const { readOwnKey } = await import('../policy-key.ts');
    const { renderPolicyValues } = await import('../render/policy-values.ts');
    const loaded = loadOwnPolicy(args.config);
    const values = loaded.values();
    const path = args.key === undefined ? [] : readOwnKey(args.key, values);
    const shown = values.filter((one) =>
      path.every((key, index) => String(one.path[index]) === String(key)),
    );
    const single = shown.length === 0 ? loaded.source.explain(path.join('.')) : null;
    const found = single === null ? shown : [{ path, ...single }];
    if (args.json) {
      printJson({
        file: { path: loaded.path, namedBy: namedBy(args.config, loaded.path) },
        policy: loaded.policy.version,
        values: found.map(({ path: keys, ...rest }) => ({ key: keys.join('.'), ...rest })),
      });
      return;
    }
    if (found.length === 0) printLine(`${path.join('.')} is not set.`);
    else printLine(renderPolicyValues(found, { file: loaded.path, width: screenWidth() }));
  },
});

function namedBy(config: string | undefined, path: string | null): string | null {
  if (path === null) return null;
  if (config !== undefined) return 'flag';
  return process.env['MODICUM_CONFIG'] ? 'environment' : 'folder';
}
