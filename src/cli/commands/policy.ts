import { command } from '../command.ts';

/** Look into the rules, change them, and try them out. */
export const policy = command({
  meta: { name: 'policy', description: 'The rules: show, change, check and test them' },
  subCommands: {
    show: () => import('./policy-show.ts').then((module) => module.show),
    set: () => import('./policy-set.ts').then((module) => module.set),
    unset: () => import('./policy-set.ts').then((module) => module.unset),
    lint: () => import('./policy-lint.ts').then((module) => module.lint),
    test: () => import('./policy-test.ts').then((module) => module.test),
    schema: () => import('./policy-schema.ts').then((module) => module.schema),
  },
  examples: ['modicum policy show', 'modicum policy set subagents=route', 'modicum policy lint'],
});
