import { TASK_FAMILIES } from '../../core/tasks/index.ts';
import { command } from '../command.ts';
import { JSON_OPTION, SETUP_OPTIONS } from '../options.ts';
import { paint, printJson, printLine, remark } from '../output.ts';
import { renderTable } from '../render/table.ts';
import type { TaskTerm } from '../task-terms.ts';

export const list = command({
  meta: { name: 'list', description: 'Every task type, its tier, and how its answers are judged' },
  args: { config: SETUP_OPTIONS.config, ...JSON_OPTION },
  examples: ['modicum tasks list', 'modicum tasks list --json'],
  about:
    'Family by family, from what a small local model does to what only the best may do. What your policy says otherwise than the contract is marked.',
  json: '`policy` (its version), `tasks`: `type`, `family`, `about`, `aliases`, `terms` (the keys of `tasks.<type>` in force), `changed` (those your policy says)',
  async run({ args }) {
    const { loadOwnPolicy } = await import('../policy-setup.ts');
    const { taskTerms } = await import('../task-terms.ts');
    const { policy, source } = loadOwnPolicy(args.config);
    const tasks = TASK_FAMILIES.flatMap(({ name: family, contracts }) =>
      contracts.map(({ type, about, aliases }) => {
        const told = taskTerms(type, policy.tasks[type], source);
        return { type, family, about, aliases, told };
      }),
    );
    if (args.json) {
      printJson({ policy: policy.version, tasks: tasks.map(asJson) });
      return;
    }
    printLine(renderTable(COLUMNS, tasks.map(rowOf)));
    const changed = tasks.filter(({ told }) => changedKeys(told).length > 0).length;
    if (changed > 0) remark(`* your policy changes ${changed} of them; modicum tasks show <type>`);
  },
});

interface Listed {
  readonly type: string;
  readonly family: string;
  readonly told: readonly TaskTerm[];
}

function asJson({ told, ...task }: Listed) {
  const terms = Object.fromEntries(told.map(({ key, value }) => [key, value]));
  return { ...task, terms, changed: changedKeys(told) };
}

function changedKeys(told: readonly TaskTerm[]): readonly string[] {
  return told.filter(({ from }) => from !== 'default').map(({ key }) => key);
}

const COLUMNS = [
  { title: 'task type' },
  { title: 'tier', align: 'right' },
  { title: 'from–to' },
  { title: 'kind' },
  { title: 'stakes' },
  { title: 'delivery' },
  { title: 'validators' },
  { title: 'family' },
] as const;

function rowOf({ type, family, told }: Listed): string[] {
  const value = (key: string) => told.find((term) => term.key === key)?.value;
  const mark = changedKeys(told).length > 0 ? paint('yellow', '*') : '';
  const validators = value('validate');
  return [
    `${type}${mark}`,
    String(value('tier')),
    `${String(value('floor'))}–${String(value('cap'))}`,
    String(value('kind')),
    value('stakes') === 'high' ? paint('red', 'high') : 'low',
    String(value('delivery')),
    Array.isArray(validators) ? validators.join(' ') : '',
    paint('dim', family),
  ];
}
