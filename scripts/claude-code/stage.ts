import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createModicum, type Receipt } from '../../src/index.ts';
import {
  startScriptedUpstream,
  type RecordedRequest,
  type ScriptedUpstream,
} from '../../src/testing/index.ts';
import { answerWith } from './scripted-model.ts';
import type { Scenario } from './scenario.ts';

/** What a run of Claude Code through the gateway left to look at. */
export interface Performance extends Run {
  /** What reached the scripted Anthropic API. */
  readonly requests: readonly RecordedRequest[];
  /** The ledger, oldest first. */
  readonly receipts: readonly Receipt[];
  /** The folder Claude Code worked in. */
  readonly folder: string;
  readonly milliseconds: number;
}

const HELD_KEY = 'key-held-by-modicum-0123456789';

/** One gateway, one scripted upstream, one Claude Code with a home of its own; gone afterwards. */
export async function perform(
  scenario: Scenario,
  claude: string,
  look: (performance: Performance) => void,
): Promise<void> {
  await onStage(scenario, async ({ folder, work, upstream }) => {
    const modicum = createModicum({
      policy: writePolicy(folder, upstream.url, scenario.policy ?? ''),
      ledger: join(folder, 'state', 'ledger.sqlite'),
      environment: { HOME: join(folder, 'home'), SCRIPTED_KEY: HELD_KEY },
      log: (line) => process.stderr.write(`  gateway: ${line}\n`),
    });
    try {
      const server = await modicum.serve({ port: 0 });
      const started = performance.now();
      const run = await launchAll({ claude, scenario, folder, work, url: server.url });
      look({
        ...run,
        requests: upstream.requests,
        receipts: modicum.ledger.recent({ limit: 1_000 }).toReversed(),
        folder: work,
        milliseconds: performance.now() - started,
      });
    } finally {
      await modicum.close();
    }
  });
}

export interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The same with no gateway in between: what Claude Code makes of that upstream by itself. */
export async function performDirectly(scenario: Scenario, claude: string): Promise<Run> {
  const { promise, resolve } = Promise.withResolvers<Run>();
  await onStage(scenario, async ({ folder, work, upstream }) => {
    resolve(await launchAll({ claude, scenario, folder, work, url: upstream.url }));
  });
  return promise;
}

interface Stage {
  readonly folder: string;
  readonly work: string;
  readonly upstream: ScriptedUpstream;
}

async function onStage(scenario: Scenario, play: (stage: Stage) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'modicum-claude-code-'));
  const upstream = await startScriptedUpstream([], { afterwards: answerWith(scenario.model) });
  const opened = await scenario.open?.();
  try {
    const work = join(folder, 'work');
    mkdirSync(work, { recursive: true });
    scenario.prepare?.(work);
    await play({ folder, work, upstream });
  } finally {
    opened?.close();
    await upstream.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

function writePolicy(folder: string, url: string, more: string): string {
  const path = join(folder, 'modicum.yaml');
  const provider = `providers:\n  anthropic: { url: "${url}", key: env:SCRIPTED_KEY }\n`;
  writeFileSync(path, `version: 1\n${provider}${more}`, { mode: 0o600 });
  return path;
}

interface Launch {
  readonly claude: string;
  readonly scenario: Scenario;
  readonly folder: string;
  readonly work: string;
  readonly url: string;
}

async function launchAll(launching: Launch): Promise<Run> {
  for (const args of launching.scenario.before ?? []) await launch(launching, args);
  return launch(launching, launching.scenario.args);
}

function launch(
  { claude, scenario, folder, work, url }: Launch,
  args: readonly string[],
): Promise<Run> {
  const settings = {
    // It would ask a server of Anthropic's whether a page may be fetched.
    skipWebFetchPreflight: true,
    env: { ANTHROPIC_BASE_URL: url, ANTHROPIC_AUTH_TOKEN: 'modicum', ...scenario.environment },
  };
  const [program, ...words] =
    scenario.startedBy === 'modicum code'
      ? [process.execPath, MODICUM, 'code', '--claude', claude, ...setup(folder), '--', ...args]
      : [claude, '--settings', JSON.stringify(settings), ...args];
  const child = spawn(program ?? claude, words, {
    cwd: work,
    env: {
      SCRIPTED_KEY: HELD_KEY,
      PATH: process.env['PATH'],
      HOME: join(folder, 'home'),
      CLAUDE_CONFIG_DIR: join(folder, 'home', '.claude'),
      DISABLE_AUTOUPDATER: '1',
      DISABLE_TELEMETRY: '1',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(scenario.stdin ?? '');
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const limit = setTimeout(() => child.kill('SIGKILL'), scenario.limitMs ?? 90_000);
  const { promise, resolve } = Promise.withResolvers<Run>();
  child.on('close', (exitCode) => {
    clearTimeout(limit);
    resolve({ exitCode, stdout, stderr });
  });
  return promise;
}

const MODICUM = fileURLToPath(new URL('../../bin/modicum.js', import.meta.url));

/** The same policy and ledger as the gateway beside it, which is then looked into. */
function setup(folder: string): readonly string[] {
  const ledger = join(folder, 'state', 'ledger.sqlite');
  return ['--config', join(folder, 'modicum.yaml'), '--ledger', ledger];
}
