import type { Classification } from '../../core/classification.ts';
import type {
  Answer,
  PolicyLine,
  ReasonEvidence,
  Signal,
  TierQuestion,
} from '../../core/grounds.ts';
import { REASONS } from '../../core/reason.ts';
import type { RecordedGrounds } from '../../ledger/ledger.ts';
import type { Field } from './fields.ts';

/** What the classifier made of a call: its type and the runners-up, the tier by itself, and how hard it looks. */
export function seenFields({
  taskType,
  confidence,
  alternatives,
  judged,
}: RecordedGrounds['seen'] | Classification): readonly Field[] {
  const others = alternatives.slice(0, RUNNERS_UP);
  const types = taskType === null ? others : [{ taskType, confidence }, ...others];
  const likely = types.map((one) => `${one.taskType} ${one.confidence.toFixed(2)}`);
  const seen: Field = ['seen as', likely.length === 0 ? [] : [likely.join(', ')]];
  if (judged === null) return [seen];
  const tiers = judged.tiers.map((chance, tier) => `${tier} p ${chance.toFixed(2)}`).join(' · ');
  const figures = [
    `complexity ${judged.complexity.toFixed(0)} of 10`,
    `a strong model better p ${judged.pStrong.toFixed(2)}`,
    `high stakes p ${judged.stakes.toFixed(2)}`,
    `unlike what is known ${judged.outOfDistribution.toFixed(2)}`,
  ];
  return [
    seen,
    ['least tier', tiers],
    ['looks', `${figures.slice(0, 2).join(', ')}, ${figures.slice(2).join(', ')}`],
  ];
}

const RUNNERS_UP = 3;

/** The three questions, a line each. */
export function questionsField(answers: readonly Answer[]): Field {
  return ['questions', answers.map(questionText)];
}

function questionText({ question, answer, evidence, effect }: Answer): string {
  const on = evidence.length === 0 ? '' : ` (${evidence.map(signalText(question)).join(', ')})`;
  const then = effect === 'none' ? '' : `  → ${effect}`;
  return `${QUESTIONS[question]}  ${answer}${on}${then}`;
}

const QUESTIONS: Readonly<Record<TierQuestion, string>> = {
  judgment_or_processing: 'judgment or processing?',
  recoverable: 'recoverable?',
  does_it_fit: 'does it fit?',
};

/** A limit says how much of it is used. */
function signalText(question: TierQuestion): (signal: Signal) => string {
  return ({ signal, weight }) => {
    const name = signal.replace(/^policy:/, '');
    if (question !== 'does_it_fit') return `${name} ${weight.toFixed(2)}`;
    return weight >= 1 ? `over ${name}` : `${Math.ceil(weight * 100)} % of ${name}`;
  };
}

/** Each reason with the signal it rests on. */
export function reasonTexts(evidence: readonly ReasonEvidence[]): readonly string[] {
  return evidence.map(({ reason, signal, weight, detail }) => {
    const sure = weight >= 1 ? '' : ` ${weight.toFixed(2)}`;
    const what = detail === null ? '' : `: ${detail}`;
    return `${reason}: ${REASONS[reason]}  [${signal}${sure}${what}]`;
  });
}

/** The command that would send the call elsewhere, ready to be copied. */
export function changeField(line: PolicyLine | null): Field {
  if (line === null) return ['change it', 'no one line of the policy would'];
  const words = line.settings.map(({ key, value }) => quoted(`${key}=${value}`));
  const lowers = line.settings.some(({ key }) => key.endsWith('.floor'));
  const warning = lowers ? ['this lowers a floor: such work is less safe then'] : [];
  return ['change it', [...commandLines(words), `→ tier ${line.tier}  ${line.model}`, ...warning]];
}

/** Of several settings each on its own line, so that none is torn where the screen ends. */
function commandLines(words: readonly string[]): readonly string[] {
  if (words.length <= 1) return [`modicum policy set ${words.join('')}`];
  const last = words.length - 1;
  return [
    'modicum policy set \\',
    ...words.map((word, index) => (index === last ? `  ${word}` : `  ${word} \\`)),
  ];
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w./=:-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
