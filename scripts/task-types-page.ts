import { durationText } from '../src/config/quantity.ts';
import type { TaskContract, TaskFamily } from '../src/core/tasks/contract.ts';
import { TASK_FAMILIES } from '../src/core/tasks/index.ts';

/** docs/task-types.md, made from the contracts. `npm run docs` writes it, a test compares it. */
export function taskTypesPage(): string {
  return `${HEAD}\n${TASK_FAMILIES.map(familySection).join('\n')}`;
}

const HEAD = `# Task types

What kind of work a call is. Name one with \`x-modicum-task\`, with the model \`modicum/auto:task=<type>\` or with \`run({ task })\`; otherwise the classifier decides, and what it does not recognise goes to the default tier.

Each type has a contract, below. \`tasks:\` in your policy changes any of it ([configuration](configuration.md#taskstype)); \`modicum tasks show <type>\` prints the contract in force.

- *Tier* is where calls of the type start, *floor* and *cap* are how low and how high they may go. Nothing is capped by default: who names tier 3 for a label pays for it knowingly.
- *Judgment* is reasoning, code, planning; *processing* works on what is given. Judgment with easy cases has floor 1, because how hard a call is gets predicted apart from its type.
- *Recoverable*: a wrong answer can be noticed and made good. Processing that is not recoverable has floor 1.
- *Buffered* answers are judged by the validators before they are handed over, so that a bad one can be tried again; *streamed* ones are handed over as they come.
- *Too low costs* is what one tier too low costs, measured in one tier too high: the classifier weighs its doubts with it.
- *Down* is what happens when no model of the tier can serve; where there is nothing, the tier says it. *Escalate* climbs from tier 0 or 1 only: nothing replaces tiers 2 and 3.
- *Repeatable*: an exact repeat of the same call may be answered from a cache.

<!-- Written by \`npm run docs\` from src/core/tasks. -->
`;

function familySection({ name, about, contracts }: TaskFamily): string {
  return [
    `## ${name}\n`,
    `${about}\n`,
    ...table('tier', contracts, TIER_COLUMNS),
    '',
    ...table('answer', contracts, ANSWER_COLUMNS),
    '',
    ...contracts.map(typeSection),
  ].join('\n');
}

type Columns = Readonly<Record<string, (contract: TaskContract) => string>>;

const TIER_COLUMNS: Columns = {
  tier: ({ tier }) => String(tier),
  'floor to cap': ({ floor, cap }) => `${floor} to ${cap}`,
  kind: ({ kind }) => kind,
  stakes: ({ stakes }) => stakes,
  recoverable: ({ recoverable }) => (recoverable ? 'yes' : 'no'),
  'too low costs': ({ underCost }) => String(underCost),
  down: ({ unavailable }) => unavailable?.action ?? '–',
  'short names': ({ aliases }) => codeList(aliases),
};

const ANSWER_COLUMNS: Columns = {
  delivery: ({ delivery }) => delivery,
  validators: ({ validate }) => codeList(validate),
  retries: ({ retries }) => (retries === null ? "the tier's" : String(retries)),
  deadline: ({ deadlineMs }) => (deadlineMs === null ? "the policy's" : durationText(deadlineMs)),
  'usual answer, tokens': ({ expectedOutputTokens }) => String(expectedOutputTokens),
  repeatable: ({ repeatable }) => (repeatable ? 'yes' : 'no'),
};

function table(
  what: string,
  contracts: readonly TaskContract[],
  columns: Columns,
): readonly string[] {
  const titles = [what === 'tier' ? 'task type' : 'its answer', ...Object.keys(columns)];
  const rows = contracts.map((contract) => [
    `\`${contract.type}\``,
    ...Object.values(columns).map((cell) => cell(contract)),
  ]);
  return [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

function codeList(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ') || '–';
}

function typeSection({ type, about, examples }: TaskContract): string {
  const quoted = examples.map((example) => `- ${JSON.stringify(example)}`);
  return [`### \`${type}\`\n`, `${about} For example:\n`, ...quoted, ''].join('\n');
}
