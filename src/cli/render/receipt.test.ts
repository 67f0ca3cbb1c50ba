import { describe, expect, it } from 'vitest';
import {
  closedAttemptWith,
  closedCallWith,
  openAttemptWith,
  openCallWith,
} from '../../../test/conformance/ledger-rows.ts';
import type {
  ClosedAttempt,
  ClosedCall,
  OpenAttempt,
  OpenCall,
  Receipt,
} from '../../ledger/ledger.ts';
import { createCallLines } from './call-lines.ts';
import { renderReceipt } from './receipt.ts';

const WIDE = Number.POSITIVE_INFINITY;

interface Changes {
  readonly call?: Partial<OpenCall>;
  readonly closed?: Partial<ClosedCall> | null;
  readonly opened?: Partial<OpenAttempt>;
  readonly attempt?: Partial<ClosedAttempt> | null;
}

function receiptWith({ call, closed, opened, attempt }: Changes = {}): Receipt {
  const callId = call?.callId ?? 'call_1';
  return {
    call: openCallWith({ callId, ...call }),
    closed: closed === null ? null : closedCallWith({ callId, ...closed }),
    retriedBy: [],
    attempts: [
      {
        opened: openAttemptWith({ callId, number: 1, ...opened }),
        closed: attempt === null ? null : closedAttemptWith({ callId, number: 1, ...attempt }),
      },
    ],
  };
}

const render = (changes: Changes = {}, width = WIDE) => renderReceipt(receiptWith(changes), width);

describe('renderReceipt', () => {
  it.each([
    { stream: true, delivery: 'streamed', text: 'delivered streamed' },
    { stream: false, delivery: 'streamed', text: 'delivered whole' },
    { stream: false, delivery: 'buffered', text: 'delivered buffered' },
    { stream: true, delivery: null, text: 'delivered not at all' },
  ] as const)('says how it was delivered: $stream $delivery', ({ text, ...call }) => {
    expect(render({ call })).toContain(text);
  });

  it('says SIMULATED exactly when an upstream was', () => {
    expect(render({ call: { simulated: true } })).toContain('SIMULATED');
    expect(render({ call: { simulated: false } })).not.toContain('SIMULATED');
  });

  it.each([
    {
      cost: 5_000_000,
      baseline: 2_000_000,
      text: '$0.0050   baseline $0.0020 on m   saved -$0.0030',
    },
    { cost: 0, baseline: 2_000_000, text: '$0.00   baseline $0.0020 on m   saved $0.0020' },
  ])('shows what was saved, also when it is negative: $text', ({ cost, baseline, text }) => {
    const closed = {
      cost: { state: 'final', nanoUsd: cost },
      baseline: { state: 'final', nanoUsd: baseline },
      baselineModel: 'm',
    } as const;
    expect(render({ closed })).toContain(text);
  });

  it('never shows an unknown cost as zero, nor an estimate as a fact', () => {
    const unknown = {
      cost: { state: 'unknown' },
      baseline: { state: 'final', nanoUsd: 1 },
    } as const;
    expect(render({ closed: { ...unknown, baselineModel: 'm' } })).toMatch(
      /cost +unknown {3}baseline .+ saved unknown/,
    );
    const estimated = { cost: { state: 'estimated', nanoUsd: 1_000_000 } } as const;
    expect(render({ closed: estimated })).toMatch(/cost +~\$0\.0010 {3}/);
    expect(render({ closed: { ...unknown, baselineModel: null } })).toContain('baseline none');
  });

  it('says what runs, what was refused, and what climbed', () => {
    expect(render({ closed: null, attempt: null })).toContain('still running, or left by a crash');
    expect(render({ closed: null, attempt: null })).not.toMatch(/ (cost|time) {6}/);
    const call = { tier: null, delivery: null, taskType: null, confidence: null };
    const refused = render({ call, closed: { escalatedFrom: null, servedTier: null } });
    expect(refused).toMatch(/decision {3}refused by .+, task not recognised, delivered not at all/);
    expect(render({ closed: { escalatedFrom: 0, servedTier: 1 } })).toContain('tier 0 → tier 1 by');
    expect(
      render({
        closed: { outcome: 'failed', servedModel: null, errorCode: 'upstream_cut', status: 502 },
      }),
    ).toMatch(/outcome {4}failed, status 502, upstream_cut/);
  });

  it('gives a call that a crash cut off no time and no status: nobody knows them', () => {
    const cutOff = { outcome: 'interrupted', totalMs: 0, cost: { state: 'unknown' } } as const;
    const text = render({
      closed: { ...cutOff, status: 0, overheadUs: 0, firstByteMs: null, servedModel: null },
      attempt: { ...cutOff, usage: { state: 'unknown' }, detail: 'the process ended first' },
    });
    expect(text).toMatch(/ outcome {4}interrupted: Modicum ended before the call did$/m);
    expect(text).toMatch(/ time {7}unknown$/m);
    expect(text).toContain('  interrupted  the process ended first  unknown  usage unknown');
    expect(text).not.toMatch(/\b0(\.00)? ms|status/);
  });

  it('names every class of tokens that was used', () => {
    const usage = {
      freshInputTokens: 1_000,
      cacheReadTokens: 20,
      cacheWrite5mTokens: 3,
      cacheWrite1hTokens: 4,
      outputTokens: 50,
      thinkingTokens: 6,
    };
    expect(render({ attempt: { usage: { state: 'estimated', usage } } })).toContain(
      '(estimated: in 1,027 · cache read 20 · cache write 5m 3 · cache write 1h 4 · out 50 · of it thinking 6)',
    );
    expect(render({ attempt: { usage: { state: 'unknown' } } })).toContain('usage unknown');
  });

  it('names why an attempt was made, and what was changed besides the model', () => {
    const text = render({
      opened: { reason: 'retry_transient', changes: ['model=x', 'effort=low'] },
    });
    expect(text).toContain('[retry_transient]');
    expect(text).toContain('changed: effort=low');
    expect(render({ opened: { reason: null, changes: ['model=x'] } })).not.toContain('changed');
  });

  it.each([80, 100, 140])('keeps every line within a screen of %i', (width) => {
    const text = render({ attempt: { detail: 'json: not valid JSON '.repeat(9) } }, width);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
  });
});

describe('what the client was doing', () => {
  it('is named with its lane, unless it is a plain call', () => {
    const call = { purpose: 'sub_agent', lane: 'subagents', laneMode: 'route' } as const;
    expect(render({ call })).toMatch(
      / purpose {4}sub_agent: a turn of a sub-agent · lane subagents, routed where the policy binds it$/m,
    );
    expect(render({ call: { purpose: 'count', lane: null, laneMode: null } })).toMatch(
      / purpose {4}count: counting tokens$/m,
    );
    const plain = { purpose: 'call', lane: null, laneMode: null, shadow: null } as const;
    expect(render({ call: plain })).not.toMatch(/ (purpose|observed|repeats) {2}/);
  });

  it('says where an observed call would have gone, and at what cost', () => {
    expect(render()).toMatch(
      / observed {3}would have gone to tier 1 anthropic\/claude-haiku-5-5 by classifier · would have cost ~\$0\.000056$/m,
    );
    expect(render({ closed: { shadowCost: { state: 'unknown' } } })).toContain('cost unknown');
    expect(render({ closed: null })).toMatch(/ observed {3}would have .+ by classifier$/m);
  });

  it('links a call and its repeats', () => {
    expect(render({ call: { retryOf: 'call_0', clientRetry: 2 } })).toMatch(
      / repeats {4}repeat 2 of call_0, which failed$/m,
    );
    const first = { ...receiptWith(), retriedBy: ['call_2', 'call_3'] };
    expect(renderReceipt(first, WIDE)).toMatch(
      / repeats {4}repeated by the client with call_2, call_3$/m,
    );
  });

  it.each<[string, Partial<OpenCall>, string]>([
    ['a turn', { purpose: 'main' }, '  main    '],
    ['a repeat', { purpose: 'tool_continuation', retryOf: 'call_0' }, '  ↻tool   '],
    ['a repeat of a program', { purpose: 'call', retryOf: 'call_0' }, '  ↻       '],
    ['a plain call', { purpose: 'call' }, 'call_1                       '],
  ])('is marked in a list: %s', (_name, call, shown) => {
    expect(
      createCallLines()
        .add([receiptWith({ call })])
        .at(-1),
    ).toContain(shown);
  });
});

describe('createCallLines', () => {
  it('says once that calls are simulated, and shows the heading once', () => {
    const lines = createCallLines();
    expect(lines.add([])).toEqual([]);
    const first = lines.add([receiptWith({ call: { simulated: false } })]);
    expect(first).toHaveLength(2);
    expect(first[0]).toMatch(/^time UTC +call /);
    const second = lines.add([receiptWith({ call: { simulated: true } })]);
    expect(second).toHaveLength(2);
    expect(second[0]).toContain('SIMULATED');
    expect(second[1]).toContain('*');
    expect(lines.add([receiptWith({ call: { simulated: true } })])).toHaveLength(1);
  });

  it('keeps the columns of calls that come later', () => {
    const lines = createCallLines();
    const callId = 'call_01m7we5fm991tajm7w91en';
    const call = { callId, taskType: 'classify_text', simulated: false } as const;
    const [, first = ''] = lines.add([
      receiptWith({ call, closed: { servedModel: 'a/claude-haiku-5-5' } }),
    ]);
    const [later = ''] = lines.add([
      receiptWith({ call, closed: { servedModel: 'local/qwen2.5:7b' } }),
    ]);
    expect(later.indexOf('qwen2.5:7b')).toBe(first.indexOf('claude-haiku-5-5'));
    expect(later.length).toBe(first.length);
  });

  it.each([
    { closed: { outcome: 'failed' } as const, shows: / {2}failed / },
    {
      closed: { outcome: 'answered', escalatedFrom: 0, servedTier: 1 } as const,
      shows: / {2}0→1 /,
    },
    { closed: null, shows: / {2}open$/ },
    {
      closed: { outcome: 'interrupted', totalMs: 0, cost: { state: 'unknown' } } as const,
      shows: / {2}interrupted +– +unknown +unknown$/,
    },
  ])('shows $closed', ({ closed, shows }) => {
    expect(
      createCallLines()
        .add([receiptWith({ closed })])
        .at(-1),
    ).toMatch(shows);
  });
});
