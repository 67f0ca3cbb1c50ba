import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModicum, type Modicum } from '../modicum.ts';
import { startScriptedUpstream } from '../testing/index.ts';
import { anthropicMessage } from '../testing/scripted/anthropic-bodies.ts';
import { ledgerRows } from './rows/ledger-rows.ts';

const KEY = 'sk-ant-recorded-0123456789';
const folder = mkdtempSync(join(tmpdir(), 'modicum-prompts-'));
let upstream: Awaited<ReturnType<typeof startScriptedUpstream>>;
beforeAll(async () => {
  const reply = { body: anthropicMessage({ text: 'done', model: 'claude-haiku-5-5' }) };
  upstream = await startScriptedUpstream(Array.from({ length: 200 }, () => reply));
});
afterAll(async () => {
  await upstream.close();
  rmSync(folder, { recursive: true });
});

let made = 0;

function open(record: string): { readonly modicum: Modicum; readonly at: string } {
  made += 1;
  const at = mkdtempSync(join(folder, `${made}-`));
  const policy = join(at, 'modicum.yaml');
  writeFileSync(policy, `version: 1\n${record}`);
  const modicum = createModicum({
    policy,
    ledger: join(at, 'state', 'ledger.db'),
    environment: {
      HOME: at,
      ANTHROPIC_API_KEY: KEY,
      MODICUM_ANTHROPIC_BASE_URL: upstream.url,
      MODICUM_OLLAMA_BASE_URL: 'http://127.0.0.1:9',
    },
    log: () => {},
  });
  return { modicum, at };
}

/** Everything that the ledger has on disk. */
function written(at: string): string {
  const state = join(at, 'state');
  return readdirSync(state)
    .map((name) => readFileSync(join(state, name), 'latin1'))
    .join('\n');
}

const ON = 'record: { prompts: true, max_rows: 2 }\n';
const word = fc.stringMatching(/^[a-z]{5}q[0-9]z[a-z]{5}$/);

describe('by default', () => {
  it('nothing of a prompt is in the file', async () => {
    const { modicum, at } = open('');
    const said: string[] = [];
    await fc.assert(
      fc.asyncProperty(word, word, async (ask, system) => {
        said.push(ask, system);
        await modicum.run({
          input: `Translate ${ask} for me`,
          system: `You are ${system}`,
          model: 'modicum/tier-1',
        });
      }),
      { numRuns: 12 },
    );
    const during = written(at);
    await modicum.close();
    expect(said.filter((one) => (during + written(at)).includes(one))).toEqual([]);
    expect(during.length).toBeGreaterThan(1_000);
  });
});

describe('with record.prompts', () => {
  it('keeps what was asked without known keys, the newest of them, and forgets it for good', async () => {
    const { modicum, at } = open(ON);
    expect(modicum.warnings.join('\n')).toContain('prompts are kept');
    for (const about of ['firstzq', 'secondzq', 'thirdzq']) {
      await modicum.run({
        input: `Summarize ${about} with ${KEY}`,
        system: 'You are brief.',
        task: 'summarize',
        minTier: 1,
      });
    }
    const rows = [...ledgerRows(modicum.ledger)];
    expect(rows).toMatchObject([
      { text: expect.stringContaining('secondzq'), type: 'summarize', system: 'You are brief.' },
      { text: expect.stringContaining('thirdzq'), type: 'summarize' },
    ]);
    expect(written(at)).toContain('thirdzq');
    expect(modicum.ledger.prompts?.forget()).toBe(2);
    expect(modicum.ledger.prompts?.count()).toBe(0);
    const left = written(at);
    await modicum.close();
    for (const text of ['firstzq', 'secondzq', 'thirdzq', KEY]) {
      expect(left + written(at)).not.toContain(text);
    }
    expect(modicum.policy.record).toEqual({ prompts: true, days: 30, maxRows: 2 });
  });
});
