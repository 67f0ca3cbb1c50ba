import { loadCatalog } from '../src/config/load-catalog.ts';
import { loadPolicy } from '../src/config/load-policy.ts';
import { TASK_ALIASES, TASK_TYPES, type TaskType } from '../src/core/task.ts';

/** docs/task-types.md, made from the built-in policy. `npm run docs` writes it, a test compares it. */
export function taskTypesPage(): string {
  const { policy } = loadPolicy({
    path: null,
    environment: { HOME: '/nowhere' },
    catalog: loadCatalog(),
  });
  const rows = TASK_TYPES.map((type) => {
    const rule = policy.tasks[type];
    const judged = rule.validate.length === 0 ? '–' : rule.validate.join(', ');
    return `| \`${type}\` | ${rule.tier} | ${rule.floor} | ${rule.delivery} | ${judged} | ${rule.expectedOutputTokens} | ${aliasesOf(type)} |`;
  });
  return `# Task types

What kind of work a call is. Name one with \`x-modicum-task\`, with the model \`modicum/auto:task=<type>\` or with \`run({ task })\`; otherwise the classifier decides, and what it does not recognise goes to the default tier.

The tiers are those of the built-in policy; \`tasks:\` in yours changes them. A *floor* is never gone below. *Buffered* answers are judged by the validators before they are handed over, so that a bad one can be tried again; *streamed* ones are handed over as they come.

<!-- Written by \`npm run docs\` from catalog/modicum.yaml. -->

| task type | tier | floor | delivery | validators | usual answer, tokens | short names |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function aliasesOf(type: TaskType): string {
  const names = Object.entries(TASK_ALIASES).filter(([, target]) => target === type);
  return names.map(([name]) => `\`${name}\``).join(', ') || '–';
}
