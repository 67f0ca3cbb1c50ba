import { command } from '../command.ts';

/** The kinds of work a call can be, and what the policy makes of each. */
export const tasks = command({
  meta: { name: 'tasks', description: 'The task types: what each is and where its calls go' },
  subCommands: {
    list: () => import('./tasks-list.ts').then((module) => module.list),
    show: () => import('./tasks-show.ts').then((module) => module.show),
    train: () => import('./tasks-train.ts').then((module) => module.train),
    eval: () => import('./tasks-eval.ts').then((module) => module.evaluate),
  },
  examples: ['modicum tasks list', 'modicum tasks show summarize'],
});
