import { ModicumError } from '../../core/error.ts';
import { nearestName } from '../../core/nearest-name.ts';
import { TASK_ALIASES, taskTypeNamed } from '../../core/task-name.ts';
import { TASK_TYPES, type TaskRule, type TaskType } from '../../core/task.ts';
import { TASK_CONTRACTS, TASK_FAMILIES } from '../../core/tasks/index.ts';
import { command } from '../command.ts';
import { JSON_OPTION, SETUP_OPTIONS } from '../options.ts';
import { paint, printJson, printLine } from '../output.ts';
import { renderTable } from '../render/table.ts';
import type { TaskTerm } from '../task-terms.ts';

export const show = command({
  meta: { name: 'show', description: 'The contract of one task type, as it is in force' },
  args: {
    type: { type: 'positional', required: true, description: 'a task type or a short name of one' },
    config: SETUP_OPTIONS.config,
    ...JSON_OPTION,
  },
  examples: ['modicum tasks show summarize', 'modicum tasks show code --json'],
  about:
    'What is asked for, where its calls start and how low and high they may go, how answers are judged, what happens while a tier is down, and prompts of this type. Each value with who says it: the contract, or a line of your policy.',
  json: '`type`, `family`, `about`, `aliases`, `policy` (its version), `terms`: `key`, `value`, `from` (`default`, `file` or `environment`), `line`; `examples`',
  async run({ args }) {
    const type = typeNamed(args.type);
    const { loadOwnPolicy } = await import('../policy-setup.ts');
    const { taskTerms } = await import('../task-terms.ts');
    const { policy, path, source } = loadOwnPolicy(args.config);
    const { about, aliases, examples } = TASK_CONTRACTS[type];
    const terms = taskTerms(type, policy.tasks[type], source);
    const told = { type, family: familyOf(type), about, aliases };
    if (args.json) {
      printJson({ ...told, policy: policy.version, terms, examples });
      return;
    }
    const names = aliases.length === 0 ? '' : `, also ${aliases.join(', ')}`;
    printLine(`${paint('bold', type)}${names} (${told.family})`);
    printLine(about);
    printLine();
    printLine(
      renderTable([{ title: 'key' }, { title: 'value' }, { title: '' }], rows(terms, path)),
    );
    printLine();
    printLine('such as');
    for (const example of examples) printLine(`  ${paint('dim', oneLine(example))}`);
    printLine();
    printLine(`To change it: modicum policy set ${otherTier(type, policy.tasks[type])}`);
  },
});

function typeNamed(name: string): TaskType {
  const type = taskTypeNamed(name);
  if (type !== null) return type;
  const nearest = nearestName(name, [...TASK_TYPES, ...Object.keys(TASK_ALIASES)]);
  const guess = nearest === null ? '' : ` Did you mean ${nearest}?`;
  throw new ModicumError(
    'usage',
    `There is no task type "${name}".${guess} All of them: modicum tasks list`,
  );
}

function familyOf(type: TaskType): string {
  const family = TASK_FAMILIES.find(({ contracts }) => contracts.some((one) => one.type === type));
  return family?.name ?? '';
}

function rows(terms: readonly TaskTerm[], path: string | null): readonly string[][] {
  return terms.map(({ key, value, from, line }) => [
    key,
    valueText(key, value),
    from === 'default' ? '' : paint('yellow', line === undefined ? from : `${path ?? ''}:${line}`),
  ]);
}

/** What stands for a value that is not there. */
const NONE: Readonly<Record<string, string>> = {
  retries: "the tier's",
  deadline: "the policy's",
  unavailable: "the tier's",
};

function valueText(key: string, value: unknown): string {
  if (value === null) return NONE[key] ?? 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ⏎ ');
}

/**
 * One up where the contract lets it, else one down, with the floor that is in the way: an example that
 * would be taken as it stands.
 */
function otherTier(type: TaskType, { tier, floor, cap }: TaskRule): string {
  const key = `tasks.${type}`;
  if (tier < cap) return `${key}.tier=${tier + 1}`;
  const below = Math.max(0, tier - 1);
  return below < floor ? `${key}.tier=${below} ${key}.floor=${below}` : `${key}.tier=${below}`;
}
