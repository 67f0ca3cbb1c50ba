import { command } from '../command.ts';

export const models = command({
  meta: { name: 'models', description: 'Which models there are, and whether they can be used' },
  subCommands: {
    list: () => import('./models-list.ts').then((module) => module.list),
    check: () => import('./models-check.ts').then((module) => module.check),
  },
  examples: ['modicum models list', 'modicum models check'],
});
