import type { SubCommandsDef } from 'citty';

/** One file per command, loaded when it is called. */
export const COMMANDS: SubCommandsDef = {
  up: () => import('./up.ts').then((module) => module.up),
  down: () => import('./down.ts').then((module) => module.down),
  status: () => import('./status.ts').then((module) => module.status),
  logs: () => import('./logs.ts').then((module) => module.logs),
  serve: () => import('./serve.ts').then((module) => module.serve),
  code: () => import('./code.ts').then((module) => module.code),
  run: () => import('./run.ts').then((module) => module.run),
  connect: () => import('./connect.ts').then((module) => module.connect),
  disconnect: () => import('./disconnect.ts').then((module) => module.disconnect),
  undo: () => import('./undo.ts').then((module) => module.undo),
  route: () => import('./route.ts').then((module) => module.route),
  classify: () => import('./classify.ts').then((module) => module.classify),
  ask: () => import('./ask.ts').then((module) => module.ask),
  prices: () => import('./prices.ts').then((module) => module.prices),
  models: () => import('./models.ts').then((module) => module.models),
  tasks: () => import('./tasks.ts').then((module) => module.tasks),
  policy: () => import('./policy.ts').then((module) => module.policy),
  doctor: () => import('./doctor.ts').then((module) => module.doctor),
  explain: () => import('./explain.ts').then((module) => module.explain),
  ledger: () => import('./ledger.ts').then((module) => module.ledger),
  completion: () => import('./completion.ts').then((module) => module.completionOf(COMMANDS)),
  version: () => import('./version.ts').then((module) => module.version),
  demo: () => import('./demo.ts').then((module) => module.demo),
};
