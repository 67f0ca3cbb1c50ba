import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { UsageReading } from '../../src/core/usage.ts';
import type {
  ClosedAttempt,
  ClosedCall,
  Ledger,
  OpenAttempt,
  OpenCall,
} from '../../src/ledger/ledger.ts';
import { closedAttemptWith, closedCallWith, openAttemptWith, openCallWith } from './ledger-rows.ts';

/** A store under test: something that keeps rows, and can be opened more than once at a time. */
export interface LedgerStore {
  open(): Ledger;
  dispose(): void;
}

/** What every ledger store must do. Run over the index, and over the fake that tests use. */
export function ledgerConformance(name: string, create: () => LedgerStore): void {
  describe(`ledger conformance: ${name}`, () => {
    let store: LedgerStore;
    let ledger: Ledger;

    beforeEach(() => {
      store = create();
      ledger = store.open();
    });

    afterEach(() => {
      ledger.close();
      store.dispose();
    });

    /** The crash of the process that wrote: its ledger is gone, what it left open stays. */
    function crash(): void {
      ledger.close();
      ledger = store.open();
    }

    async function fullCall(callId: string, change: Partial<OpenCall & ClosedCall> = {}) {
      await ledger.openCall({
        ...openCallWith({ callId }),
        ...pick(change, openCallWith({ callId })),
      });
      await ledger.closeCall({
        ...closedCallWith({ callId }),
        ...pick(change, closedCallWith({ callId })),
      });
    }

    describe('receipts', () => {
      test('a call comes back as it was written, attempts in order', async () => {
        const call = openCallWith({ callId: 'call_1' });
        const first = openAttemptWith({ callId: 'call_1', number: 1, tier: 0, reason: null });
        const second = openAttemptWith({ callId: 'call_1', number: 2 });
        const rejected = closedAttemptWith({
          callId: 'call_1',
          number: 1,
          outcome: 'rejected',
          detail: 'json: not an object',
          usage: { state: 'unknown' },
          cost: { state: 'unknown' },
          firstTokenMs: null,
          servedModel: null,
          status: null,
          finishReason: null,
          upstreamRequestId: null,
        });
        const answered = closedAttemptWith({ callId: 'call_1', number: 2 });
        const closed = closedCallWith({ callId: 'call_1' });
        await ledger.openCall(call);
        await ledger.openAttempt(second);
        await ledger.openAttempt(first);
        await ledger.closeAttempt(rejected);
        await ledger.closeAttempt(answered);
        await ledger.closeCall(closed);
        expect(ledger.receipt('call_1')).toEqual({
          call,
          closed,
          attempts: [
            { opened: first, closed: rejected },
            { opened: second, closed: answered },
          ],
          retriedBy: [],
        });
      });

      test('how tokens were billed is in the cost, and is not kept beside them', async () => {
        const { usage, ...attempt } = closedAttemptWith({ callId: 'call_1' });
        await ledger.openCall(openCallWith({ callId: 'call_1' }));
        await ledger.openAttempt(openAttemptWith({ callId: 'call_1' }));
        await ledger.closeAttempt({ ...attempt, usage: fast(usage) });
        expect(ledger.receipt('call_1')?.attempts[0]?.closed?.usage).toEqual(usage);
      });

      test('a refusal has no tier, no delivery and no attempts', async () => {
        const call = openCallWith({
          callId: 'call_1',
          taskType: null,
          confidence: null,
          tier: null,
          delivery: null,
          plan: [],
          excluded: [],
          session: null,
          agent: 'agent-7',
          tags: [],
          clientRetry: null,
          simulated: false,
          stream: false,
        });
        const closed = closedCallWith({
          callId: 'call_1',
          outcome: 'refused',
          status: 503,
          errorCode: 'no_candidate',
          servedTier: null,
          servedModel: null,
          escalatedFrom: null,
          reasons: [],
          cost: { state: 'final', nanoUsd: 0 },
          baseline: { state: 'unknown' },
          baselineModel: null,
          attempts: 0,
          firstByteMs: null,
        });
        await ledger.openCall(call);
        await ledger.closeCall(closed);
        expect(ledger.receipt('call_1')).toEqual({ call, closed, attempts: [], retriedBy: [] });
      });

      test('what still runs is not closed', async () => {
        await ledger.openCall(openCallWith({ callId: 'call_1' }));
        await ledger.openAttempt(openAttemptWith({ callId: 'call_1' }));
        const receipt = ledger.receipt('call_1');
        expect(receipt?.closed).toBeNull();
        expect(receipt?.attempts[0]?.closed).toBeNull();
      });

      test('an id nobody gave has none', () => {
        expect(ledger.receipt('call_0')).toBeNull();
      });

      test('any text comes back whole: NUL, quotes, half surrogates, SQL', async () => {
        const texts = fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.constantFrom('a\0b', '"', '"quoted"', '\ud800', "'); drop table calls; --", ''),
        );
        let count = 0;
        await fc.assert(
          fc.asyncProperty(texts, async (text) => {
            const callId = `call_${count++}`;
            const call = openCallWith({
              callId,
              requestedModel: text,
              explanation: text,
              session: text,
              agent: text,
              tags: [text],
              signals: [text],
            });
            const attempt = openAttemptWith({ callId, requestedModel: text, changes: [text] });
            const closed = closedAttemptWith({
              callId,
              servedModel: text,
              detail: text,
              finishReason: text,
              upstreamRequestId: text,
            });
            await Promise.all([
              ledger.openCall(call),
              ledger.openAttempt(attempt),
              ledger.closeAttempt(closed),
            ]);
            const receipt = ledger.receipt(callId);
            expect(receipt).toEqual({
              call,
              closed: null,
              attempts: [{ opened: attempt, closed }],
              retriedBy: [],
            });
          }),
          { numRuns: 60 },
        );
      });

      test('the largest amount a number holds is kept exactly', async () => {
        const cost = { state: 'final', nanoUsd: Number.MAX_SAFE_INTEGER } as const;
        await fullCall('call_1', { cost });
        expect(ledger.receipt('call_1')?.closed?.cost).toEqual(cost);
      });
    });

    describe('rows are opened before they are closed, and closed once', () => {
      const callId = 'call_1';
      const call = openCallWith({ callId });
      const attempt = openAttemptWith({ callId });

      test.each<[string, (opened: Ledger) => Promise<void>]>([
        ['a call opened twice', (opened) => opened.openCall(call)],
        ['an attempt of no call', (o) => o.openAttempt(openAttemptWith({ callId: 'call_0' }))],
        ['an attempt opened twice', (opened) => opened.openAttempt(attempt)],
        ['an unknown attempt', (o) => o.closeAttempt(closedAttemptWith({ callId, number: 9 }))],
        [
          'an attempt of an unknown call',
          (o) => o.closeAttempt(closedAttemptWith({ callId: 'x' })),
        ],
        ['an unknown call', (opened) => opened.closeCall(closedCallWith({ callId: 'call_0' }))],
      ])('%s is refused', async (_name, write) => {
        await ledger.openCall(call);
        await ledger.openAttempt(attempt);
        await expect(write(ledger)).rejects.toMatchObject({ code: 'ledger_row' });
        expect(ledger.receipt(callId)).toEqual({
          call,
          closed: null,
          attempts: [{ opened: attempt, closed: null }],
          retriedBy: [],
        });
      });

      test('the first closing stays', async () => {
        await ledger.openCall(call);
        await ledger.openAttempt(attempt);
        await ledger.closeAttempt(closedAttemptWith({ callId }));
        await ledger.closeCall(closedCallWith({ callId }));
        const before = ledger.receipt(callId);
        const again = [
          ledger.closeAttempt(closedAttemptWith({ callId, outcome: 'failed' })),
          ledger.closeCall(closedCallWith({ callId, outcome: 'failed' })),
          ledger.openAttempt(openAttemptWith({ callId, number: 2 })),
        ];
        for (const write of again)
          await expect(write).rejects.toMatchObject({ code: 'ledger_row' });
        expect(ledger.receipt(callId)).toEqual(before);
      });

      test('a bad write does not take its neighbours with it', async () => {
        const writes = [
          ledger.openCall(openCallWith({ callId: 'call_a' })),
          ledger.openCall(openCallWith({ callId: 'call_a' })),
          ledger.openCall(openCallWith({ callId: 'call_b' })),
          ledger.closeCall(closedCallWith({ callId: 'call_c' })),
          ledger.openAttempt(openAttemptWith({ callId: 'call_b' })),
        ];
        const results = await Promise.allSettled(writes);
        expect(results.map((result) => result.status)).toEqual([
          'fulfilled',
          'rejected',
          'fulfilled',
          'rejected',
          'fulfilled',
        ]);
        expect(ledger.receipt('call_a')).not.toBeNull();
        expect(ledger.receipt('call_b')?.attempts).toHaveLength(1);
      });
    });

    describe('recent', () => {
      test('newest first by start, then by order of opening', async () => {
        await fullCall('call_1', { startedAt: 20 });
        await fullCall('call_2', { startedAt: 10 });
        await fullCall('call_3', { startedAt: 20 });
        expect(ids({ limit: 10 })).toEqual(['call_3', 'call_1', 'call_2']);
        expect(ids({ limit: 2 })).toEqual(['call_3', 'call_1']);
        expect(ids({ limit: 0 })).toEqual([]);
        expect(ids({ limit: -1 })).toEqual([]);
      });

      test('after a call come those that were opened later', async () => {
        await fullCall('call_1', { startedAt: 20 });
        await fullCall('call_2', { startedAt: 10 });
        await ledger.openCall(openCallWith({ callId: 'call_3', startedAt: 15 }));
        expect(ids({ limit: 10, afterCallId: 'call_1' })).toEqual(['call_3', 'call_2']);
        expect(ids({ limit: 10, afterCallId: 'call_3' })).toEqual([]);
        expect(ids({ limit: 10, afterCallId: 'call_0' })).toEqual([]);
      });

      test('by task type, and by the tier that answered or was decided on', async () => {
        await fullCall('call_1', { taskType: 'write_code', tier: 2, servedTier: 2 });
        await fullCall('call_2', { tier: 0, servedTier: 2 });
        await fullCall('call_3', { tier: 0, servedTier: null });
        await ledger.openCall(openCallWith({ callId: 'call_4', taskType: null, tier: 2 }));
        expect(ids({ limit: 9, taskType: 'write_code' })).toEqual(['call_1']);
        expect(ids({ limit: 9, tier: 2 })).toEqual(['call_4', 'call_2', 'call_1']);
        expect(ids({ limit: 9, tier: 0 })).toEqual(['call_3']);
        expect(ids({ limit: 9, tier: 2, taskType: 'classify_text' })).toEqual(['call_2']);
        await fullCall('call_5', { tier: 'none', servedTier: 'none' });
        expect(ids({ limit: 9, tier: 'none' })).toEqual(['call_5']);
        expect(ledger.receipt('call_5')).toMatchObject({
          call: { tier: 'none' },
          closed: { servedTier: 'none' },
        });
        const none = ledger.totals({ by: 'tier' }).find(({ key }) => key === 'none');
        expect(none).toMatchObject({ calls: 1, tiers: { none: 1 } });
      });

      function ids(query: Parameters<Ledger['recent']>[0]): readonly string[] {
        return ledger.recent(query).map((receipt) => receipt.call.callId);
      }
    });

    describe('a call that is decided again', () => {
      const meta = {
        kind: 'answered',
        model: 'anthropic/claude-haiku-5-5',
        from: 'asked',
        answer: { taskType: 'summarize', tier: 0, confidence: 0.9 },
        cost: { state: 'final', nanoUsd: 120 },
      } as const;

      test('stands as it was decided last, while it is open', async () => {
        const callId = 'call_1';
        await ledger.openCall(openCallWith({ callId }));
        const revised = openCallWith({ callId, tier: 1, decidedBy: 'meta_classified', meta });
        await ledger.reviseCall(revised);
        expect(ledger.receipt(callId)?.call).toEqual(revised);
        await ledger.closeCall(closedCallWith({ callId }));
        await expect(ledger.reviseCall(openCallWith({ callId }))).rejects.toThrow(callId);
        await expect(ledger.reviseCall(openCallWith({ callId: 'call_2' }))).rejects.toThrow();
        expect(ledger.receipt(callId)?.call).toEqual(revised);
      });

      test('no conversation is on the model that was only asked', async () => {
        const callId = 'call_1';
        await ledger.openCall(openCallWith({ callId, session: 's' }));
        await ledger.openAttempt(openAttemptWith({ callId, provider: 'local' }));
        await ledger.closeAttempt(closedAttemptWith({ callId }));
        const asked = { callId, number: 2, role: 'classify', provider: 'openai' } as const;
        await ledger.openAttempt(openAttemptWith(asked));
        await ledger.closeAttempt(closedAttemptWith({ callId, number: 2 }));
        await ledger.closeCall(closedCallWith({ callId }));
        expect(ledger.lastServed({ session: 's', agent: null })?.provider).toBe('local');
      });

      test('a crash while it was asked leaves no attempt to answer', async () => {
        const callId = 'call_1';
        await ledger.openCall(openCallWith({ callId }));
        await ledger.openAttempt(openAttemptWith({ callId, role: 'classify' }));
        crash();
        ledger.recover();
        const receipt = ledger.receipt(callId);
        expect(receipt?.closed).toMatchObject({ outcome: 'interrupted', attempts: 0 });
        expect(receipt?.attempts).toMatchObject([{ closed: { outcome: 'interrupted' } }]);
      });
    });

    describe('totals', () => {
      test('sums what is known, per task and per tier', async () => {
        await fullCall('call_1', { cost: final(10), baseline: final(100), servedTier: 0 });
        await fullCall('call_2', { cost: final(20), baseline: { state: 'unknown' } });
        await fullCall('call_3', { cost: { state: 'unknown' }, baseline: final(400) });
        await fullCall('call_4', {
          taskType: null,
          tier: null,
          servedTier: null,
          escalatedFrom: null,
          outcome: 'failed',
          cost: final(1),
          baseline: final(2),
        });
        await fullCall('call_5', {
          servedTier: null,
          tier: 1,
          escalatedFrom: null,
          outcome: 'refused',
          cost: final(0),
          baseline: final(0),
        });
        await ledger.openCall(openCallWith({ callId: 'call_6' }));
        expect(ledger.totals({ by: 'task' })).toEqual([
          {
            key: 'classify_text',
            tiers: { 0: 1, 1: 3 },
            calls: 4,
            escalations: 3,
            failures: 0,
            nanoUsd: 30,
            routingNanoUsd: 0,
            comparableNanoUsd: 10,
            baselineNanoUsd: 100,
            unknownCosts: 2,
          },
          {
            key: 'unknown',
            tiers: { unknown: 1 },
            calls: 1,
            escalations: 0,
            failures: 1,
            nanoUsd: 1,
            routingNanoUsd: 0,
            comparableNanoUsd: 1,
            baselineNanoUsd: 2,
            unknownCosts: 0,
          },
        ]);
        const byTier = ledger.totals({ by: 'tier' });
        expect(byTier.map(({ key, calls }) => [key, calls])).toEqual([
          ['0', 1],
          ['1', 3],
          ['unknown', 1],
        ]);
      });

      test('what routing itself asked is part of what was spent', async () => {
        const callId = 'call_1';
        await ledger.openCall(openCallWith({ callId }));
        const asked = { callId, number: 1, role: 'classify' } as const;
        await ledger.openAttempt(openAttemptWith(asked));
        await ledger.closeAttempt(closedAttemptWith({ callId, cost: final(3) }));
        await ledger.openAttempt(openAttemptWith({ callId, number: 2 }));
        await ledger.closeAttempt(closedAttemptWith({ callId, number: 2, cost: final(40) }));
        await ledger.closeCall(closedCallWith({ callId, cost: final(43), baseline: final(90) }));
        await fullCall('call_2', { cost: final(5), baseline: final(90) });
        expect(ledger.totals({ by: 'task' })).toMatchObject([
          { nanoUsd: 48, routingNanoUsd: 3, comparableNanoUsd: 48, baselineNanoUsd: 180 },
        ]);
        expect(ledger.receipt(callId)?.attempts.map(({ opened }) => opened.role)).toEqual([
          'classify',
          undefined,
        ]);
      });

      test('since is included, until is not', async () => {
        for (const startedAt of [10, 20, 30]) await fullCall(`call_${startedAt}`, { startedAt });
        const count = (since?: number, until?: number) =>
          ledger
            .totals({
              by: 'task',
              ...(since === undefined ? {} : { since }),
              ...(until === undefined ? {} : { until }),
            })
            .reduce((sum, total) => sum + total.calls, 0);
        expect([count(), count(20), count(undefined, 20), count(20, 30), count(31)]).toEqual([
          3, 2, 1, 1, 0,
        ]);
      });
    });

    describe('observed calls', () => {
      const shadow = {
        tier: 1,
        model: 'anthropic/claude-haiku-5-5',
        taskType: null,
        decidedBy: 'default',
      } as const;
      const end = async (
        callId: string,
        opened: Partial<OpenCall>,
        closed: Partial<ClosedCall> | null,
      ) => {
        await ledger.openCall(openCallWith({ callId, shadow, ...opened }));
        if (closed !== null) await ledger.closeCall(closedCallWith({ callId, ...closed }));
      };

      test('are summed per purpose, where both costs are known', async () => {
        await end('call_1', {}, { cost: final(10), shadowCost: final(4) });
        await end('call_2', {}, { cost: final(20), shadowCost: final(30) });
        await end('call_3', {}, { cost: final(40), shadowCost: { state: 'unknown' } });
        await end('call_4', {}, { cost: { state: 'unknown' }, shadowCost: final(1) });
        await end('call_5', { purpose: 'title' }, { cost: final(5), shadowCost: final(1) });
        await end(
          'call_6',
          { shadow: null },
          { cost: final(99), shadowCost: { state: 'unknown' } },
        );
        await end('call_7', {}, null);
        expect(ledger.observed({})).toEqual([
          { purpose: 'main', calls: 4, nanoUsd: 30, shadowNanoUsd: 34, unknownCosts: 2 },
          { purpose: 'title', calls: 1, nanoUsd: 5, shadowNanoUsd: 1, unknownCosts: 0 },
        ]);
      });

      test('count from a moment on', async () => {
        await end('call_1', { startedAt: 1_000 }, { cost: final(1), shadowCost: final(1) });
        await end('call_2', { startedAt: 2_000 }, { cost: final(2), shadowCost: final(1) });
        expect(ledger.observed({ since: 2_000 })).toEqual([
          { purpose: 'main', calls: 1, nanoUsd: 2, shadowNanoUsd: 1, unknownCosts: 0 },
        ]);
        expect(ledger.observed({ since: 2_001 })).toEqual([]);
      });
    });

    describe('caches that were foreseen', () => {
      const prediction = (state: 'warm' | 'return' | 'cold', readTokens: number) => ({
        model: 'anthropic/claude-haiku-5-5',
        state,
        coldBecause: null,
        readTokens,
        writeTokens: 0,
        freshTokens: 0,
        ttl: null,
      });
      const usage = (cacheReadTokens: number) => ({
        state: 'reported' as const,
        usage: {
          freshInputTokens: 10,
          cacheReadTokens,
          cacheWrite5mTokens: 20,
          cacheWrite1hTokens: 30,
          outputTokens: 5,
          thinkingTokens: null,
        },
      });
      const attempted = async (
        callId: string,
        opened: Partial<OpenCall>,
        { open = {}, close = {} }: { open?: Partial<OpenAttempt>; close?: Partial<ClosedAttempt> },
      ) => {
        await ledger.openCall(openCallWith({ callId, ...opened }));
        await ledger.openAttempt(openAttemptWith({ callId, ...open }));
        const number = open.number ?? 1;
        await ledger.closeAttempt(
          closedAttemptWith({ callId, number, outcome: 'answered', ...close }),
        );
      };

      test('are summed per state beside what was reported, and only where they can be compared', async () => {
        const warm = { cachePrediction: prediction('warm', 1_000) };
        await attempted('call_1', warm, { close: { usage: usage(900) } });
        await attempted('call_2', warm, { close: { usage: usage(1_200), outcome: 'rejected' } });
        await attempted(
          'call_3',
          { cachePrediction: prediction('cold', 0) },
          { close: { usage: usage(0) } },
        );
        await attempted('call_4', { cachePrediction: null }, { close: { usage: usage(7) } });
        await attempted('call_5', warm, { close: { usage: usage(7), outcome: 'failed' } });
        await attempted('call_6', warm, { close: { usage: { ...usage(7), state: 'estimated' } } });
        await attempted('call_7', warm, { close: { usage: { state: 'unknown' } } });
        await attempted('call_8', warm, { open: { number: 2 }, close: { usage: usage(7) } });
        await attempted('call_9', warm, {
          open: { requestedModel: 'claude-sonnet-5-5' },
          close: { usage: usage(7) },
        });
        expect(ledger.cacheForesight({})).toEqual([
          {
            state: 'cold',
            calls: 1,
            promptTokens: 60,
            predictedReadTokens: 0,
            readTokens: 0,
            offTokens: 0,
          },
          {
            state: 'warm',
            calls: 2,
            promptTokens: 2_220,
            predictedReadTokens: 2_000,
            readTokens: 2_100,
            offTokens: 300,
          },
        ]);
      });

      test('count from a moment on', async () => {
        const early = { startedAt: 1_000, cachePrediction: prediction('return', 5) };
        await attempted('call_1', early, { close: { usage: usage(5) } });
        expect(ledger.cacheForesight({ since: 1_000 })).toHaveLength(1);
        expect(ledger.cacheForesight({ since: 1_001 })).toEqual([]);
      });
    });

    describe('a call and its repeats', () => {
      const failed = { outcome: 'failed', servedTier: null, escalatedFrom: null } as const;

      test('know of each other', async () => {
        await fullCall('call_1', failed);
        await fullCall('call_2', { retryOf: 'call_1', clientRetry: 1 });
        await fullCall('call_3', { retryOf: 'call_1', clientRetry: 2 });
        await fullCall('call_4');
        expect(ledger.receipt('call_1')?.retriedBy).toEqual(['call_2', 'call_3']);
        expect(ledger.receipt('call_2')).toMatchObject({
          call: { retryOf: 'call_1', clientRetry: 1 },
          retriedBy: [],
        });
        expect(ledger.recent({ limit: 9 }).map(({ retriedBy }) => retriedBy.length)).toEqual([
          0, 0, 0, 2,
        ]);
      });

      test('are one call that costs what all cost, and ends as the last does', async () => {
        await fullCall('call_1', { ...failed, tier: 2, cost: final(3), baseline: final(1) });
        await fullCall('call_2', { ...failed, tier: 2, retryOf: 'call_1', cost: final(4) });
        await fullCall('call_3', { retryOf: 'call_1', cost: final(5), baseline: final(20) });
        await fullCall('call_4', { ...failed, tier: 2, cost: final(6) });
        const [total] = ledger.totals({ by: 'task' });
        expect(total).toMatchObject({ calls: 2, tiers: { 2: 2 }, escalations: 1, failures: 1 });
        expect(total?.nanoUsd).toBe(18);
        const byTier = ledger.totals({ by: 'tier' });
        expect(byTier.map(({ key, calls, tiers }) => ({ key, calls, tiers }))).toEqual([
          { key: '1', calls: 0, tiers: {} },
          { key: '2', calls: 2, tiers: { 2: 2 } },
        ]);
      });
    });

    describe('the model that last answered a conversation', () => {
      const session = 'session-9';

      async function turn(callId: string, change: Partial<OpenCall & ClosedCall>, model = 'small') {
        const call = { callId, session, ...change };
        await ledger.openCall(openCallWith({ callId, ...pick(call, openCallWith({ callId })) }));
        await ledger.openAttempt(openAttemptWith({ callId, requestedModel: model }));
        await ledger.closeAttempt(closedAttemptWith({ callId }));
        await ledger.closeCall({
          ...closedCallWith({ callId }),
          ...pick(change, closedCallWith({ callId })),
        });
      }

      const served = (agent: string | null = null, of = session) =>
        ledger.lastServed({ session: of, agent });

      test('is that of its newest answered turn', async () => {
        expect(served()).toBeNull();
        await turn('call_1', { startedAt: 20 }, 'second');
        await turn('call_2', { startedAt: 10 }, 'first');
        await turn('call_3', { startedAt: 30, outcome: 'failed' }, 'third');
        await turn('call_4', { startedAt: 30, purpose: 'title' }, 'fourth');
        await ledger.openCall(openCallWith({ callId: 'call_5', session, startedAt: 40 }));
        expect(served()).toEqual({
          provider: 'anthropic',
          model: 'second',
          isCompacted: false,
          isMixed: false,
        });
        expect(served(null, 'session-0')).toBeNull();
      });

      test('belongs to one agent', async () => {
        await turn('call_1', {}, 'main');
        await turn('call_2', { agent: 'a"\0' }, 'agent');
        expect(served()?.model).toBe('main');
        expect(served('a"\0')?.model).toBe('agent');
        expect(served('b')).toBeNull();
      });

      test('is the one that gave the answer, after those that failed', async () => {
        const callId = 'call_1';
        await ledger.openCall(openCallWith({ callId, session }));
        for (const [number, outcome] of [
          [1, 'failed'],
          [2, 'rejected'],
          [3, 'cancelled'],
        ] as const) {
          await ledger.openAttempt(openAttemptWith({ callId, number, requestedModel: outcome }));
          await ledger.closeAttempt(closedAttemptWith({ callId, number, outcome }));
        }
        await ledger.closeCall(closedCallWith({ callId }));
        expect(served()?.model).toBe('rejected');
      });

      test('says when other models have answered turns of the session too', async () => {
        await turn('call_1', { servedModel: 'small' });
        await turn('call_2', { servedModel: 'big', purpose: 'title' });
        await turn('call_3', { servedModel: 'big', agent: 'a' });
        await turn('call_4', { servedModel: 'big', outcome: 'failed' });
        await turn('call_5', { servedModel: null });
        await turn('call_6', { servedModel: 'small' });
        expect(served()).toMatchObject({ isMixed: false });
        await turn('call_7', { servedModel: 'big' });
        expect(served()).toMatchObject({ isMixed: true });
      });

      test('says when the conversation has been summarised since', async () => {
        await turn('call_1', {});
        await turn('call_2', { purpose: 'compaction', outcome: 'failed' }, 'big');
        expect(served()).toMatchObject({ model: 'small', isCompacted: false });
        await turn('call_3', { purpose: 'compaction' }, 'big');
        expect(served()).toMatchObject({ model: 'small', isCompacted: true });
        await turn('call_4', {}, 'other');
        expect(served()).toMatchObject({ model: 'other', isCompacted: false });
      });
    });

    describe('recovery', () => {
      test('what runs is left alone', async () => {
        await ledger.openCall(openCallWith({ callId: 'call_1' }));
        const neighbour = store.open();
        expect([ledger.recover(), neighbour.recover()]).toEqual([0, 0]);
        await neighbour.openCall(openCallWith({ callId: 'call_2' }));
        expect(ledger.recover()).toBe(0);
        neighbour.close();
        expect(ledger.recover()).toBe(1);
        expect(ledger.receipt('call_1')?.closed).toBeNull();
        expect(ledger.receipt('call_2')?.closed?.outcome).toBe('interrupted');
      });

      test('what a crash left open is interrupted at unknown cost, once', async () => {
        await fullCall('call_1');
        await ledger.openCall(openCallWith({ callId: 'call_2' }));
        await ledger.openAttempt(openAttemptWith({ callId: 'call_2', number: 1 }));
        await ledger.closeAttempt(closedAttemptWith({ callId: 'call_2', number: 1 }));
        await ledger.openAttempt(openAttemptWith({ callId: 'call_2', number: 2 }));
        const whole = ledger.receipt('call_1');
        const firstAttempt = ledger.receipt('call_2')?.attempts[0];
        crash();
        expect(ledger.recover()).toBe(2);
        const after = ledger.receipt('call_2');
        expect(after?.closed).toEqual({
          callId: 'call_2',
          outcome: 'interrupted',
          status: 0,
          errorCode: null,
          servedTier: null,
          servedModel: null,
          escalatedFrom: null,
          reasons: [],
          cost: { state: 'unknown' },
          baseline: { state: 'unknown' },
          baselineModel: null,
          shadowCost: { state: 'unknown' },
          attempts: 2,
          firstByteMs: null,
          totalMs: 0,
          overheadUs: 0,
        });
        expect(after?.attempts[0]).toEqual(firstAttempt);
        expect(after?.attempts[1]?.closed).toEqual({
          callId: 'call_2',
          number: 2,
          outcome: 'interrupted',
          servedModel: null,
          status: null,
          detail: 'the process ended first',
          finishReason: null,
          usage: { state: 'unknown' },
          cost: { state: 'unknown' },
          firstTokenMs: null,
          totalMs: 0,
          upstreamRequestId: null,
        });
        expect(ledger.receipt('call_1')).toEqual(whole);
        expect(ledger.recover()).toBe(0);
        expect(ledger.receipt('call_2')).toEqual(after);
      });

      test('an attempt left open within a closed call is found too', async () => {
        await ledger.openCall(openCallWith({ callId: 'call_1' }));
        await ledger.openAttempt(openAttemptWith({ callId: 'call_1' }));
        await ledger.closeCall(closedCallWith({ callId: 'call_1' }));
        const closed = ledger.receipt('call_1')?.closed;
        crash();
        expect(ledger.recover()).toBe(1);
        expect(ledger.receipt('call_1')?.attempts[0]?.closed?.outcome).toBe('interrupted');
        expect(ledger.receipt('call_1')?.closed).toEqual(closed);
      });

      test('an interrupted row is closed like any other', async () => {
        await ledger.openCall(openCallWith({ callId: 'call_1' }));
        crash();
        ledger.recover();
        await expect(ledger.closeCall(closedCallWith({ callId: 'call_1' }))).rejects.toMatchObject({
          code: 'ledger_row',
        });
      });
    });

    test('what was asked for before closing is written', async () => {
      const written = ledger.openCall(openCallWith({ callId: 'call_1' }));
      ledger.close();
      await written;
      ledger = store.open();
      expect(ledger.receipt('call_1')).not.toBeNull();
    });

    test('a closed ledger refuses everything, and closes again without complaint', async () => {
      ledger.close();
      ledger.close();
      const closed = { code: 'ledger_closed' };
      await expect(ledger.openCall(openCallWith({ callId: 'call_1' }))).rejects.toMatchObject(
        closed,
      );
      for (const read of [
        () => ledger.receipt('call_1'),
        () => ledger.recent({ limit: 1 }),
        () => ledger.totals({ by: 'task' }),
        () => ledger.recover(),
      ]) {
        expect(read).toThrow(expect.objectContaining(closed));
      }
      ledger = store.open();
    });

    test('any interleaving of opening, closing and crashing keeps exactly what was acknowledged', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyStep, { maxLength: 40 }), async (steps) => {
          const fresh = create();
          try {
            await walk(fresh, steps);
          } finally {
            fresh.dispose();
          }
        }),
        { numRuns: 40 },
      );
    });
  });
}

type Step = readonly [
  'open-call' | 'open-attempt' | 'close-attempt' | 'close-call' | 'crash',
  call: number,
  attempt: number,
];

const anyStep: fc.Arbitrary<Step> = fc.tuple(
  fc.constantFrom<Step[0][]>(
    'open-call',
    'open-call',
    'open-attempt',
    'open-attempt',
    'close-attempt',
    'close-call',
    'crash',
  ),
  fc.nat({ max: 3 }),
  fc.nat({ max: 2 }),
);

type State = 'open' | 'closed' | 'interrupted';

/** Walks a store and the simplest model of it side by side. */
async function walk(store: LedgerStore, steps: readonly Step[]): Promise<void> {
  const calls = new Map<string, State>();
  const attempts = new Map<string, State>();
  let ledger = store.open();
  const isOpen = (call: string) => calls.get(call) === 'open';
  for (const [step, callNumber, number] of steps) {
    const callId = `call_${callNumber}`;
    const attempt = `${callId}/${number}`;
    switch (step) {
      case 'open-call':
        await allowed(!calls.has(callId), ledger.openCall(openCallWith({ callId })), () =>
          calls.set(callId, 'open'),
        );
        break;
      case 'open-attempt':
        await allowed(
          isOpen(callId) && !attempts.has(attempt),
          ledger.openAttempt(openAttemptWith({ callId, number })),
          () => attempts.set(attempt, 'open'),
        );
        break;
      case 'close-attempt':
        await allowed(
          attempts.get(attempt) === 'open',
          ledger.closeAttempt(closedAttemptWith({ callId, number })),
          () => attempts.set(attempt, 'closed'),
        );
        break;
      case 'close-call':
        await allowed(isOpen(callId), ledger.closeCall(closedCallWith({ callId })), () =>
          calls.set(callId, 'closed'),
        );
        break;
      case 'crash':
        ledger.close();
        ledger = store.open();
        expect(ledger.recover()).toBe(interruptOpen(calls) + interruptOpen(attempts));
    }
    expect(stateOf(ledger)).toEqual({
      calls: Object.fromEntries(calls),
      attempts: Object.fromEntries(attempts),
    });
  }
  ledger.close();
}

async function allowed(expected: boolean, write: Promise<void>, then: () => void): Promise<void> {
  const done = await write.then(
    () => true,
    () => false,
  );
  expect(done).toBe(expected);
  if (done) then();
}

function interruptOpen(states: Map<string, State>): number {
  const open = [...states].filter(([, state]) => state === 'open');
  for (const [key] of open) states.set(key, 'interrupted');
  return open.length;
}

function stateOf(ledger: Ledger): { calls: object; attempts: object } {
  const receipts = ledger.recent({ limit: 100 });
  const state = (closed: { readonly outcome: string } | null): State => {
    if (closed === null) return 'open';
    return closed.outcome === 'interrupted' ? 'interrupted' : 'closed';
  };
  return {
    calls: Object.fromEntries(receipts.map(({ call, closed }) => [call.callId, state(closed)])),
    attempts: Object.fromEntries(
      receipts.flatMap(({ attempts }) =>
        attempts.map(({ opened, closed }) => [`${opened.callId}/${opened.number}`, state(closed)]),
      ),
    ),
  };
}

function final(nanoUsd: number): { readonly state: 'final'; readonly nanoUsd: number } {
  return { state: 'final', nanoUsd };
}

/** The fields of `change` that `shape` has. */
function pick<Shape extends object>(change: object, shape: Shape): Partial<Shape> {
  const known = Object.entries(change).filter(([key]) => key in shape);
  return Object.fromEntries(known) as Partial<Shape>;
}

function fast(reading: UsageReading): UsageReading {
  return reading.state === 'unknown' ? reading : { ...reading, billedAs: ['fast'] };
}
