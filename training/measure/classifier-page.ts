import type { LabelledSets } from '../permissive-rows.ts';
import { isOwn } from '../train.ts';
import type { Row } from '../row.ts';
import type { Ablation } from './ablations.ts';
import type { Figures } from './measure.ts';
import { fixed, percent, table } from './page.ts';

export interface Page {
  readonly figures: Figures;
  readonly cuts: readonly Ablation[];
  readonly own: readonly Row[];
  readonly sets: LabelledSets;
  readonly traffic: readonly Row[];
  readonly machine: string;
}

/** docs/classifier.md, with every figure as measured. */
export function classifierPage(page: Page): string {
  return (
    [
      INTRODUCTION,
      dataPart(page),
      typesPart(page),
      tiersPart(page),
      needPart(page),
      robustPart(page),
      timePart(page),
      ablationPart(page),
      LIMITS,
    ].join('\n\n') + '\n'
  );
}

const INTRODUCTION = `# The classifier

What kind of work is a call, and which tier is enough? This page says how that is predicted, from what data, and how well: every figure is measured by \`npm run measure\` on rows the model was not made from. How a prediction becomes a decision is in [decision.md](decision.md); how to train it on rows of your own in [training.md](training.md).

**What it sees.** The last thing the human or the program asked, freed of system reminders and courtesies; the system text where it states a job; the turn before and the end of the last answer; the names of the tools; the form of the answer asked for. Each part is cut, so a megabyte costs what its edges cost. What assistants and tools said moves a call only between the floor and the cap that trusted parts set.

**What it is.** Hashed words, their stems and pairs, and *ideas*: 106 groups of words that ask for the same in the languages people ask in ("shorten", "condense", "raccourcis"; \`src/classify/lexicon\`, written for this project). A sparse multinomial logistic regression over all of them, plus a hidden layer over the ideas and circumstances, averaged over three beginnings. Weights are eight bits wide and made by \`npm run train\` in plain TypeScript, the same bytes from the same rows. No dependency, no network, no native code.

**What it says.** A distribution over 60 task types with calibrated confidence; how likely each tier is to be the lowest that is enough; how high the stakes are; judgment or processing; recoverable or not; complexity 1 to 10; \`pStrong\`, the probability that a cheap model does worse than a strong one; and how unlike its training the text is. A prompt that stands alone gets its tiers from the contracts of what it may be; in a program's call or an agent's conversation the sufficient tier is a prediction of its own.`;

function dataPart({ own, sets, traffic }: Page): string {
  const count = (rows: readonly Row[], source: string) =>
    rows.filter((row) => row.source === source).length;
  const trafficRows = own.filter(({ source }) => source.startsWith('traffic/'));
  const rows = [
    [
      'own tricky prompts (`training/rows/prompts`)',
      String(count(own, 'prompts')),
      'training',
      'MIT, written for this project',
    ],
    [
      'own plain prompts (`training/rows/direct`)',
      String(count(own, 'direct')),
      'training',
      'MIT, written for this project',
    ],
    [
      'own agent traffic with sufficient tiers (`training/rows/traffic`)',
      String(trafficRows.length),
      'training',
      'MIT, written for this project',
    ],
    ...publicSources(sets.train),
    [
      'natural prompts (ReAlign, WizardLM, issue trackers)',
      String(sets.natural.length),
      'measuring only',
      'none stated',
    ],
    [
      'short plain asks',
      String(sets.plainAsks.length),
      'measuring only',
      'written for the project, kept out',
    ],
    [
      'agent traffic, labelled by two readers',
      String(traffic.length),
      'measuring, choosing thresholds',
      '–',
    ],
  ];
  return `## Data

${table(['rows', 'number', 'used for', 'licence'], rows)}

Public rows are read from a folder beside the project and are not part of it; \`training/sources.json\` names each set by its hash. Of one type from one source at most 400 rows count. The own rows were written for the project one by one, in many voices and without templates; their mistakes are its own.`;
}

const LICENCES: Readonly<Record<string, string>> = {
  t0: 'Apache-2.0',
  gsm8k_train: 'MIT',
  bbh: 'MIT',
  clinc_smalltalk: 'CC-BY-3.0',
  cc0_roles: 'CC0-1.0',
  mbpp: 'CC-BY-4.0',
  mmlu_pro: 'Apache-2.0',
};

function publicSources(rows: readonly Row[]): readonly (readonly string[])[] {
  const names = [...new Set(rows.map(({ source }) => source))].filter((source) => !isOwn(source));
  return names.map((name) => [
    `public: ${name}`,
    String(rows.filter(({ source }) => source === name).length),
    'training',
    LICENCES[name] ?? 'MIT',
  ]);
}

function typesPart({ figures }: Page): string {
  const rows = figures.types.map((one) => [
    one.of,
    String(one.rows),
    fixed(one.accuracy),
    fixed(one.macroF1),
    fixed(one.ece),
  ]);
  return `## Types

${table(['on', 'rows', 'accuracy', 'macro-F1', 'ECE'], rows)}

Where a row has several types that careful readers accept, each of them counts. *Out of fold*: each row was predicted by a model that had not seen it or its neighbours.

![Reliability diagram](classifier/reliability.svg)`;
}

function tiersPart({ figures }: Page): string {
  const rows = figures.tiers.map(([of, one]) => [
    of,
    String(one.rows),
    percent(one.right),
    percent(one.low),
    percent(one.high),
    one.highStakes === 0 ? '–' : `${percent(one.highStakesLow)} of ${one.highStakes}`,
    one.top === 0 ? '–' : `${percent(one.topLow)} of ${one.top}`,
    fixed(one.cost, 2),
  ]);
  const curve = figures.tradeOff.map(({ label, figures: one }) => [
    label,
    percent(one.right),
    percent(one.low),
    percent(one.high),
    one.highStakes === 0 ? '–' : percent(one.highStakesLow),
    fixed(one.cost, 2),
  ]);
  const ece = figures.tierEce.map(([of, one]) => `${of} ${fixed(one)}`).join(', ');
  return `## Tiers

What the built-in policy decides for each call, as \`modicum classify\` prints it: the tier whose expected cost of error is least, within the contract of the type.

${table(['on', 'rows', 'right', 'too low', 'too high', 'high stakes too low', 'tier 3 too low', 'cost'], rows)}

*Cost*: list prices of the default bindings, everything on tier 2 is 1. A natural prompt's right tier is its type's default; of agent traffic two readers said the lowest tier that gets it right. Calibration of the likeliest tier (ECE): ${ece}.

**The trade-off** on agent traffic: what an error that is too low costs (\`under_cost\` of each task type) multiplied by a factor.

${table(['factor', 'right', 'too low', 'too high', 'high stakes too low', 'cost'], curve)}

![Trade-off](classifier/trade-off.svg)`;
}

function needPart({ figures }: Page): string {
  const rows = figures.need.map((one) => [
    one.by,
    fixed(one.recovered),
    percent(one.half),
    percent(one.most),
  ]);
  return `## Where a strong model pays

Half of MMLU with the answers of a weak and a strong model, none of it in training. APGR: the share of the gap that is recovered, averaged over all shares of calls sent to the strong model. CPT: the share of calls that recovers 50 and 80 % of the gap.

${table(['ordered by', 'APGR', 'CPT 50 %', 'CPT 80 %'], rows)}

*Learned from scores on other sets*: a model of which of 15,900 prompts strong models had answered better, each set's mean taken out, was tried first and shipped nowhere: it learned what is hard in its own sets. \`pStrong\` is the formula of \`src/classify/need.ts\`.`;
}

function robustPart({ figures }: Page): string {
  const rows = figures.robustness.map((one) => [
    one.said,
    percent(one.sameTier),
    percent(one.sameType),
  ]);
  const all =
    figures.robustness.reduce((sum, one) => sum + one.sameTier, 0) / figures.robustness.length;
  return `## Said differently

A quarter of the natural prompts and all agent traffic, said differently: the same tier in ${percent(all)}.

${table(['change', 'same tier', 'same type'], rows)}`;
}

function timePart({ figures, machine }: Page): string {
  const rows = figures.times.map(([characters, time]) => [
    characters.toLocaleString('en'),
    time.toFixed(1),
  ]);
  return `## Time

One prediction, everything above included, on ${machine}, with other work going on; \`npm run bench -- classify\` compares it with a keyword scorer in one run.

${table(['characters', 'µs'], rows)}

Weights are read when the first call is classified.`;
}

function ablationPart({ cuts }: Page): string {
  if (cuts.length === 0) return '## What each part is worth\n\nNot measured in this run.';
  const rows = cuts.map((one) => [
    one.without,
    String(one.rows),
    fixed(one.natural.accuracy),
    fixed(one.natural.macroF1),
    fixed(one.plainAsks),
    fixed(one.traffic),
  ]);
  return `## What each part is worth

The type prediction made again with one thing left out; one model instead of three, so the first line is a little below what is shipped.

${table(['without', 'rows', 'natural: accuracy', 'natural: macro-F1', 'plain asks', 'agent traffic'], rows)}`;
}

const LIMITS = `## Limits

- The natural prompts and the agent traffic above were looked at while the features and thresholds were chosen, so these figures lean to the optimistic; the rows themselves trained nothing.
- Two careful readers agree on the tier of agent traffic in 89 %: nothing can be right much more often.
- Main turns of agents are hardest to type: "continue" and "approved" mean what the conversation means.
- Languages other than English rest on the lexicon and on about one own row in ten.
- \`pStrong\` orders questions a little better than their length does, no more. It decides nothing by itself.`;
