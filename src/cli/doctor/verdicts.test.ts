import { describe, expect, it } from 'vitest';
import type { Verdict } from './verdict.ts';
import { judgeClaudeCode, type ClaudeCodeSetting } from './verdicts/claude-code.ts';
import { judgeClock } from './verdicts/clock.ts';
import { judgeDisk } from './verdicts/disk.ts';
import { judgeGateway } from './verdicts/gateway.ts';
import { judgeKeys } from './verdicts/keys.ts';
import { judgeLedger } from './verdicts/ledger.ts';
import { judgeNode } from './verdicts/node.ts';
import { judgeOllama } from './verdicts/ollama.ts';
import { judgePolicy } from './verdicts/policy.ts';
import { judgePrices } from './verdicts/prices.ts';
import { judgeProxy } from './verdicts/proxy.ts';
import { judgeTiers } from './verdicts/tiers.ts';
import { judgeUpstreams } from './verdicts/upstreams.ts';

const MB = 1024 * 1024;
const node = { version: '24.21.0', sqlite: '3.53.4', sqliteProblem: null };
const key = {
  provider: 'p',
  needsNone: false,
  foundIn: null,
  sources: ['P_KEY'],
  problems: [],
  passesClientCredential: false,
  isBound: true,
};
const upstream = {
  provider: 'p',
  address: 'p.test',
  isLocal: false,
  isBound: true,
  hasKey: true,
  answer: null,
};
const answered = { reached: true, status: 200, tookMs: 9, models: ['m'], skewMs: 0 } as const;
const unreached = { reached: false, why: 'ENOTFOUND' } as const;
const local = {
  id: 'q:7b',
  tier: 0,
  isRemote: false,
  contextTokens: 32_768,
  maxPromptTokens: 2_000,
};
const server = {
  provider: 'local',
  address: '127.0.0.1:11434',
  isUp: true,
  requireLocal: true,
  installed: ['q:7b'],
  bound: [local],
};
const file = { bytes: 3 * MB, walBytes: 0, schema: 4, journalMode: 'wal', damage: [] };
const ledger = { path: '/l', file, trouble: null };
const claude = {
  program: { path: '/bin/claude', version: '2.1' },
  gatewayUrl: 'http://g',
  isRunning: true,
  broken: [],
  keyVariables: ['ANTHROPIC_API_KEY'],
};
const clock = (used: number, asked: number, heard: number, ...skews: readonly number[]) =>
  judgeClock({ skews, remote: { used, asked, answered: heard } });
const setting = (over: Partial<ClaudeCodeSetting>): ClaudeCodeSetting => ({
  kind: 'user',
  where: '/u/settings.json',
  name: 'ANTHROPIC_BASE_URL',
  address: null,
  ...over,
});

/** What is found, as `state` or `state upstream`, and a piece of the first text that counts. */
const CASES: readonly (readonly [string, readonly Verdict[], readonly string[], string])[] = [
  ['node that will do', judgeNode(node), ['ok'], 'SQLite 3.53.4'],
  ['node with a bad SQLite', judgeNode({ ...node, sqliteProblem: 'no' }), ['problem'], 'no'],

  [
    'no gateway, a free port',
    judgeGateway({ running: null, port: 1, portState: 'free' }),
    ['ok'],
    'modicum up',
  ],
  [
    'another’s gateway',
    judgeGateway({ running: null, port: 1, portState: 'modicum' }),
    ['warning'],
    'not this user',
  ],
  [
    'a port that is taken',
    judgeGateway({ running: null, port: 1, portState: 'taken' }),
    ['problem'],
    'another program',
  ],
  [
    'a port that is forbidden',
    judgeGateway({ running: null, port: 1, portState: 'refused' }),
    ['problem'],
    'may not',
  ],
  [
    'our gateway',
    judgeGateway({ running: { url: 'u', pid: 7, answers: true }, port: 1, portState: 'taken' }),
    ['ok'],
    'process 7',
  ],
  [
    'our gateway, deaf',
    judgeGateway({ running: { url: 'u', pid: 7, answers: false }, port: 1, portState: 'taken' }),
    ['problem'],
    'does not answer',
  ],

  [
    'a policy',
    judgePolicy({ path: null, version: 'v', problem: null, warnings: ['w'] }),
    ['ok', 'warning'],
    'built-in',
  ],
  [
    'a policy with mistakes',
    judgePolicy({ path: null, version: null, problem: 'x:1:2', warnings: [] }),
    ['problem'],
    'x:1:2',
  ],

  ['no key needed', judgeKeys([{ ...key, needsNone: true }]), ['ok'], 'no provider'],
  ['a key', judgeKeys([{ ...key, foundIn: 'P_KEY' }]), ['ok'], 'found in P_KEY'],
  ['no key', judgeKeys([key]), ['problem upstream'], 'p: none'],
  [
    'no key, nowhere to look',
    judgeKeys([{ ...key, sources: [] }]),
    ['problem upstream'],
    'p: none',
  ],
  ['no key, not bound', judgeKeys([{ ...key, isBound: false }]), ['ok'], 'no tier is bound'],
  [
    'clients bring theirs',
    judgeKeys([{ ...key, passesClientCredential: true }]),
    ['warning'],
    'their own',
  ],
  [
    'an unsafe key file',
    judgeKeys([{ ...key, problems: ['/k is open to others'] }]),
    ['problem', 'problem upstream'],
    'open to others',
  ],

  ['an upstream', judgeUpstreams([{ ...upstream, answer: answered }]), ['ok'], '9 ms, 1 models'],
  [
    'one without a list',
    judgeUpstreams([{ ...upstream, answer: { ...answered, models: null } }]),
    ['ok'],
    'no list',
  ],
  ['one not asked', judgeUpstreams([upstream]), ['skipped'], '--offline'],
  [
    'one that refuses the key',
    judgeUpstreams([{ ...upstream, answer: { ...answered, status: 401 } }]),
    ['problem upstream'],
    'refuses the key (401)',
  ],
  [
    'one that wants a key',
    judgeUpstreams([{ ...upstream, hasKey: false, answer: { ...answered, status: 401 } }]),
    ['ok'],
    'wants a key',
  ],
  [
    'one that fails',
    judgeUpstreams([{ ...upstream, answer: { ...answered, status: 503 } }]),
    ['warning'],
    '503',
  ],
  [
    'one at a wrong path',
    judgeUpstreams([{ ...upstream, answer: { ...answered, status: 404 } }]),
    ['warning'],
    '404',
  ],
  [
    'one that is away',
    judgeUpstreams([{ ...upstream, answer: unreached }]),
    ['problem upstream'],
    'ENOTFOUND',
  ],
  [
    'one nobody needs, away',
    judgeUpstreams([{ ...upstream, isBound: false, answer: unreached }]),
    ['warning'],
    'ENOTFOUND',
  ],
  [
    'a local one, away',
    judgeUpstreams([{ ...upstream, isLocal: true, answer: unreached }]),
    ['warning'],
    'ENOTFOUND',
  ],

  [
    'a tier',
    judgeTiers([{ tier: 1, models: [{ name: 'p/m', usable: 'yes' }] }]),
    ['ok'],
    'tier 1: p/m',
  ],
  [
    'a tier for clients',
    judgeTiers([{ tier: 1, models: [{ name: 'p/m', usable: 'client' }] }]),
    ['ok'],
    'own credential',
  ],
  [
    'no tier',
    judgeTiers([{ tier: 1, models: [{ name: 'p/m', usable: 'no' }] }]),
    ['problem upstream'],
    'no tier can serve',
  ],
  [
    'one of two tiers',
    judgeTiers([
      { tier: 0, models: [] },
      { tier: 1, models: [{ name: 'p/m', usable: 'yes' }] },
    ]),
    ['warning', 'ok'],
    'nothing is bound',
  ],

  ['no local server', judgeOllama([]), ['skipped'], 'no local server'],
  [
    'a server that is down',
    judgeOllama([{ ...server, isUp: false }]),
    ['warning'],
    'does not answer',
  ],
  ['a server nobody needs', judgeOllama([{ ...server, bound: [] }]), ['ok'], 'no tier is bound'],
  ['a model', judgeOllama([server]), ['ok'], '32768 tokens'],
  [
    'a model of unknown size',
    judgeOllama([{ ...server, bound: [{ ...local, contextTokens: null }] }]),
    ['ok'],
    'installed',
  ],
  [
    'a model under its short name',
    judgeOllama([{ ...server, installed: ['q:latest'], bound: [{ ...local, id: 'q' }] }]),
    ['ok'],
    'installed',
  ],
  ['a missing model', judgeOllama([{ ...server, installed: [] }]), ['problem'], 'not installed'],
  [
    'a model too small',
    judgeOllama([{ ...server, bound: [{ ...local, contextTokens: 1_000 }] }]),
    ['warning'],
    'holds 1000',
  ],
  [
    'a remote model, refused',
    judgeOllama([{ ...server, bound: [{ ...local, isRemote: true }] }]),
    ['problem'],
    'is refused',
  ],
  [
    'a remote model, allowed',
    judgeOllama([{ ...server, requireLocal: false, bound: [{ ...local, isRemote: true }] }]),
    ['warning'],
    'servers',
  ],

  ['local servers alone', clock(0, 0, 0), ['skipped'], 'only local servers are in use'],
  ['upstreams that were not asked', clock(1, 0, 0), ['skipped'], 'was asked'],
  ['upstreams that are silent', clock(2, 2, 0), ['skipped'], 'outside this machine answered'],
  ['no clock to compare', clock(1, 1, 1), ['skipped'], 'no upstream said what time it is'],
  ['a good clock', clock(2, 2, 2, 900, -400), ['ok'], 'agrees'],
  ['a clock behind', clock(3, 3, 3, 120_000, 120_500, 3), ['warning'], '120 s behind'],
  ['a clock ahead', clock(1, 1, 1, -60_000), ['warning'], '60 s ahead of'],

  ['no ledger yet', judgeLedger({ ...ledger, file: null }), ['ok'], 'none yet'],
  ['a ledger', judgeLedger(ledger), ['ok'], '3.0 MB, schema 4, wal, sound'],
  [
    'a large ledger',
    judgeLedger({ ...ledger, file: { ...file, damage: null } }),
    ['ok'],
    'too large',
  ],
  [
    'a damaged ledger',
    judgeLedger({ ...ledger, file: { ...file, damage: ['row 3'] } }),
    ['problem'],
    'row 3',
  ],
  [
    'a ledger without its log',
    judgeLedger({ ...ledger, file: { ...file, journalMode: 'delete' } }),
    ['ok', 'warning'],
    'delete',
  ],
  [
    'a ledger with a long log',
    judgeLedger({ ...ledger, file: { ...file, walBytes: 65 * MB } }),
    ['ok', 'warning'],
    'sound',
  ],
  [
    'a locked ledger',
    judgeLedger({ ...ledger, trouble: { code: 'ledger_locked', message: 'is held' } }),
    ['problem'],
    'is held',
  ],

  [
    'prices',
    judgePrices({ catalog: '2026-11-20', today: '2026-11-21', unpriced: [] }),
    ['ok'],
    'of 2026-11-20',
  ],
  [
    'old prices',
    judgePrices({ catalog: '2026-01-01-abc', today: '2026-11-20', unpriced: [] }),
    ['warning'],
    '323 days',
  ],
  [
    'a price that is missing',
    judgePrices({ catalog: '2026-11-20', today: '2026-11-20', unpriced: ['p/m'] }),
    ['ok', 'warning'],
    'of 2026',
  ],

  ['no proxy', judgeProxy({ variables: [], noProxy: null }), ['ok'], 'none'],
  [
    'a proxy',
    judgeProxy({ variables: ['HTTP_PROXY'], noProxy: 'localhost' }),
    ['warning'],
    'HTTP_PROXY may catch',
  ],
  [
    'a proxy that spares us',
    judgeProxy({ variables: ['HTTP_PROXY'], noProxy: 'x, 127.0.0.1:4141' }),
    ['ok'],
    'leaves out',
  ],

  [
    'a disk',
    judgeDisk({ folder: '/f', freeBytes: 3_000 * MB, trouble: null }),
    ['ok'],
    '2.9 GB free',
  ],
  [
    'a nearly full disk',
    judgeDisk({ folder: '/f', freeBytes: 100 * MB, trouble: null }),
    ['warning'],
    '100.0 MB',
  ],
  ['a full disk', judgeDisk({ folder: '/f', freeBytes: 0, trouble: null }), ['problem'], '0 kB'],
  ['a silent disk', judgeDisk({ folder: '/f', freeBytes: null, trouble: null }), ['ok'], '/f'],
  [
    'an open folder',
    judgeDisk({ folder: '/f', freeBytes: 1, trouble: 'is open' }),
    ['problem'],
    'is open',
  ],

  [
    'no Claude Code',
    judgeClaudeCode({ ...claude, program: null, settings: [] }),
    ['skipped'],
    'not found',
  ],
  [
    'Claude Code alone',
    judgeClaudeCode({ ...claude, settings: [] }),
    ['ok', 'ok'],
    '2.1 at /bin/claude',
  ],
  [
    'settings without it',
    judgeClaudeCode({ ...claude, program: null, settings: [setting({ address: 'http://g' })] }),
    ['warning', 'ok'],
    'not on the PATH',
  ],
  [
    'Claude Code connected',
    judgeClaudeCode({ ...claude, settings: [setting({ address: 'http://g' })] }),
    ['ok', 'ok'],
    '2.1',
  ],
  [
    'Claude Code connected to nothing',
    judgeClaudeCode({ ...claude, isRunning: false, settings: [setting({ address: 'http://g' })] }),
    ['ok', 'warning'],
    '2.1',
  ],
  [
    'settings that are no JSON',
    judgeClaudeCode({ ...claude, settings: [], broken: [{ path: '/u/s', problem: 'is bad' }] }),
    ['ok', 'problem', 'ok'],
    '2.1',
  ],
  [
    'a key that is in the shell for Modicum',
    judgeClaudeCode({
      ...claude,
      settings: [setting({ name: 'ANTHROPIC_API_KEY', kind: 'shell', where: 'your shell' })],
    }),
    ['ok', 'ok'],
    '2.1',
  ],
  [
    'the same key in a settings file',
    judgeClaudeCode({ ...claude, settings: [setting({ name: 'ANTHROPIC_API_KEY' })] }),
    ['ok', 'ok', 'warning'],
    '2.1',
  ],
  [
    'Claude Code sent elsewhere',
    judgeClaudeCode({
      ...claude,
      settings: [
        setting({ address: 'http://g' }),
        setting({ kind: 'managed', address: 'http://x' }),
      ],
    }),
    ['ok', 'warning'],
    '2.1',
  ],
  [
    'a token that goes first',
    judgeClaudeCode({
      ...claude,
      settings: [setting({ name: 'ANTHROPIC_AUTH_TOKEN', kind: 'shell', where: 'your shell' })],
    }),
    ['ok', 'ok', 'warning'],
    '2.1',
  ],
  [
    'a helper an administrator set',
    judgeClaudeCode({ ...claude, settings: [setting({ name: 'apiKeyHelper', kind: 'managed' })] }),
    ['ok', 'ok', 'warning'],
    '2.1',
  ],
];

describe('a verdict', () => {
  it.each(CASES)('on %s', (_name, verdicts, states, says) => {
    const found = verdicts.map(({ state, concerns }) =>
      concerns === 'upstream' ? `${state} upstream` : state,
    );
    expect(found).toEqual(states);
    expect(verdicts[0]?.says).toContain(says);
  });

  it.each(CASES)('on %s says what to do exactly where something is to do', (_name, verdicts) => {
    for (const { state, next } of verdicts) {
      const needsDoing = state === 'problem' || state === 'warning';
      expect(next === null).toBe(!needsDoing);
    }
  });
});
