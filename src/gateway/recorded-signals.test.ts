import { describe, expect, it } from 'vitest';
import { shippedClassifier } from '../modicum/shipped-classifier.ts';
import { sampleCall } from '../testing/policy.ts';
import { recordedSignals } from './recorded-signals.ts';

const asIs = (text: string) => text;

describe('recordedSignals', () => {
  it('keeps what is no word of a text', () => {
    const signals = ['kind:program', 'lines:0', 'tool:bash', 'rule:refund ..4 please', 'idea:code'];
    expect(recordedSignals(signals, asIs)).toEqual(signals);
  });

  it.each(['word:private words', 'job:private words', 'before:words: private', 'answered:words'])(
    '%s is kept without its words',
    (signal) => {
      expect(recordedSignals([signal, signal], asIs)).toEqual([signal.split(':')[0]]);
    },
  );

  it('keeps no word of any part of a call that the classifier reads', () => {
    const secret = 'zanzibar quixotic';
    const says = (role: 'user' | 'assistant') => ({
      role,
      content: [{ type: 'text' as const, text: `Summarize ${secret}, translate ${secret}.` }],
    });
    const call = sampleCall({
      system: [{ type: 'text', text: `You summarize ${secret}.` }],
      messages: [says('user'), says('assistant'), says('user')],
    });
    const { signals } = shippedClassifier().classify(call);
    expect(signals.length).toBeGreaterThan(0);
    expect(recordedSignals(signals, asIs).join(' ')).not.toMatch(/zanzibar|quixotic|summar/);
  });

  it('takes keys out of the rest', () => {
    expect(recordedSignals(['rule:key'], () => '[key]')).toEqual(['[key]']);
  });
});
