import { command } from '../command.ts';

export const prices = command({
  meta: { name: 'prices', description: 'What models cost: list, compare, override' },
  subCommands: {
    list: () => import('./prices-list.ts').then((module) => module.list),
    diff: () => import('./prices-diff.ts').then((module) => module.diff),
    override: () => import('./prices-override.ts').then((module) => module.override),
  },
  examples: ['modicum prices list', 'modicum prices diff api.json'],
});
