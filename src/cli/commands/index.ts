import type { SubCommandsDef } from 'citty';

/** One file per command, loaded when it is called. */
export const COMMANDS: SubCommandsDef = {
  up: () => import('./up.ts').then((module) => module.up),
  down: () => import('./down.ts').then((module) => module.down),
  status: () => import('./status.ts').then((module) => module.status),
  logs: () => import('./logs.ts').then((module) => module.logs),
  serve: () => import('./serve.ts').then((module) => module.serve),
  route: () => import('./route.ts').then((module) => module.route),
  ask: () => import('./ask.ts').then((module) => module.ask),
  explain: () => import('./explain.ts').then((module) => module.explain),
  ledger: () => import('./ledger.ts').then((module) => module.ledger),
  demo: () => import('./demo.ts').then((module) => module.demo),
};
