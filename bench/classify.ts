import type { Call } from '../src/core/call.ts';
import { TASK_TYPES } from '../src/core/task.ts';
import { TASK_CONTRACTS } from '../src/core/tasks/index.ts';
import { shippedClassifier } from '../src/modicum/shipped-classifier.ts';
import { sampleCall } from '../src/testing/policy.ts';
import { createKeywordScorer, type KeywordScorer } from './keyword-scorer.ts';
import { table } from './report.ts';
import { median } from './statistics.ts';

/** Bytes of a prompt, from a short question to a pasted file. */
const SIZES = [100, 1_000, 10_000, 100_000, 1_000_000];
/** Different texts of each size, one after the other, so that none is always warm. */
const TEXTS = 40;
/** Of all texts of a size: a few long ones tell as much as many. */
const MOST_BYTES = 4_000_000;

interface Row {
  readonly size: number;
  readonly classifierUs: number;
  readonly keywordsUs: number;
  /** Of each round; what ran in one round met the same machine. */
  readonly ratio: number;
}

/**
 * Time of one decision against a bare keyword scorer of the same types. Only ratios within a run count; the
 * first sizes also warm up the code.
 */
export function benchClassify(rounds: number): string {
  const classifier = shippedClassifier();
  const keywords = createKeywordScorer();
  const classify = (call: Call) => classifier.classify(call);
  warmUp(classify, keywords);
  const rows = SIZES.map((size): Row => {
    const texts = textsOf(size);
    const calls = texts.map(asking);
    const times = Array.from({ length: rounds }, () => ({
      classifier: microseconds(classify, calls),
      keywords: microseconds(keywords, texts),
    }));
    return {
      size,
      classifierUs: median(times.map((one) => one.classifier)),
      keywordsUs: median(times.map((one) => one.keywords)),
      ratio: median(times.map((one) => one.classifier / one.keywords)),
    };
  });
  return table(
    ['one decision', 'classifier µs', 'keywords µs', 'classifier / keywords'],
    rows.map(({ size, classifierUs, keywordsUs, ratio }) => [
      sizeName(size),
      classifierUs.toFixed(1),
      keywordsUs.toFixed(1),
      ratio.toFixed(3),
    ]),
  );
}

function warmUp(classify: (call: Call) => unknown, keywords: KeywordScorer): void {
  const texts = textsOf(1_000);
  const calls = texts.map(asking);
  for (let round = 0; round < 50; round += 1) {
    microseconds(classify, calls);
    microseconds(keywords, texts);
  }
}

/** On average over all inputs. */
function microseconds<Input>(decide: (input: Input) => unknown, inputs: readonly Input[]): number {
  const started = performance.now();
  for (const input of inputs) decide(input);
  return ((performance.now() - started) * 1_000) / inputs.length;
}

/** Prompts of the contracts, each followed by as much of the others as makes it that long. */
function textsOf(size: number): readonly string[] {
  const prompts = TASK_TYPES.flatMap((type) => TASK_CONTRACTS[type].examples);
  const material = prompts.join('\n');
  return Array.from({ length: Math.min(TEXTS, Math.ceil(MOST_BYTES / size)) }, (_, at) => {
    const text = `${prompts[(at * 7) % prompts.length]}\n`;
    return text
      .concat(material.slice(at * 50), material.repeat(Math.ceil(size / material.length)))
      .slice(0, size);
  });
}

function asking(text: string): Call {
  return sampleCall({ messages: [{ role: 'user', content: [{ type: 'text', text }] }] });
}

function sizeName(bytes: number): string {
  if (bytes >= 1_000_000) return `${bytes / 1_000_000} MB`;
  return bytes >= 1_000 ? `${bytes / 1_000} KB` : `${bytes} B`;
}
