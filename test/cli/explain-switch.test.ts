import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Usage } from '../../src/core/usage.ts';
import type { OpenCall } from '../../src/ledger/ledger.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite-ledger.ts';
import {
  closedAttemptWith,
  closedCallWith,
  openAttemptWith,
  openCallWith,
} from '../conformance/ledger-rows.ts';
import { newUser, PATIENCE, type User } from './modicum.ts';

vi.setConfig(PATIENCE);

const OPUS = ['switch', '--from', 'opus-5-5', '--tokens', '78000', '--growth', '0'];

interface Told {
  readonly account: { readonly verdict: string; readonly breakEvenTurns: number | null } | null;
  readonly miss: { readonly offTokens: number } | null;
  readonly foresight: readonly object[];
}

/** A ledger with one turn of a conversation on Opus 5.5. */
async function withTurn(
  user: User,
  call: Partial<OpenCall> = {},
  used: Partial<Usage> = {},
): Promise<string> {
  const folder = join(user.folder, 'ledger');
  mkdirSync(folder, { mode: 0o700 });
  const path = join(folder, 'ledger.db');
  const ledger = openSqliteLedger({ path, now: Date.now });
  const callId = 'call_turn';
  const model = 'claude-opus-5-5';
  const cachePrediction = {
    model: `anthropic/${model}`,
    state: 'warm',
    coldBecause: null,
    readTokens: 77_000,
    writeTokens: 1_000,
    freshTokens: 0,
    ttl: '5m',
  } as const;
  const usage = {
    freshInputTokens: 0,
    cacheReadTokens: 76_220,
    cacheWrite5mTokens: 1_780,
    cacheWrite1hTokens: 0,
    outputTokens: 220,
    thinkingTokens: null,
    ...used,
  };
  await ledger.openCall(openCallWith({ callId, cachePrediction, tier: 3, shadow: null, ...call }));
  await ledger.openAttempt(openAttemptWith({ callId, tier: 3, requestedModel: model }));
  await ledger.closeAttempt(
    closedAttemptWith({ callId, outcome: 'answered', usage: { state: 'reported', usage } }),
  );
  await ledger.closeCall(closedCallWith({ callId }));
  ledger.close();
  return path;
}

const told = (stdout: string) => JSON.parse(stdout) as Told;

describe('explain switch', () => {
  it('answers what nobody has done yet', async () => {
    const user = newUser();
    const { code, stdout } = await user.run([
      'explain',
      ...OPUS,
      '--to',
      'sonnet-5-5',
      '--turns',
      '10',
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('stay  claude-opus-5-5  warm: read 77,300, write 700  $0.0234 next');
    expect(stdout).toContain('moving is not worth it');
    expect(stdout).toContain('it breaks even after 16 turns');
    const longer = ['explain', ...OPUS, '--to', 'claude-sonnet-5-5', '--turns', '20', '--json'];
    const json = told((await user.run(longer)).stdout);
    expect(json).toMatchObject({
      version: 1,
      callId: null,
      account: { verdict: 'pays', breakEvenTurns: 16 },
    });
  });

  it('knows the prices of an hour, and models that cache by themselves or not at all', async () => {
    const user = newUser();
    const account = async (...args: readonly string[]) =>
      told((await user.run(['explain', ...OPUS, ...args, '--json'])).stdout).account;
    expect(await account('--to', 'gpt-5.4', '--ttl', '1h')).toMatchObject({
      stay: { cache: { ttl: '1h' } },
      move: { cache: { ttl: null, writeTokens: 0 } },
    });
    expect(await account('--to', 'qwen2.5:7b')).toMatchObject({
      verdict: 'pays',
      move: { cache: { coldBecause: 'not_cached' }, cost: { totalNanoUsd: 0 } },
    });
  });

  it.each<[string, readonly string[], string]>([
    ['a model is missing', ['switch', '--from', 'opus-5-5'], 'Give both models and the size'],
    [
      'a model is unknown',
      [...OPUS, '--to', 'claude-sonet-5-5'],
      'Did you mean claude-sonnet-5-5?',
    ],
    [
      'a number is none',
      [...OPUS, '--to', 'haiku-5-5', '--turns', 'many'],
      '--turns must be a whole number',
    ],
    ['a lifetime is none', [...OPUS, '--to', 'haiku-5-5', '--ttl', '2h'], '--ttl must be 5m or 1h'],
    [
      'the figures come without the word',
      ['last', '--turns', '3'],
      '--turns belongs to: modicum explain switch',
    ],
    ['two calls are named', ['last', 'last'], 'modicum explain <call>'],
  ])('says what to do where %s', async (_name, args, message) => {
    const { code, stdout, stderr } = await newUser().run(['explain', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('of a call compares what was expected with what was reported, and with the tier below', async () => {
    const user = newUser();
    const ledger = await withTurn(user);
    const { code, stdout } = await user.run(['explain', 'switch', '--ledger', ledger]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'expected warm: read 77,000, write 1,000; reported read 76,220, off by 1.0 % of the prompt',
    );
    expect(stdout).toContain('move  anthropic/claude-sonnet-5-5  cold (first visit): write 78,700');
    expect(stdout).toContain('no safe point: the conversation stays');
    expect(stdout).toContain('warm   1 turn, expected to read 77,000, read 76,220');
    const asked = [
      'explain',
      'switch',
      'call_turn',
      '--to',
      'haiku-5-5',
      '--ledger',
      ledger,
      '--json',
    ];
    const json = told((await user.run(asked)).stdout);
    expect(json).toMatchObject({
      callId: 'call_turn',
      account: { verdict: 'unsafe', breakEvenTurns: 1, move: { model: 'claude-haiku-5-5' } },
      miss: { offTokens: 780 },
    });
    expect(json.foresight).toHaveLength(1);
  });

  it('of a call that asked for no cache, expects none on either side', async () => {
    const user = newUser();
    const cold = {
      model: 'anthropic/claude-opus-5-5',
      state: 'cold',
      coldBecause: 'not_cached',
      readTokens: 0,
      writeTokens: 0,
      freshTokens: 78_000,
      ttl: null,
    } as const;
    const uncached = { freshInputTokens: 78_000, cacheReadTokens: 0, cacheWrite5mTokens: 0 };
    const call = { cachePrediction: cold, lane: null };
    const ledger = await withTurn(user, call, uncached);
    const { stdout } = await user.run(['explain', 'switch', '--ledger', ledger]);
    expect(stdout).toContain('stay  anthropic/claude-opus-5-5  cold (not cached)');
    expect(stdout).toContain('move  anthropic/claude-sonnet-5-5  cold (not cached)');
    const marked = ['explain', 'switch', '--ttl', '5m', '--ledger', ledger];
    expect((await user.run(marked)).stdout).toContain('warm: read 78,000, write 700');
  });

  it('of a call that only marked its beginning, expects no more than that to be read', async () => {
    const user = newUser();
    const head = { freshInputTokens: 70_000, cacheReadTokens: 8_000, cacheWrite5mTokens: 0 };
    const ledger = await withTurn(user, {}, head);
    const { stdout } = await user.run(['explain', 'switch', '--ledger', ledger]);
    expect(stdout).toMatch(/stay\s+anthropic\/claude-opus-5-5\s+warm: read 8,000, write 700/);
  });

  it('of a call that was weighed shows the sums it was decided by, in the receipt too', async () => {
    const user = newUser();
    const side = (model: string, nanoUsd: number) => ({
      model,
      cache: {
        state: 'cold' as const,
        coldBecause: 'first_visit' as const,
        readTokens: 0,
        writeTokens: 9_000,
        freshTokens: 0,
        ttl: '5m' as const,
      },
      cost: { firstNanoUsd: nanoUsd, laterNanoUsd: 0, totalNanoUsd: nanoUsd },
    });
    const switchAccount = {
      verdict: 'not_worth',
      boundary: 'after_compaction',
      outlook: { turns: 1, newTokens: 700, growthTokens: 700, outputTokens: 220 },
      stay: side('anthropic/claude-opus-5-5', 1_000_000),
      move: side('anthropic/claude-sonnet-5-5', 2_000_000),
      breakEvenTurns: null,
    } as const;
    const ledger = await withTurn(user, { switchAccount });
    for (const args of [['switch'], ['last']]) {
      const { stdout } = await user.run(['explain', ...args, '--ledger', ledger]);
      expect(stdout).toContain('moving is not worth it: $0.0010 more; it never breaks even');
    }
    const other = await user.run(['explain', 'switch', '--turns', '400', '--ledger', ledger]);
    expect(other.stdout).toContain('no safe point');
  });

  it('works whatever state the policy is in', async () => {
    const user = newUser();
    const config = join(user.folder, 'broken.yaml');
    writeFileSync(config, 'version: 1\nnonsense: [');
    const asked = ['explain', ...OPUS, '--to', 'haiku-5-5', '--config', config];
    const { code, stdout, stderr } = await user.run(asked);
    expect(code).toBe(0);
    expect(stdout).toContain('moving pays');
    expect(stderr).toContain('the policy cannot be read');
    const ledger = await withTurn(user);
    const of = await user.run(['explain', 'switch', '--ledger', ledger, '--config', config]);
    expect(of.stdout).toContain('nothing to compare');
  });
});
