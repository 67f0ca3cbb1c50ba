import { ok, problem, skipped, warning, type Verdict } from '../verdict.ts';

export interface ClaudeCodeFacts {
  /** `null`: not found. */
  readonly program: { readonly path: string; readonly version: string | null } | null;
  /** The address a connected Claude Code should have. */
  readonly gatewayUrl: string;
  /** This user's gateway runs. */
  readonly isRunning: boolean;
  /** What is set, weakest first: the shell, then the settings files in their order. */
  readonly settings: readonly ClaudeCodeSetting[];
  /** Settings files that are there and cannot be understood; `problem` reads after the path. */
  readonly broken: readonly { readonly path: string; readonly problem: string }[];
  /** Where the policy looks for keys of its own. */
  readonly keyVariables: readonly string[];
}

export interface ClaudeCodeSetting {
  readonly kind: 'shell' | 'user' | 'shared' | 'local' | 'managed';
  /** A path, or `your shell`. */
  readonly where: string;
  readonly name: string;
  /** Only of an address, without a name, password and query; `null` for all others: they may be keys. */
  readonly address: string | null;
}

export function judgeClaudeCode(facts: ClaudeCodeFacts): readonly Verdict[] {
  const { program, settings, broken } = facts;
  const mistakes = broken.map(({ path, problem: what }) =>
    problem(`${path} ${what}`, 'Mend it there: what it says cannot be known, also to connect.'),
  );
  const isConcerned = settings.some((one) => !isOwnKey(one, facts));
  if (program === null && !isConcerned && broken.length === 0)
    return [skipped('not found on this machine')];
  return [programVerdict(program), ...mistakes, connectionVerdict(facts), ...rivals(facts)];
}

function programVerdict(program: ClaudeCodeFacts['program']): Verdict {
  if (program === null) {
    return warning(
      'the program is not on the PATH',
      'Install it, or name it: modicum code --claude <path>',
    );
  }
  return ok(`${program.version ?? 'version unknown'} at ${program.path}`);
}

/** The strongest address counts: files beat the shell, and managed settings beat everything. */
function connectionVerdict({ settings, gatewayUrl, isRunning }: ClaudeCodeFacts): Verdict {
  const address = settings.findLast(({ name }) => name === 'ANTHROPIC_BASE_URL');
  if (address === undefined) {
    return ok(
      'not connected for good: modicum code for one session, modicum connect claude-code to stay',
    );
  }
  if (address.address === gatewayUrl && !isRunning) {
    return warning(
      `connected by ${address.where}, and no gateway runs: every claude fails until one does`,
      'modicum up, or modicum disconnect claude-code',
    );
  }
  if (address.address === gatewayUrl) return ok(`connected to this gateway by ${address.where}`);
  const beats =
    address.kind === 'managed'
      ? 'an administrator put it there, and it beats modicum code'
      : 'modicum code beats it, modicum connect may not';
  return warning(
    `${address.where} sends it to ${address.address ?? 'another address'}`,
    `Take ANTHROPIC_BASE_URL out there if that is not meant; ${beats}.`,
  );
}

/** A key that is in the shell for Modicum itself, as its policy says. */
function isOwnKey({ kind, name }: ClaudeCodeSetting, { keyVariables }: ClaudeCodeFacts): boolean {
  return kind === 'shell' && keyVariables.includes(name);
}

function rivals(facts: ClaudeCodeFacts): readonly Verdict[] {
  return facts.settings.flatMap((setting) => {
    const { kind, where, name } = setting;
    const why = RIVALS[name];
    if (why === undefined || isOwnKey(setting, facts)) return [];
    const beats = kind === 'managed' ? ' (managed: it beats everything)' : '';
    return [warning(`${where} sets ${name}${beats}`, why)];
  });
}

const CREDENTIAL =
  'Claude Code shows that credential to whatever address it asks; with a key of Modicum\u2019s own it is not needed.';
const MODEL = 'Every call then names that model, which pins it; take it out for Modicum to choose.';
const CLOUD = 'Claude Code then speaks to that cloud and asks no gateway; take it out.';

/** What goes before, or past, what Modicum would set. */
const RIVALS: Readonly<Record<string, string>> = {
  ANTHROPIC_AUTH_TOKEN: CREDENTIAL,
  ANTHROPIC_API_KEY: CREDENTIAL,
  apiKeyHelper: CREDENTIAL,
  ANTHROPIC_MODEL: MODEL,
  model: MODEL,
  CLAUDE_CODE_SUBAGENT_MODEL: 'Every sub-agent then names that model, which pins it.',
  CLAUDE_CODE_USE_BEDROCK: CLOUD,
  CLAUDE_CODE_USE_VERTEX: CLOUD,
  CLAUDE_CODE_USE_FOUNDRY: CLOUD,
};

/** The names worth looking for. */
export const WATCHED_NAMES: readonly string[] = ['ANTHROPIC_BASE_URL', ...Object.keys(RIVALS)];
