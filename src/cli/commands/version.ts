import { ModicumError } from '../../core/error.ts';
import { command } from '../command.ts';
import { openModicum } from '../open-modicum.ts';
import { JSON_OPTION, SETUP_OPTIONS } from '../options.ts';
import { note, printJson, printLine } from '../output.ts';
import { VERSION } from '../version.ts';

export const version = command({
  meta: { name: 'version', description: 'The version, and what it runs on: for bug reports' },
  args: { config: SETUP_OPTIONS.config, ...JSON_OPTION },
  examples: ['modicum version', 'modicum version --json'],
  about: '`modicum --version` prints the version alone.',
  json: '`modicum`, `node`, `sqlite`, `platform`, `catalog` (date of models and prices) and `policy` (`path`, null for the built-in one, and `version`; null when it has mistakes)',
  async run({ args }) {
    const { catalog, policy, problem } = await rulesInForce(args.config);
    const facts = {
      modicum: VERSION,
      node: process.versions.node,
      sqlite: process.versions['sqlite'] ?? null,
      platform: `${process.platform} ${process.arch}`,
      catalog,
      policy,
    };
    if (args.json) printJson(facts);
    else {
      const shown = { ...facts, policy: policyText(policy) };
      for (const [name, value] of Object.entries(shown)) {
        printLine(`${name.padEnd(8)}  ${value ?? 'unknown'}`);
      }
    }
    if (problem !== null) note(problem);
  },
});

interface Rules {
  readonly catalog: string | null;
  readonly policy: { readonly path: string | null; readonly version: string } | null;
  readonly problem: string | null;
}

/** Whoever reports a broken policy needs the rest all the same. */
async function rulesInForce(config: string | undefined): Promise<Rules> {
  try {
    const modicum = await openModicum({ config });
    const policy = { path: modicum.policyPath, version: modicum.policy.version };
    const catalog = modicum.catalog.version;
    await modicum.close();
    return { catalog, policy, problem: null };
  } catch (cause) {
    if (!(cause instanceof ModicumError)) throw cause;
    return { catalog: null, policy: null, problem: cause.message };
  }
}

function policyText(policy: Rules['policy']): string | null {
  return policy === null ? null : `${policy.path ?? 'built in'} (${policy.version})`;
}
